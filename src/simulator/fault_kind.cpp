// SPDX-License-Identifier: Apache-2.0
#include "hedged/simulator/fault_kind.hpp"

#include <algorithm>

namespace hedged::simulator {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames{"frame-delay",
                                                           "connection-drop",
                                                           "half-open",
                                                           "connect-refused",
                                                           "corrupt-bytes",
                                                           "truncated-frame",
                                                           "repeated-frame",
                                                           "unknown-word",
                                                           "bad-number",
                                                           "missing-field",
                                                           "huge-integer",
                                                           "one-source-spikes",
                                                           "lost-replies",
                                                           "late-replies",
                                                           "swallowed-requests",
                                                           "swallowed-cancels",
                                                           "refused-orders",
                                                           "refused-queries",
                                                           "throttled",
                                                           "dropped-before-acting",
                                                           "dropped-after-acting",
                                                           "notifications-first",
                                                           "repeated-trades",
                                                           "lost-book-change",
                                                           "frozen-channel",
                                                           "unknown-order-state",
                                                           "cod-lost",
                                                           "cod-late",
                                                           "token-revoked",
                                                           "platform-lock",
                                                           "account-lock",
                                                           "instrument-halt",
                                                           "maintenance",
                                                           "index-jump",
                                                           "premium-jump",
                                                           "empty-side",
                                                           "position-injected",
                                                           "human-trade",
                                                           "foreign-order",
                                                           "wall-clock-step",
                                                           "engine-stall",
                                                           "crash",
                                                           "crash-before-send",
                                                           "crash-after-send",
                                                           "power-loss",
                                                           "clean-stop",
                                                           "disk-full",
                                                           "sync-error",
                                                           "second-instance",
                                                           "operator-kill",
                                                           "operator-arm",
                                                           "operator-hold"};
static_assert(static_cast<std::size_t>(FaultKind::OperatorHold) + 1 == kFaultKinds);

constexpr Duration kPairWindow = seconds(60);

std::size_t index_of(FaultKind kind) noexcept {
    return static_cast<std::size_t>(kind);
}

}  // namespace

std::string_view to_string(FaultKind kind) noexcept {
    return kNames.at(index_of(kind));
}

std::optional<FaultKind> fault_named(std::string_view name) noexcept {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<FaultKind>(found - kNames.begin());
}

void FaultTally::note(FaultKind kind, Instant now) noexcept {
    const std::size_t self = index_of(kind);
    ++counts.at(self);
    for (std::size_t other = 0; other < kFaultKinds; ++other) {
        if (seen_.at(other) && now - last_.at(other) <= kPairWindow) {
            ++pairs.at(std::min(self, other)).at(std::max(self, other));
        }
    }
    seen_.at(self) = true;
    last_.at(self) = now;
}

void FaultTally::add(const FaultTally& other) noexcept {
    for (std::size_t a = 0; a < kFaultKinds; ++a) {
        counts.at(a) += other.counts.at(a);
        for (std::size_t b = a; b < kFaultKinds; ++b) {
            pairs.at(a).at(b) += other.pairs.at(a).at(b);
        }
    }
}

std::uint64_t FaultTally::count(FaultKind kind) const noexcept {
    return counts.at(index_of(kind));
}

std::uint64_t FaultTally::pair(FaultKind a, FaultKind b) const noexcept {
    return pairs.at(std::min(index_of(a), index_of(b))).at(std::max(index_of(a), index_of(b)));
}

std::uint64_t FaultTally::total() const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) {
        sum += count;
    }
    return sum;
}

std::size_t FaultTally::pairs_met() const noexcept {
    std::size_t met = 0;
    for (const auto& row : pairs) {
        met += static_cast<std::size_t>(
            std::count_if(row.begin(), row.end(), [](std::uint32_t n) { return n > 0; }));
    }
    return met;
}

}  // namespace hedged::simulator
