// SPDX-License-Identifier: Apache-2.0
// A small book with a meter beside it, whose first instrument is the hedge. Test support.
#pragma once

#include "hedged/portfolio/profit_meter.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace hedged::test_support {

inline constexpr std::uint32_t kPerp = 0;
inline constexpr std::uint32_t kCall = 1;

template <class Meter>
class MeteredBook {
public:
    MeteredBook(portfolio::Numeraire numeraire, bool include_equity)
        : book(numeraire, include_equity, 8, 16), meter(numeraire, include_equity, 16) {}

    void hold(const InstrumentSpec& spec, double amount) {
        ASSERT_TRUE(book.set_position(spec, amount));
    }
    void mark(std::uint32_t instrument, double ratio) {
        book.set_future_market(InstrumentIndex{instrument}, ratio, kBookReceived);
    }
    void option_mark(std::uint32_t instrument, Vol vol = Vol{0.5}, double ratio = 1.0) {
        book.set_option_market(InstrumentIndex{instrument}, ratio, vol, kBookReceived);
    }
    void measure(double index, std::optional<Coins> equity, double funding) {
        book.recompute_all(UsdPrice{index}, now);
        meter.measure(book, {UsdPrice{index}, now, InstrumentIndex{kPerp}, funding, equity});
    }
    [[nodiscard]] Fill trade(Side side, double amount, double price, double fee) const {
        Fill fill;
        fill.stamp = {kBookReceived, now};
        fill.side = side;
        fill.amount = amount;
        fill.price = price;
        fill.fee = fee;
        return fill;
    }

    portfolio::Book book;
    Meter meter;
    WallTime now = kBookNow;
};

}  // namespace hedged::test_support
