// SPDX-License-Identifier: Apache-2.0
#include "runtime/event_router.hpp"

#include "hedged/core/assert.hpp"

#include <type_traits>
#include <variant>

namespace hedged::runtime {

namespace {

template <class Message>
inline constexpr bool kConflates =
    std::is_same_v<Message, Quote> || std::is_same_v<Message, Ticker> ||
    std::is_same_v<Message, MarkVol> || std::is_same_v<Message, IndexPrice> ||
    std::is_same_v<Message, MarketDataGap>;

}  // namespace

void EventRouter::route(const Event& event) noexcept {
    routed_ = true;
    if (const auto* definition = std::get_if<InstrumentDefinition>(&event)) {
        (void)lines_.names.push({definition->spec.index, definition->spec.name});
    }
    std::visit(
        [this, &event](const auto& message) {
            if constexpr (kConflates<std::decay_t<decltype(message)>>) {
                (void)lines_.market.put(message);
            } else {
                const bool room = lines_.account.push(event);
                HEDGED_ASSERT(room);
            }
        },
        event);
    const std::size_t waiting = lines_.account.size();
    if (waiting > kAccountEvents && !overflowing_) {
        overflowing_ = true;
        overflow_reported_ = false;
        lines_.account_overflows.fetch_add(1, std::memory_order_relaxed);
    } else if (waiting < kAccountEvents / 2) {
        overflowing_ = false;
    }
}

bool EventRouter::take_overflow() noexcept {
    if (!overflowing_ || overflow_reported_) {
        return false;
    }
    overflow_reported_ = true;
    return true;
}

}  // namespace hedged::runtime
