// SPDX-License-Identifier: Apache-2.0
// Planted bugs: each breaks one promise of the daemon on purpose, in the wiring of the simulator
// and never in production code, to prove that the judge would notice. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hedged::simulator {

enum class Sabotage : std::uint8_t {
    None,
    DoubleOrders,       // every order is sent twice under two ids
    SendAfterKill,      // the kill flag is not looked at again before the wire
    StaleQuotes,        // quotes carry a fresh receive stamp however old they are
    NoSafeStart,        // the first reports are answered with "nothing there"
    SkipJournal,        // intents do not reach the journal
    ReuseEpoch,         // the epoch is not raised at a start
    GarbleJournal,      // a byte of what the journal holds is changed
    WrongPosition,      // a position report is misread by one lot
    DropFills,          // one private fill in ten is dropped
    WrongSide,          // orders go out on the other side
    Burst,              // the message budget is not kept
    TenfoldOrders,      // ten times the size
    ForgetUnknown,      // an order of unknown fate is called refused after a second
    CancelForeign,      // cancels everything of the account
    WidenLimits,        // limits are doubled while running
    NanOrder,           // the price of an order is not a number
    DropPrivateEvents,  // one private event in fifty is lost
    TwoSenders,         // a second instance ignores that a newer one exists
    LeakSecret,         // the secret stands in a log line
    NeverRecover,       // after the first lost connection nothing is asked for any more
};
inline constexpr std::size_t kSabotages = 21;

[[nodiscard]] std::string_view to_string(Sabotage sabotage) noexcept;
[[nodiscard]] std::optional<Sabotage> sabotage_named(std::string_view name) noexcept;

}  // namespace hedged::simulator
