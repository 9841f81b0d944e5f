// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/trade_id_set.hpp"

#include "hedged/core/assert.hpp"

#include <bit>

namespace hedged::gateway {

TradeIdSet::TradeIdSet(std::size_t capacity)
    : trades_(capacity), buckets_(std::bit_ceil(capacity * 2), kEmpty) {
    HEDGED_ASSERT(capacity > 0 && capacity < kEmpty);
}

// FNV-1a, 64 bits, folded; the ids come from the exchange, whose numbering we need not fear.
std::size_t TradeIdSet::bucket_of(const Trade& trade) const noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325ULL;
    auto const mix = [&hash](std::uint8_t byte) {
        hash ^= byte;
        hash *= 0x0000'0100'0000'01b3ULL;
    };
    mix(trade.underlying.raw);
    mix(static_cast<std::uint8_t>(trade.side));
    for (char const c : trade.id.view()) {
        mix(static_cast<std::uint8_t>(c));
    }
    hash ^= hash >> 32U;
    return static_cast<std::size_t>(hash) & (buckets_.size() - 1);
}

std::size_t TradeIdSet::find(const Trade& trade) const noexcept {
    std::size_t bucket = bucket_of(trade);
    while (buckets_[bucket] != kEmpty) {
        const Trade& held = trades_[buckets_[bucket]];
        if (held.underlying == trade.underlying && held.side == trade.side && held.id == trade.id) {
            break;
        }
        bucket = (bucket + 1) & (buckets_.size() - 1);
    }
    return bucket;
}

// Closes the hole by pulling back what was pushed past it, so that probing never meets a gap.
void TradeIdSet::erase(std::size_t bucket) noexcept {
    std::size_t const mask = buckets_.size() - 1;
    std::size_t hole = bucket;
    for (std::size_t at = (hole + 1) & mask; buckets_[at] != kEmpty; at = (at + 1) & mask) {
        std::size_t const home = bucket_of(trades_[buckets_[at]]);
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            buckets_[hole] = buckets_[at];
            hole = at;
        }
    }
    buckets_[hole] = kEmpty;
}

bool TradeIdSet::insert(UnderlyingIndex underlying, const TradeId& id, Side side) noexcept {
    Trade const trade{underlying, side, id};
    if (buckets_[find(trade)] != kEmpty) {
        return false;
    }
    if (size_ == trades_.size()) {
        erase(find(trades_[next_]));
        --size_;
    }
    trades_[next_] = trade;
    buckets_[find(trade)] = static_cast<std::uint32_t>(next_);
    next_ = (next_ + 1) % trades_.size();
    ++size_;
    return true;
}

bool TradeIdSet::contains(UnderlyingIndex underlying, const TradeId& id, Side side) const noexcept {
    return buckets_[find(Trade{underlying, side, id})] != kEmpty;
}

}  // namespace hedged::gateway
