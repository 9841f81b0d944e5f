// SPDX-License-Identifier: Apache-2.0
// Frames no sane client sends must cost it an error or its connection, never the exchange. The
// front must answer a good request right after each.
#include "hedged/core/random.hpp"

#include "front_bench.hpp"

#include <array>

namespace hedged::exchange::deribit {
namespace {

constexpr std::array<std::string_view, 14> kFrames = {
    R"({"jsonrpc":"2.0","id":1,"method":"private/buy",)"
    R"("params":{"instrument_name":"BTC-PERPETUAL","amount":10,"price":79500,)"
    R"("label":"x","post_only":true,"reduce_only":false,"valid_until":1770200000000}})",
    R"({"jsonrpc":"2.0","id":2,"method":"private/edit","params":{"order_id":"1000001",)"
    R"("amount":20,"price":79000.5}})",
    R"({"jsonrpc":"2.0","id":3,"method":"private/cancel","params":{"order_id":"1000001"}})",
    R"({"jsonrpc":"2.0","id":4,"method":"public/auth",)"
    R"("params":{"grant_type":"client_signature","client_id":"desk",)"
    R"("timestamp":1795219821980,"nonce":"n","data":"","signature":"00"}})",
    R"({"jsonrpc":"2.0","id":5,"method":"public/subscribe",)"
    R"("params":{"channels":["book.BTC-PERPETUAL.100ms",)"
    R"("ticker.BTC-27MAR26-80000-C.100ms"]}})",
    R"({"jsonrpc":"2.0","id":6,"method":"private/subscribe",)"
    R"("params":{"channels":["user.changes.any.any.raw","user.portfolio.btc"]}})",
    R"({"jsonrpc":"2.0","id":7,"method":"public/unsubscribe",)"
    R"("params":{"channels":["book.BTC-PERPETUAL.100ms"]}})",
    R"({"jsonrpc":"2.0","id":8,"method":"public/get_order_book",)"
    R"("params":{"instrument_name":"BTC-PERPETUAL","depth":20}})",
    R"({"jsonrpc":"2.0","id":9,"method":"private/get_user_trades_by_currency_and_time",)"
    R"("params":{"currency":"BTC","start_timestamp":1,"end_timestamp":1770200000000,)"
    R"("count":5}})",
    R"({"jsonrpc":"2.0","id":10,"method":"private/cancel_all_by_currency",)"
    R"("params":{"currency":"BTC","kind":"option","type":"limit","detailed":true}})",
    R"({"jsonrpc":"2.0","id":11,"method":"private/close_position",)"
    R"("params":{"instrument_name":"BTC-PERPETUAL","type":"limit","price":80000}})",
    R"({"jsonrpc":"2.0","id":12,"method":"private/get_transaction_log",)"
    R"("params":{"currency":"BTC","start_timestamp":0,"end_timestamp":9,"count":3}})",
    R"({"jsonrpc":"2.0","id":13,"method":"public/get_funding_rate_value",)"
    R"("params":{"instrument_name":"BTC-PERPETUAL","start_timestamp":0,)"
    R"("end_timestamp":28800000}})",
    R"({"jsonrpc":"2.0","id":14,"method":"private/edit_by_label","params":{"label":"x",)"
    R"("instrument_name":"BTC-PERPETUAL","amount":30}})",
};

constexpr std::array<std::string_view, 16> kValues = {"null",
                                                      "true",
                                                      "-1",
                                                      "0",
                                                      "1e308",
                                                      "-9223372036854775808",
                                                      "18446744073709551615",
                                                      "0.1",
                                                      "\"\"",
                                                      "\"NaN\"",
                                                      "[]",
                                                      "[[[]]]",
                                                      "{}",
                                                      "{\"a\":{\"b\":[]}}",
                                                      "1e-320",
                                                      "\"\\u0000\\ud83d\\ude00\""};

// Rate limits off: they would end the connection long before the interesting frames.
Bench::Options unlimited() {
    Bench::Options options;
    options.front.limits_enforced = false;
    return options;
}

void expect_alive(Bench& bench, ConnectionId& connection) {
    if (bench.is_closed(connection)) {
        connection = bench.login();
    }
    EXPECT_TRUE(bench.call(connection, "public/test").has("/result"));
    bench.sent.clear();
}

TEST(FrontFuzz, EveryTruncationOfEveryFrameIsSurvived) {
    Bench bench{unlimited()};
    auto connection = bench.login();
    (void)bench.take(connection);
    for (auto const frame : kFrames) {
        for (std::size_t length = 0; length < frame.size(); ++length) {
            bench.frame(connection, frame.substr(0, length));
            auto const sent = bench.take(connection);
            ASSERT_FALSE(sent.empty()) << frame.substr(0, length);
            ASSERT_EQ(Json{sent[0]}.error_code(), -32700) << frame.substr(0, length);
        }
        expect_alive(bench, connection);
    }
}

TEST(FrontFuzz, EveryParameterOfEveryFrameMayBeAnything) {
    Bench bench{unlimited()};
    auto connection = bench.login();
    for (auto const frame : kFrames) {
        auto const params = frame.find("\"params\"");
        // Every value behind a colon inside params, replaced by each odd value.
        for (auto colon = frame.find(':', params + 9); colon != std::string_view::npos;
             colon = frame.find(':', colon + 1)) {
            auto const end = frame.find_first_of(",}", colon);
            for (auto const value : kValues) {
                std::string odd{frame.substr(0, colon + 1)};
                odd.append(value).append(frame.substr(end));
                bench.frame(connection, odd);
                expect_alive(bench, connection);
            }
        }
    }
    EXPECT_NEAR(bench.exchange.cash_imbalance(), 0.0, 1e-6);
}

TEST(FrontFuzz, RandomDamageIsSurvived) {
    std::uint64_t const seed = 91'823;
    SCOPED_TRACE(seed);
    Random random{seed};
    Bench bench{unlimited()};
    auto connection = bench.login();
    for (int round = 0; round < 20'000; ++round) {
        std::string frame{kFrames[random.below(kFrames.size())]};
        for (auto hits = 1 + random.below(4); hits > 0; --hits) {
            auto const at = random.below(frame.size());
            switch (random.below(4)) {
                case 0:
                    frame[at] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    frame.erase(at, 1 + random.below(8));
                    break;
                case 2:
                    frame.insert(at,
                                 std::string(1 + random.below(3), "[]{},:\"0\\"[random.below(9)]));
                    break;
                default:
                    frame.append(frame.substr(at, random.below(40)));
            }
            if (frame.empty()) {
                break;
            }
        }
        bench.frame(connection, frame);
        if (round % 50 == 0) {
            bench.pass(milliseconds(20));
            expect_alive(bench, connection);
        }
    }
    expect_alive(bench, connection);
}

TEST(FrontFuzz, RandomHttpTargetsAreSurvived) {
    std::uint64_t const seed = 5'150;
    SCOPED_TRACE(seed);
    Random random{seed};
    Bench bench{unlimited()};
    constexpr std::string_view kGood =
        "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10&price=79500&x[]=%41&y={}";
    for (int round = 0; round < 20'000; ++round) {
        std::string target{kGood};
        for (auto hits = 1 + random.below(6); hits > 0; --hits) {
            target[random.below(target.size())] = static_cast<char>(random.below(256));
        }
        target.resize(random.below(target.size() + 1));
        auto const response = bench.http("GET", target, {{"Authorization", "Basic ZGVzazpz"}});
        ASSERT_TRUE(response.status == 200 || response.status == 400 || response.status == 404)
            << response.status << " " << target << " seed " << seed;
    }
    EXPECT_EQ(bench.http("GET", "/api/v2/public/test").status, 200);
}

TEST(FrontFuzz, DeepNestingIsRefusedWhereverItStands) {
    Bench bench{unlimited()};
    auto connection = bench.login();
    for (std::size_t const depth : {10U, 31U, 32U, 33U, 100U, 5'000U}) {
        auto const nest = std::string(depth, '[') + std::string(depth, ']');
        bench.frame(connection,
                    R"({"id":1,"method":"public/subscribe","params":{"channels":)" + nest + "}}");
        bench.frame(connection, R"({"id":)" + nest + R"(,"method":"public/test"})");
        expect_alive(bench, connection);
        auto const response = bench.http("GET", "/api/v2/public/test?x=" + nest);
        EXPECT_TRUE(response.status == 200 || response.status == 400);
    }
}

}  // namespace
}  // namespace hedged::exchange::deribit
