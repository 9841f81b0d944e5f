// SPDX-License-Identifier: Apache-2.0
// The newest index price per underlying, with its freshness, and whether the exchange has locked
// the underlying. Engine thread only; no allocation.
#pragma once

#include "hedged/market/quotes.hpp"
#include "hedged/protocol/engine_view.hpp"

#include <array>
#include <optional>

namespace hedged::market {

class IndexPrices {
public:
    // False when it was received before the one that is known: queues that conflate do not keep the
    // order of different sources.
    bool on(const IndexPrice& price) noexcept;
    // Without a valid underlying: all of them.
    void on(const PlatformLock& lock) noexcept;
    void on_stream_down() noexcept;

    // The last one, fresh or not; empty when there was none since the stream came up.
    [[nodiscard]] std::optional<IndexPrice> last(UnderlyingIndex underlying) const noexcept;
    [[nodiscard]] bool fresh(UnderlyingIndex underlying, const VenueClock& clock, Instant now,
                             const FreshnessLimit& limit) const noexcept;
    [[nodiscard]] bool locked(UnderlyingIndex underlying) const noexcept;

private:
    struct Entry {
        IndexPrice price;
        bool known = false;
        bool locked = false;
    };
    std::array<Entry, kUnderlyingsMax> entries_{};
};

}  // namespace hedged::market
