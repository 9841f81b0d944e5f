// SPDX-License-Identifier: Apache-2.0
// The trades already applied, by (underlying, trade id, side), so that the reply to an order, the
// stream and a snapshot can all report one trade and it still moves the position once; a trade of
// the account with itself is told under one id for each of its two sides. Ids are kept
// exactly, found by hash; when full the oldest goes. Engine thread only; all memory is taken at
// construction.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::gateway {

inline constexpr std::size_t kTradesRemembered = 65'536;

class TradeIdSet {
public:
    explicit TradeIdSet(std::size_t capacity = kTradesRemembered);

    // True when it was not there: the trade is new and is remembered from now on.
    [[nodiscard]] bool insert(UnderlyingIndex underlying, const TradeId& id, Side side) noexcept;
    [[nodiscard]] bool contains(UnderlyingIndex underlying, const TradeId& id,
                                Side side) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return trades_.size(); }

private:
    struct Trade {
        UnderlyingIndex underlying;
        Side side = Side::Buy;
        TradeId id;
    };
    static constexpr std::uint32_t kEmpty = 0xffff'ffffU;

    [[nodiscard]] std::size_t bucket_of(const Trade& trade) const noexcept;
    [[nodiscard]] std::size_t find(const Trade& trade) const noexcept;
    void erase(std::size_t bucket) noexcept;

    std::vector<Trade> trades_;           // ring, oldest at next_ once full
    std::vector<std::uint32_t> buckets_;  // into trades_; open addressing, at most half full
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

}  // namespace hedged::gateway
