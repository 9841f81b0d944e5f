// SPDX-License-Identifier: Apache-2.0
// Exercises the path from bytes to an order between ticks, so that its code and tables stay in the
// processor's caches: real books tick every few milliseconds, and a cold decision costs several
// times a warm one. Everything here is a double of the live objects: its own engine, its own codec
// table, its own canned messages, its own time. The orders it makes go nowhere, and nothing of it
// can touch live state, ids or counters (tests/unit/runtime/keep_warm_test.cpp).
// One thread for each half; no allocation after construction.
#pragma once

#include "hedged/engine/engine.hpp"
#include "hedged/venues/deribit/codec/decoder.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace hedged::runtime {

// The engine's half: a short call and a narrow band, so that every other index hedges.
class WarmEngine {
public:
    WarmEngine();
    // How the double is set up: one coin, a short call, limits that never bind.
    [[nodiscard]] static engine::EngineConfig config();

    // One tick of the double. Gives the order that it decided, if any.
    std::optional<PlaceOrder> run() noexcept;

    [[nodiscard]] std::uint64_t runs() const noexcept { return runs_; }
    [[nodiscard]] std::uint64_t orders() const noexcept { return orders_; }

private:
    void start() noexcept;
    void give(const Event& event) noexcept;
    void answer() noexcept;
    void answer(const RequestSnapshot& wanted) noexcept;
    void fill(const PlaceOrder& order) noexcept;
    [[nodiscard]] Stamp stamp() const noexcept;

    engine::Engine engine_;
    Actions actions_;
    FixedVector<VenueCommand, kActionsMax> asked_;
    std::optional<PlaceOrder> placed_;
    Instant now_;  // of the double alone: a second from run to run
    std::int64_t position_lots_ = 0;
    std::uint64_t trades_ = 0;
    std::uint64_t runs_ = 0;
    std::uint64_t orders_ = 0;
};

// The codec's half.
class WarmCodec {
public:
    WarmCodec();

    // Decodes one canned quote and ticker and encodes one order. The number of bytes encoded.
    std::size_t run() noexcept;

private:
    deribit::InstrumentTable table_;
    deribit::AccountTag tag_;
    deribit::Decoder decoder_;
    deribit::DecodedFrame frame_;
    InstrumentSpec spec_;
    std::string quote_;
    std::string ticker_;
    std::size_t quote_size_ = 0;
    std::size_t ticker_size_ = 0;
    std::array<char, deribit::kOrderBytesMax> out_{};
};

}  // namespace hedged::runtime
