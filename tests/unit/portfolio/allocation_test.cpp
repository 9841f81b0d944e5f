// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/random.hpp"
#include "hedged/portfolio/attribution_meter.hpp"
#include "hedged/portfolio/book.hpp"

#include "support/book_legs.hpp"
#include "support/counting_new.hpp"

#include <gtest/gtest.h>

namespace hedged::portfolio {
namespace {

using test_support::days;
using test_support::kBookNow;
using test_support::kBookReceived;
using test_support::option_spec;

TEST(BookAllocation, TakesItsMemoryAtConstructionAndNoneAfter) {
    Random random{5};
    Book book{Numeraire::Usd, true, 100, 200};
    InstrumentSpec specs[200];
    for (std::uint32_t i = 0; i < 200; ++i) {
        specs[i] = option_spec(i, OptionType::Call, 40'000.0 + 200.0 * i, days(0.01 + 0.5 * i));
    }
    std::uint64_t const before = hedged::testing::allocations();
    double kept = 0.0;
    for (int step = 0; step < 5'000; ++step) {
        auto const& spec = specs[random.below(200)];
        kept += book.set_position(spec, random.below(4) == 0 ? 0.0 : 1.0) ? 1.0 : 0.0;
        book.set_option_market(spec.index, 1.0, Vol{0.5}, kBookReceived);
        book.set_equity(Coins{1});
        if (step % 50 == 0) {
            book.recompute_all(UsdPrice{60'000}, kBookNow + seconds(step));
        }
        kept += book.exposure_at(UsdPrice{60'010}).delta.value();
    }
    EXPECT_EQ(hedged::testing::allocations(), before);
    EXPECT_EQ(book.leg_count(), 100U);
    EXPECT_NE(kept, 0.0);
}

TEST(AttributionMeterAllocation, TakesItsMemoryAtConstructionAndNoneAfter) {
    Random random{6};
    Book book{Numeraire::Usd, true, 100, 100};
    AttributionMeter meter{Numeraire::Usd, true, 100};
    InstrumentSpec specs[100];
    for (std::uint32_t i = 0; i < 100; ++i) {
        specs[i] = option_spec(i, OptionType::Put, 40'000.0 + 400.0 * i, days(0.02 + 0.5 * i));
    }
    std::uint64_t const before = hedged::testing::allocations();
    for (int step = 0; step < 5'000; ++step) {
        auto const& spec = specs[random.below(100)];
        Fill fill;
        fill.amount = 1.0;
        fill.price = 0.02;
        fill.fee = 1e-4;
        meter.on_fill(spec, fill, true, Usd{1.0});
        meter.on_found(spec.index, kBookNow);
        EXPECT_TRUE(book.set_position(spec, random.below(4) == 0 ? 0.0 : 1.0));
        book.set_option_market(spec.index, 1.0, Vol{0.5}, kBookReceived);
        UsdPrice const index{60'000.0 + step};
        book.recompute_all(index, kBookNow + seconds(step));
        meter.measure(book, {index, kBookNow + seconds(step), InstrumentIndex{0}, 0.0, Coins{1}});
    }
    EXPECT_EQ(hedged::testing::allocations(), before);
    EXPECT_NE(meter.since_start().hedged().usd.total(), Usd{});
}

}  // namespace
}  // namespace hedged::portfolio
