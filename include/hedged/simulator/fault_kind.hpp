// SPDX-License-Identifier: Apache-2.0
// Everything that the simulator can make go wrong, by name, and the count of what did: each kind,
// and each pair of kinds within the same minute (a pair never met is a gap in the search). Plain
// values; one thread.
#pragma once

#include "hedged/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hedged::simulator {

enum class FaultKind : std::uint8_t {
    // the network
    FrameDelay,      // a connection stalls, then brings everything at once
    ConnectionDrop,  // breaks with frames under way: any prefix of them arrives
    HalfOpen,        // silence in both directions, and nobody is told
    ConnectRefused,  // nobody listens for a while
    CorruptBytes,    // bytes of a frame are replaced
    TruncatedFrame,  // a frame ends early
    RepeatedFrame,   // a notification comes twice
    // the exchange's words
    UnknownWord,      // a word of a closed list that nobody knows
    BadNumber,        // null, "", "NaN", 1e999 or a text in place of a number
    MissingField,     // a field is not there
    HugeInteger,      // beyond 2^53, 2^63, or forty digits
    OneSourceSpikes,  // the index channel alone is off by a sixth
    // the exchange's answers
    LostReplies,        // acted on, never answered
    LateReplies,        // answered seconds later; notifications overtake
    SwallowedRequests,  // neither acted on nor answered
    SwallowedCancels,
    RefusedOrders,   // one code of every class
    RefusedQueries,  // reports and readings fail
    Throttled,       // code 10028, which also ends the connection
    DroppedBeforeActing,
    DroppedAfterActing,
    NotificationsFirst,  // a fill is told before its order is answered
    RepeatedTrades,
    LostBookChange,
    FrozenChannel,
    UnknownOrderState,
    // the exchange itself
    CancelOnDisconnectLost,
    CancelOnDisconnectLate,
    TokenRevoked,
    PlatformLock,
    AccountLock,
    InstrumentHalt,
    Maintenance,  // twenty minutes without a connection; comes back with the orders gone
    IndexJump,
    PremiumJump,
    EmptySide,  // one side of the hedge instrument's book is gone
    PositionInjected,
    HumanTrade,  // on the same account, by hand
    ForeignOrder,
    // the process and its machine
    WallClockStep,
    EngineStall,
    Crash,            // the process dies: what the kernel has survives
    CrashBeforeSend,  // with an order decided and not yet on its way
    CrashAfterSend,   // with an order on its way
    PowerLoss,        // only what was synced survives, and no connection is closed
    CleanStop,
    DiskFull,
    SyncError,
    SecondInstance,  // another daemon on another folder, same account
    // the operator
    OperatorKill,
    OperatorArm,
    OperatorHold,
};

inline constexpr std::size_t kFaultKinds = 52;

[[nodiscard]] std::string_view to_string(FaultKind kind) noexcept;
[[nodiscard]] std::optional<FaultKind> fault_named(std::string_view name) noexcept;

class FaultTally {
public:
    void note(FaultKind kind, Instant now) noexcept;
    void add(const FaultTally& other) noexcept;

    [[nodiscard]] std::uint64_t count(FaultKind kind) const noexcept;
    // Unordered; a kind with itself is two within the minute.
    [[nodiscard]] std::uint64_t pair(FaultKind a, FaultKind b) const noexcept;
    [[nodiscard]] std::uint64_t total() const noexcept;
    [[nodiscard]] std::size_t pairs_met() const noexcept;

    std::array<std::uint64_t, kFaultKinds> counts{};
    std::array<std::array<std::uint32_t, kFaultKinds>, kFaultKinds> pairs{};  // a <= b

private:
    std::array<Instant, kFaultKinds> last_{};
    std::array<bool, kFaultKinds> seen_{};
};

}  // namespace hedged::simulator
