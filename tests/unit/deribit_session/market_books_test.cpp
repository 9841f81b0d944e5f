// SPDX-License-Identifier: Apache-2.0
// Books of hedge instruments through the market session: kept, lost, asked for again.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

constexpr std::string_view kChannel = "book.BTC-PERPETUAL.raw";

std::string book_snapshot(int id, double bid = 60'000.0, double ask = 60'000.5) {
    return R"({"type":"snapshot","timestamp":1700000002000,"instrument_name":"BTC-PERPETUAL",)"
           R"("change_id":)" +
           std::to_string(id) + R"(,"bids":[["new",)" + std::to_string(bid) +
           R"(,1000.0]],"asks":[["new",)" + std::to_string(ask) + R"(,2000.0]]})";
}
std::string book_change(int before, int id, const std::string& bids) {
    return R"({"type":"change","timestamp":1700000002001,"prev_change_id":)" +
           std::to_string(before) + R"(,"instrument_name":"BTC-PERPETUAL","change_id":)" +
           std::to_string(id) + R"(,"bids":[)" + bids + R"(],"asks":[]})";
}

struct BookRig : MarketRig {
    BookRig() : MarketRig(market_config(BookFeed::Incremental)) {
        log_in();
        wire.forget();
    }
};

TEST(MarketBooks, EmitTheTopOfTheBookWithAmounts) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10));
    rig.script.notify(kChannel, book_change(10, 15, R"(["new",60000.4,70.0])"));

    ASSERT_EQ(rig.wire.count<Quote>(), 2U);
    Quote const quote = rig.wire.last<Quote>();
    EXPECT_EQ(quote.instrument, rig.perpetual());
    EXPECT_EQ(quote.bid_price, 60'000.4);
    EXPECT_EQ(quote.bid_amount, 70.0);
    EXPECT_EQ(quote.ask_price, 60'000.5);
    EXPECT_EQ(quote.ask_amount, 2'000.0);
    EXPECT_EQ(quote.stamp.venue, wall_from_milliseconds(1'700'000'002'001));
    ASSERT_NE(rig.session.book(rig.perpetual()), nullptr);
    EXPECT_EQ(rig.session.book(rig.perpetual())->bids().size(), 2U);
}

TEST(MarketBooks, AnnounceAGapAndEmitNothingUntilTheNextSnapshot) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10));
    rig.wire.events.clear();
    rig.script.notify(kChannel, book_change(12, 15, R"(["new",60000.4,70.0])"));
    rig.script.notify(kChannel, book_change(15, 16, R"(["new",60000.3,70.0])"));

    EXPECT_EQ(rig.wire.count<MarketDataGap>(), 1U);
    EXPECT_EQ(rig.wire.last<MarketDataGap>().instrument, rig.perpetual());
    EXPECT_EQ(rig.wire.count<Quote>(), 0U);
    EXPECT_EQ(rig.session.book(rig.perpetual()), nullptr);
    EXPECT_EQ(rig.session.counters().gaps, 1U);
}

TEST(MarketBooks, LeaveAndTakeTheChannelAgainAfterAGap) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10));
    rig.script.notify(kChannel, book_change(12, 15, ""));
    rig.script.run(seconds(1));

    auto const left = rig.wire.requests("public/unsubscribe");
    auto const taken = rig.wire.requests("public/subscribe");
    ASSERT_EQ(left.size(), 1U);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_TRUE(left[0].mentions(kChannel));
    EXPECT_TRUE(taken[0].mentions(kChannel));
    EXPECT_LT(left[0].id, taken[0].id);
    EXPECT_FALSE(taken[0].mentions("ticker"));

    rig.script.notify(kChannel, book_snapshot(99));
    EXPECT_EQ(rig.wire.count<Quote>(), 2U);
    rig.script.run(seconds(30));
    EXPECT_EQ(rig.session.counters().resyncs, 1U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(MarketBooks, AskAgainWhenTheSnapshotDoesNotCome) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10));
    rig.script.notify(kChannel, book_change(12, 15, ""));
    rig.script.run(seconds(60));
    EXPECT_GE(rig.session.counters().resyncs, 3U);
    EXPECT_LE(rig.session.counters().resyncs, 12U);
}

TEST(MarketBooks, AskAgainWhenTheFirstSnapshotNeverComes) {
    BookRig rig;
    rig.script.run(seconds(8));
    EXPECT_GE(rig.session.counters().resyncs, 1U);
}

TEST(MarketBooks, DoNotResynchroniseFasterThanTheirPausesAllow) {
    BookRig rig;
    int id = 100;
    for (int i = 0; i < 600; ++i) {  // a minute of a stream that loses every second message
        id += 10;
        rig.script.notify(kChannel, book_snapshot(id));
        rig.script.notify(kChannel, book_change(id + 1, id + 2, ""));
        rig.script.run(milliseconds(100));
    }
    EXPECT_LE(rig.session.counters().resyncs, 20U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(MarketBooks, AskForABookThatStaysCrossed) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10, 60'001.0, 60'000.5));
    EXPECT_EQ(rig.wire.count<MarketDataGap>(), 0U);
    rig.script.now = rig.script.now + milliseconds(300);
    rig.script.notify(kChannel, book_change(10, 11, ""));
    EXPECT_EQ(rig.wire.count<MarketDataGap>(), 1U);
    EXPECT_EQ(rig.session.counters().crossed_books, 1U);
}

TEST(MarketBooks, ForgetEverythingWithTheConnection) {
    BookRig rig;
    rig.script.notify(kChannel, book_snapshot(10));
    rig.script.close();
    EXPECT_EQ(rig.session.book(rig.perpetual()), nullptr);
    rig.script.pass(seconds(1));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(1));
    rig.wire.forget();
    rig.script.notify(kChannel, book_change(10, 11, R"(["new",60000.4,70.0])"));
    EXPECT_EQ(rig.wire.count<Quote>(), 0U) << "a level of the old connection is a ghost";
    rig.script.notify(kChannel, book_snapshot(77, 59'000.0));
    EXPECT_EQ(rig.session.book(rig.perpetual())->bids().size(), 1U);
}

TEST(MarketBooks, TakeTopLevelsWholeEachTime) {
    MarketRig rig{market_config(BookFeed::TopLevels)};
    rig.log_in();
    rig.wire.forget();
    std::string const channel = "book.BTC-PERPETUAL.none.10.100ms";
    auto const top = [](double bid) {
        return R"({"timestamp":1700000002000,"instrument_name":"BTC-PERPETUAL","change_id":7,)"
               R"("bids":[[)" +
               std::to_string(bid) + R"(,10.0]],"asks":[[60001.0,20.0],[60002.0,30.0]]})";
    };
    rig.script.notify(channel, top(60'000.0));
    rig.script.notify(channel, top(59'990.0));

    ASSERT_EQ(rig.wire.count<Quote>(), 2U);
    EXPECT_EQ(rig.wire.last<Quote>().bid_price, 59'990.0);
    EXPECT_EQ(rig.session.book(rig.perpetual())->bids().size(), 1U);
    EXPECT_EQ(rig.session.book(rig.perpetual())->asks().size(), 2U);
}

}  // namespace
}  // namespace hedged::deribit
