// SPDX-License-Identifier: Apache-2.0
#include "hedged/simulator/sabotage.hpp"

#include <algorithm>
#include <array>

namespace hedged::simulator {
namespace {

constexpr std::array<std::string_view, kSabotages> kNames{
    "none",         "double-orders", "send-after-kill", "stale-quotes",   "no-safe-start",
    "skip-journal", "reuse-epoch",   "garble-journal",  "wrong-position", "drop-fills",
    "wrong-side",   "burst",         "tenfold-orders",  "forget-unknown", "cancel-foreign",
    "widen-limits", "nan-order",     "drop-private",    "two-senders",    "leak-secret",
    "never-recover"};
static_assert(static_cast<std::size_t>(Sabotage::NeverRecover) + 1 == kSabotages);

}  // namespace

std::string_view to_string(Sabotage sabotage) noexcept {
    return kNames.at(static_cast<std::size_t>(sabotage));
}

std::optional<Sabotage> sabotage_named(std::string_view name) noexcept {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<Sabotage>(found - kNames.begin());
}

}  // namespace hedged::simulator
