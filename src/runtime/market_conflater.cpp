// SPDX-License-Identifier: Apache-2.0
#include "runtime/market_conflater.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::runtime {

namespace {

constexpr std::size_t kOutOfRange = static_cast<std::size_t>(-1);

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;  // clang 14 does not deduce aggregates

}  // namespace

MarketConflater::MarketConflater(std::size_t instruments_max, std::size_t underlyings_max)
    : instruments_max_(instruments_max),
      underlyings_max_(underlyings_max),
      slot_count_(instruments_max * kKinds + underlyings_max),
      slots_(std::make_unique<Slot[]>(slot_count_)),
      // One entry more a slot: the consumer clears `dirty` before its count has gone down.
      dirty_(2 * slot_count_) {}

std::size_t MarketConflater::slot_of(const MarketEvent& event) const noexcept {
    const auto of_instrument = [this](InstrumentIndex instrument, std::size_t kind) {
        return instrument.raw < instruments_max_ ? kind * instruments_max_ + instrument.raw
                                                 : kOutOfRange;
    };
    return std::visit(
        Overloaded{[&](const Quote& quote) { return of_instrument(quote.instrument, 0); },
                   [&](const MarketDataGap& gap) { return of_instrument(gap.instrument, 0); },
                   [&](const Ticker& ticker) { return of_instrument(ticker.instrument, 1); },
                   [&](const MarkVol& mark) { return of_instrument(mark.instrument, 2); },
                   [&](const IndexPrice& index) {
                       return index.underlying.raw < underlyings_max_
                                  ? kKinds * instruments_max_ + index.underlying.raw
                                  : kOutOfRange;
                   }},
        event);
}

bool MarketConflater::put(const MarketEvent& event) noexcept {
    const std::size_t number = slot_of(event);
    if (number == kOutOfRange) {
        out_of_range_.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    Slot& slot = slots_[number];
    std::array<std::uint64_t, kWords> words{};
    std::memcpy(words.data(), &event, sizeof event);

    // Release stores of the words order them behind the odd sequence for whoever reads one of them.
    const std::uint64_t sequence = slot.sequence.load(std::memory_order_relaxed);
    slot.sequence.store(sequence + 1, std::memory_order_relaxed);
    for (std::size_t i = 0; i < kWords; ++i) {
        slot.words[i].store(words[i], std::memory_order_release);
    }
    slot.sequence.store(sequence + 2, std::memory_order_release);

    if (slot.dirty.exchange(true, std::memory_order_acq_rel)) {
        conflated_.fetch_add(1, std::memory_order_relaxed);
    } else {
        const bool queued = dirty_.push(static_cast<std::uint32_t>(number));
        HEDGED_ASSERT(queued);
    }
    return true;
}

bool MarketConflater::pop(MarketEvent& out) noexcept {
    std::uint32_t number = 0;
    while (dirty_.pop(number)) {
        Slot& slot = slots_[number];
        // Cleared before the read: a value that arrives from now on queues the slot again.
        slot.dirty.exchange(false, std::memory_order_acq_rel);
        std::array<std::uint64_t, kWords> words{};
        std::uint64_t before = 0;
        std::uint64_t after = 0;
        do {
            before = slot.sequence.load(std::memory_order_acquire);
            for (std::size_t i = 0; i < kWords; ++i) {
                words[i] = slot.words[i].load(std::memory_order_acquire);
            }
            after = slot.sequence.load(std::memory_order_relaxed);
        } while (before != after || (before & 1U) != 0);
        if (before == slot.taken) {
            continue;  // an earlier pop already gave this value; its slot was queued meanwhile
        }
        slot.taken = before;
        std::memcpy(static_cast<void*>(&out), words.data(), sizeof out);
        return true;
    }
    return false;
}

}  // namespace hedged::runtime
