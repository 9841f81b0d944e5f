// SPDX-License-Identifier: Apache-2.0
// The words of enums that only a reader of records shows: of what an exchange reported and of what
// the engine noted. "invalid" for a value that the enum does not have. Never allocates; any thread.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include <string_view>

namespace hedged {

[[nodiscard]] std::string_view to_string(QueryResult result) noexcept;
[[nodiscard]] std::string_view to_string(SnapshotKind kind) noexcept;
[[nodiscard]] std::string_view to_string(SnapshotPhase phase) noexcept;
[[nodiscard]] std::string_view to_string(JournalHealth health) noexcept;
[[nodiscard]] std::string_view to_string(OptionType type) noexcept;
[[nodiscard]] std::string_view to_string(Payoff payoff) noexcept;
[[nodiscard]] std::string_view to_string(AmountUnit unit) noexcept;
[[nodiscard]] std::string_view to_string(TickerState state) noexcept;
[[nodiscard]] std::string_view to_string(Liquidity liquidity) noexcept;
[[nodiscard]] std::string_view to_string(Outcome outcome) noexcept;
// A word for machines and for counting, such as "order-refused".
[[nodiscard]] std::string_view to_string(NoteKind kind) noexcept;
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;

}  // namespace hedged
