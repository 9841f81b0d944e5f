// SPDX-License-Identifier: Apache-2.0
// The chain of a book channel, followed as a client would: every change must fit the one before.
#include "hedged/core/random.hpp"

#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

std::string channels(std::string_view name) {
    return R"({"channels":[")" + std::string{name} + R"("]})";
}

// A client's copy of one side of a book, kept from what a channel says.
struct Ladder {
    std::map<double, double> levels;

    void apply(const Json& frame, std::string_view side) {
        for (std::size_t i = 0; i < frame.size(std::string{"/"} + std::string{side}); ++i) {
            auto const at = "/" + std::string{side} + "/" + std::to_string(i);
            auto const action = frame.text(at + "/0");
            double const price = frame.number(at + "/1");
            double const amount = frame.number(at + "/2");
            if (action == "delete") {
                EXPECT_EQ(levels.erase(price), 1U) << "deleted a level that was not there";
                EXPECT_EQ(amount, 0.0);
            } else {
                EXPECT_EQ(levels.contains(price), action == "change") << action << " " << price;
                levels[price] = amount;
            }
        }
    }
    void expect_equal(const std::vector<Level>& truth) const {
        ASSERT_EQ(levels.size(), truth.size());
        for (auto const& level : truth) {
            auto const found = levels.find(level.price);
            ASSERT_NE(found, levels.end()) << level.price;
            EXPECT_EQ(found->second, level.amount) << level.price;
        }
    }
};

struct ClientBook {
    Ladder bids;
    Ladder asks;
    std::int64_t change_id = -1;
    int changes = 0;

    void apply(const Json& frame) {
        if (frame.text("/type") == "snapshot") {
            EXPECT_FALSE(frame.has("/prev_change_id"));
            *this = {};
        } else {
            EXPECT_EQ(frame.integer("/prev_change_id"), change_id);
            EXPECT_GT(frame.integer("/change_id"), change_id);
            ++changes;
        }
        change_id = frame.integer("/change_id");
        bids.apply(frame, "bids");
        asks.apply(frame, "asks");
    }
};

class FrontBookChannel : public testing::TestWithParam<const char*> {};

TEST_P(FrontBookChannel, ChainsAndRebuildsTheBookOverThousandsOfSteps) {
    std::uint64_t const seed = 20'260'203;
    SCOPED_TRACE(seed);
    Random random{seed};
    Bench bench;
    auto const desk = bench.login();
    std::string const channel = std::string{"book.BTC-PERPETUAL."} + GetParam();
    ASSERT_EQ(bench.call(desk, "public/subscribe", channels(channel)).text("/result/0"), channel);
    auto const id = bench.exchange.find(kPerpetual)->id;
    ClientBook book;
    for (int step = 0; step < 6000; ++step) {
        switch (random.below(4)) {
            case 0:
                bench.pass(milliseconds(static_cast<std::int64_t>(1 + random.below(60))));
                break;
            case 1: {
                double const away = 0.5 * static_cast<double>(random.below(100));
                (void)bench.ask(desk, random.below(2) == 0 ? "private/buy" : "private/sell",
                                R"({"instrument_name":"BTC-PERPETUAL","amount":10,"price":)" +
                                    std::to_string(bench.best_bid() - 25.0 + away) + "}");
                break;
            }
            case 2:
                (void)bench.ask(desk, "private/cancel_all");
                break;
            default:
                bench.exchange.shock_index(1.0 + 0.0002 * (random.uniform() - 0.5));
                bench.pass(milliseconds(20));
        }
        for (auto const& frame : bench.notifications(desk, channel)) {
            book.apply(frame);
        }
        if (testing::Test::HasFailure()) {
            FAIL() << "step " << step << " seed " << seed;
        }
    }
    (void)bench.ask(desk, "private/cancel_all");
    bench.pass(seconds(2), milliseconds(100));
    bench.pass(seconds(2), seconds(2));
    for (auto const& frame : bench.notifications(desk, channel)) {
        book.apply(frame);
    }
    auto const truth = bench.exchange.book(id);
    EXPECT_GT(book.changes, 50);
    book.bids.expect_equal(truth.bids);
    book.asks.expect_equal(truth.asks);
}

INSTANTIATE_TEST_SUITE_P(Intervals, FrontBookChannel, testing::Values("raw", "100ms", "agg2"),
                         [](const auto& param) { return std::string{param.param}; });

TEST(FrontBooks, ALatecomerStartsFromWhatTheOthersLastHeard) {
    Bench bench;
    auto const early = bench.login();
    (void)bench.call(early, "public/subscribe", channels("book.BTC-PERPETUAL.100ms"));
    ClientBook first;
    for (auto const& frame : bench.notifications(early, "book.BTC-PERPETUAL.100ms")) {
        first.apply(frame);
    }
    bench.pass(seconds(1));
    (void)bench.rest(early);  // a change that the 100 ms have not told yet
    auto const late = bench.login();
    (void)bench.call(late, "public/subscribe", channels("book.BTC-PERPETUAL.100ms"));
    bench.pass(seconds(1));

    ClientBook second;
    for (auto const& frame : bench.notifications(late, "book.BTC-PERPETUAL.100ms")) {
        second.apply(frame);
    }
    for (auto const& frame : bench.notifications(early, "book.BTC-PERPETUAL.100ms")) {
        first.apply(frame);
    }
    EXPECT_EQ(first.change_id, second.change_id);
    EXPECT_EQ(first.bids.levels, second.bids.levels);
    EXPECT_EQ(first.asks.levels, second.asks.levels);
}

}  // namespace
}  // namespace hedged::exchange::deribit
