// SPDX-License-Identifier: Apache-2.0
// Heartbeats, idle connections, connection counts, rate limits: all in real time.
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

std::size_t heartbeats(const std::vector<std::string>& frames, std::string_view type) {
    std::size_t count = 0;
    for (auto const& text : frames) {
        Json const frame{text};
        count += frame.has("/method") && frame.text("/method") == "heartbeat" &&
                         frame.text("/params/type") == type
                     ? 1U
                     : 0U;
    }
    return count;
}

TEST(FrontHeartbeat, RefusesAnIntervalBelowTenSeconds) {
    Bench bench;
    auto const connection = bench.open();

    auto const reply = bench.call(connection, "public/set_heartbeat", R"({"interval":9})");

    EXPECT_EQ(reply.error_code(), -32602);
    EXPECT_EQ(reply.text("/error/data/param"), "interval");
    for (auto const* const odd : {"-9223372036854775808", "9223372036854775807", "10.5", "null"}) {
        EXPECT_EQ(bench
                      .call(connection, "public/set_heartbeat",
                            std::string{R"({"interval":)"} + odd + "}")
                      .error_code(),
                  -32602)
            << odd;
    }
    EXPECT_EQ(bench.call(connection, "public/set_heartbeat", R"({"interval":10})").text("/result"),
              "ok");
}

TEST(FrontHeartbeat, BeatsForAClientThatTalks) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/set_heartbeat", R"({"interval":10})");
    for (int i = 0; i < 7; ++i) {
        bench.pass(seconds(5));
        (void)bench.call(connection, "public/get_time");
    }
    auto const frames = bench.take(connection);

    EXPECT_EQ(heartbeats(frames, "heartbeat"), 3U);
    EXPECT_EQ(heartbeats(frames, "test_request"), 0U);
}

TEST(FrontHeartbeat, TestsAQuietClientAndGoesOnWhenItAnswers) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/set_heartbeat", R"({"interval":10})");

    for (int i = 0; i < 5; ++i) {
        bench.pass(seconds(10));
        EXPECT_EQ(heartbeats(bench.take(connection), "test_request"), 1U) << i;
        (void)bench.call(connection, "public/test");
    }

    EXPECT_FALSE(bench.is_closed(connection));
}

TEST(FrontHeartbeat, ClosesAClientThatAnswersWithAnythingButATest) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/set_heartbeat", R"({"interval":10})");
    bench.pass(seconds(10));
    (void)bench.call(connection, "public/get_time");

    bench.pass(seconds(9));
    EXPECT_FALSE(bench.is_closed(connection));
    bench.pass(seconds(1));

    EXPECT_TRUE(bench.is_closed(connection));
    EXPECT_EQ(bench.front.connection_count(), 0U);
}

TEST(FrontHeartbeat, StopsWhenTurnedOff) {
    Bench bench;
    auto const connection = bench.open();
    (void)bench.call(connection, "public/set_heartbeat", R"({"interval":10})");
    (void)bench.call(connection, "public/disable_heartbeat");
    (void)bench.take(connection);

    bench.pass(seconds(60));

    EXPECT_TRUE(bench.take(connection).empty());
    EXPECT_FALSE(bench.is_closed(connection));
}

TEST(FrontHeartbeat, RunsInRealTimeWhateverThePaceOfTheMarket) {
    Bench::Options options;
    options.pace = 600;
    Bench bench{options};
    auto const connection = bench.open();
    (void)bench.call(connection, "public/set_heartbeat", R"({"interval":10})");

    bench.pass(seconds(9));
    EXPECT_EQ(heartbeats(bench.take(connection), "test_request"), 0U);
    bench.pass(seconds(1));

    EXPECT_EQ(heartbeats(bench.take(connection), "test_request"), 1U);
}

TEST(FrontIdle, ClosesAfterTenMinutesWithoutAWord) {
    Bench bench;
    auto const quiet = bench.open();
    auto const pinging = bench.open();
    for (int i = 0; i < 10; ++i) {
        bench.pass(seconds(60), seconds(1));
        bench.front.on_ping(pinging, bench.now);
    }

    EXPECT_TRUE(bench.is_closed(quiet));
    EXPECT_FALSE(bench.is_closed(pinging));
}

TEST(FrontConnections, TakesThirtyTwoFromOneAddress) {
    Bench bench;
    std::vector<ConnectionId> held;
    for (int i = 0; i < 32; ++i) {
        held.push_back(bench.open("10.1.1.1"));
    }

    EXPECT_FALSE(bench.front.on_open(ConnectionId{900}, "10.1.1.1", bench.now));
    EXPECT_EQ(bench.http("GET", "/api/v2/public/test", {}, "", "10.1.1.1").status, 429);
    EXPECT_EQ(bench.http("GET", "/api/v2/public/test", {}, "", "10.1.1.2").status, 200);
    bench.front.on_close(held.back(), bench.now);
    EXPECT_TRUE(bench.front.on_open(ConnectionId{900}, "10.1.1.1", bench.now));
}

Bench::Options strict() {
    Bench::Options options;
    options.front.limits = CreditLimits{};
    return options;
}

TEST(FrontCredits, AnEmptyMatchingBucketEndsTheSession) {
    Bench bench{strict()};
    auto const desk = bench.login();
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10004)
            << i;
    }

    auto const reply = bench.call(desk, "private/cancel", R"({"order_id":"1"})");

    EXPECT_EQ(reply.error_code(), 10028);
    EXPECT_EQ(reply.text("/error/message"), "too_many_requests");
    EXPECT_TRUE(bench.is_closed(desk));
}

TEST(FrontCredits, EndingTheSessionTakesItsOrdersWithIt) {
    Bench bench{strict()};
    auto const desk = bench.login();
    (void)bench.call(desk, "private/enable_cancel_on_disconnect");
    (void)bench.rest(desk);
    for (int i = 0; i < 20; ++i) {
        (void)bench.call(desk, "private/cancel", R"({"order_id":"1"})");
    }

    EXPECT_TRUE(bench.is_closed(desk));
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontCredits, RefillContinuouslyInRealTime) {
    auto options = strict();
    options.pace = 1000;
    Bench bench{options};
    auto const desk = bench.login();
    for (int i = 0; i < 20; ++i) {
        (void)bench.call(desk, "private/cancel", R"({"order_id":"1"})");
    }
    for (int i = 0; i < 50; ++i) {
        bench.pass(milliseconds(200));
        ASSERT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10004)
            << i;
    }
    bench.pass(milliseconds(199), milliseconds(199));

    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10028);
}

TEST(FrontCredits, ABucketNeverHoldsMoreThanItsBurst) {
    Bench bench{strict()};
    auto const desk = bench.login();
    (void)bench.call(desk, "private/cancel", R"({"order_id":"1"})");
    bench.pass(seconds(100), seconds(1));
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10004);
    }

    EXPECT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10028);
}

TEST(FrontCredits, CancelAllAndQueriesHaveBucketsOfTheirOwn) {
    Bench bench{strict()};
    auto const desk = bench.login();
    for (int i = 0; i < 20; ++i) {
        (void)bench.call(desk, "private/cancel", R"({"order_id":"1"})");
    }

    EXPECT_EQ(bench.call(desk, "private/cancel_all").error_code(), 0);
    EXPECT_EQ(bench.call(desk, "private/cancel_by_label", R"({"label":"x"})").error_code(), 0);
    EXPECT_EQ(bench.call(desk, "private/get_positions").error_code(), 0);
    EXPECT_EQ(bench.call(desk, "private/cancel_by_label", R"({"label":"x","currency":"BTC"})")
                  .error_code(),
              10028);
}

TEST(FrontCredits, SubscriptionsDrawOnTheirOwnSmallBucket) {
    Bench bench{strict()};
    auto const desk = bench.login();
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(bench.call(desk, "public/subscribe", R"({"channels":["x"]})").error_code(), 0);
    }

    EXPECT_EQ(bench.call(desk, "public/subscribe", R"({"channels":["x"]})").error_code(), 10028);
}

TEST(FrontCredits, AreSharedByTheConnectionsOfAnAccount) {
    Bench bench{strict()};
    auto const one = bench.login();
    auto const two = bench.login();
    for (int i = 0; i < 20; ++i) {
        (void)bench.call(one, "private/cancel", R"({"order_id":"1"})");
    }

    EXPECT_EQ(bench.call(two, "private/cancel", R"({"order_id":"1"})").error_code(), 10028);
    EXPECT_TRUE(bench.is_closed(two));
    EXPECT_FALSE(bench.is_closed(one));
}

TEST(FrontCredits, BeforeTheLoginBelongToTheAddress) {
    Bench bench{strict()};
    auto const one = bench.open("10.2.0.1");
    auto const two = bench.open("10.2.0.1");
    auto const far = bench.open("10.2.0.2");
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(bench.call(i % 2 == 0 ? one : two, "public/get_time").error_code(), 0) << i;
    }

    EXPECT_EQ(bench.call(one, "public/get_time").error_code(), 10028);
    EXPECT_EQ(bench.call(far, "public/get_time").error_code(), 0);
}

TEST(FrontCredits, GarbageCostsCreditsToo) {
    Bench bench{strict()};
    auto const connection = bench.open();
    for (int i = 0; i < 101; ++i) {
        bench.frame(connection, "garbage");
    }

    EXPECT_TRUE(bench.is_closed(connection));
}

TEST(FrontCredits, ATierTradesFasterAndSaysSo) {
    auto options = strict();
    options.front.tiers.push_back({AccountId{1}, {30.0, 100.0}});
    Bench bench{options};
    ASSERT_EQ(bench.desk, AccountId{1});
    auto const desk = bench.login();
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(bench.call(desk, "private/cancel", R"({"order_id":"1"})").error_code(), 10004);
    }

    auto const reply =
        bench.call(desk, "private/get_account_summary", R"({"currency":"BTC","extended":true})");
    EXPECT_EQ(reply.integer("/result/limits/matching_engine/trading/total/rate"), 30);
    EXPECT_EQ(reply.integer("/result/limits/matching_engine/trading/total/burst"), 100);
    EXPECT_EQ(reply.integer("/result/limits/matching_engine/cancel_all/burst"), 20);
    EXPECT_EQ(reply.integer("/result/limits/non_matching_engine/rate"), 20);
    EXPECT_EQ(reply.integer("/result/limits/non_matching_engine/burst"), 100);
    EXPECT_FALSE(reply.flag("/result/limits/limits_per_currency"));
}

TEST(FrontCredits, OverHttpOnlyTheCallIsRefused) {
    Bench bench{strict()};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(bench.http("GET", "/api/v2/public/get_time").status, 200) << i;
    }

    auto const response = bench.http("GET", "/api/v2/public/get_time");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(Json{response.body}.error_code(), 10028);
    bench.pass(milliseconds(50));
    EXPECT_EQ(bench.http("GET", "/api/v2/public/get_time").status, 200);
}

}  // namespace
}  // namespace hedged::exchange::deribit
