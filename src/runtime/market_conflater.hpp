// SPDX-License-Identifier: Apache-2.0
// Carries market data from the I/O thread to the engine so that the newest of one kind for one
// instrument replaces an older one that was not taken yet. A slot per (kind, instrument) holds the
// newest value under a sequence lock; a queue of slot numbers says which slots are dirty, each at
// most once, so both are bounded by construction. One producer thread, one consumer thread; nothing
// allocates after construction.
//
// C1  What pop() gives is a value that was put whole, never older than one it gave before for that
//     slot, and never the same one twice.
// C2  After the last put() the consumer sees that value.
// C3  A MarketDataGap shares the slot of its instrument's Quote, so that a quote from before a gap
//     can never be seen after it.
#pragma once

#include "hedged/protocol/event.hpp"

#include "runtime/bounded_queue.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <variant>

namespace hedged::runtime {

using MarketEvent = std::variant<Quote, Ticker, MarkVol, IndexPrice, MarketDataGap>;
static_assert(std::is_trivially_copyable_v<MarketEvent>);

class MarketConflater {
public:
    MarketConflater(std::size_t instruments_max, std::size_t underlyings_max);

    // Producer. False: the instrument or underlying is beyond the table; counted.
    bool put(const MarketEvent& event) noexcept;

    // Consumer.
    [[nodiscard]] bool pop(MarketEvent& out) noexcept;

    [[nodiscard]] bool empty() const noexcept { return dirty_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return dirty_.size(); }
    [[nodiscard]] std::uint64_t conflated() const noexcept {
        return conflated_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t out_of_range() const noexcept {
        return out_of_range_.load(std::memory_order_relaxed);
    }

private:
    static constexpr std::size_t kWords = (sizeof(MarketEvent) + 7) / 8;
    static constexpr std::size_t kKinds = 3;  // quote or gap, ticker, mark

    // The payload is copied word by word through atomics: a torn copy is thrown away by the
    // sequence check, but reading it must not be a data race.
    struct alignas(64) Slot {
        std::atomic<std::uint64_t> sequence{0};  // odd while being written
        std::atomic<bool> dirty{false};
        std::uint64_t taken = 0;  // consumer only: the sequence it gave last
        std::array<std::atomic<std::uint64_t>, kWords> words{};
    };

    [[nodiscard]] std::size_t slot_of(const MarketEvent& event) const noexcept;

    const std::size_t instruments_max_;
    const std::size_t underlyings_max_;
    const std::size_t slot_count_;
    std::unique_ptr<Slot[]> slots_;
    BoundedQueue<std::uint32_t> dirty_;
    std::atomic<std::uint64_t> conflated_{0};
    std::atomic<std::uint64_t> out_of_range_{0};
};

}  // namespace hedged::runtime
