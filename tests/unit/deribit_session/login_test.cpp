// SPDX-License-Identifier: Apache-2.0
// What both sessions share, seen through the market session: connecting, signing in, heartbeats,
// refreshing, giving a connection up and coming back.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hedged::deribit {
namespace {

using namespace testing;

std::string value_of(const SentRequest& request, const std::string& key) {
    std::size_t const at = request.text.find("\"" + key + "\":");
    std::size_t const from = at + key.size() + 3;
    return request.text.substr(from, request.text.find_first_of(",}", from) - from);
}
std::string unquoted(const std::string& text) {
    return text.size() > 1 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

ConnectionState last_state(const Wire& wire) {
    return wire.last<ConnectionChange>().state;
}
std::string last_reason(const Wire& wire) {
    return std::string{wire.last<ConnectionChange>().reason.view()};
}

TEST(Login, AsksForAConnectionOnceAndSaysSo) {
    MarketRig rig;
    rig.script.start();

    EXPECT_EQ(rig.wire.connects, 1U);
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Connecting);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(Login, SignsInFirstThenSetsAHeartbeatOfTenSeconds) {
    MarketRig rig;
    rig.script.start();
    rig.script.open();
    ASSERT_EQ(rig.wire.sent.size(), 1U);
    EXPECT_EQ(rig.wire.sent[0].method, "public/auth");
    EXPECT_TRUE(rig.wire.sent[0].mentions(R"("grant_type":"client_signature")"));
    EXPECT_FALSE(rig.wire.sent[0].mentions("client_secret"));

    rig.script.serve();
    ASSERT_GE(rig.wire.sent.size(), 2U);
    EXPECT_EQ(rig.wire.sent[1].method, "public/set_heartbeat");
    EXPECT_EQ(value_of(rig.wire.sent[1], "interval"), "10");
}

TEST(Login, SignsWhatItSends) {
    MarketRig rig;
    rig.script.start();
    rig.script.open();
    SentRequest const auth = rig.wire.sent.at(0);
    std::string const stamp = unquoted(value_of(auth, "timestamp"));
    EXPECT_EQ(stamp, std::to_string(rig.script.wall().milliseconds()));
    Signature const expected =
        client_signature("s", std::stoll(stamp), unquoted(value_of(auth, "nonce")), "");
    EXPECT_EQ(unquoted(value_of(auth, "signature")), expected.view());
}

TEST(Login, UsesANewNonceAtEachConnectionWithinOneMillisecond) {
    MarketRig rig;
    std::set<std::string> nonces;
    rig.script.start();
    for (int i = 0; i < 10; ++i) {
        rig.script.open();
        rig.script.close();
        nonces.insert(value_of(rig.wire.sent.back(), "nonce"));
        Instant const stands_still = rig.script.now;
        rig.script.pass(seconds(60));
        rig.script.now = stands_still;
    }
    EXPECT_EQ(nonces.size(), 10U);
}

TEST(Login, ReachesReady) {
    MarketRig rig;
    rig.log_in();

    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.session.phase(), Phase::LoggedIn);
    EXPECT_EQ(rig.wire.last<ConnectionChange>().stream, Stream::Market);
    EXPECT_EQ(rig.session.counters().logins, 1U);
}

TEST(Login, WaitsLongAndNamesTheReasonAfterBadCredentials) {
    MarketRig rig;
    rig.script.error("public/auth", 13004, "invalid_credentials");
    rig.script.start();
    rig.script.open();
    rig.script.serve();
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_NE(last_reason(rig.wire).find("13004"), std::string::npos) << last_reason(rig.wire);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
    rig.script.close("closed by this side");

    rig.script.run(seconds(299));
    EXPECT_EQ(rig.wire.connects, 1U);
    rig.script.run(seconds(5));
    EXPECT_EQ(rig.wire.connects, 2U);
    EXPECT_EQ(rig.session.counters().login_refusals, 1U);
}

TEST(Login, ComesBackSoonWhenTheExchangeIsOnlyUnavailable) {
    MarketRig rig;
    rig.script.error("public/auth", 13028, "temporarily_unavailable");
    rig.script.start();
    rig.script.open();
    rig.script.serve();
    rig.script.close();
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.connects, 2U);
}

TEST(Login, RefusesAKeyThatCanWithdraw) {
    MarketRig rig;
    rig.script.result("public/auth", auth_result("connection trade:read_write wallet:read_write"));
    rig.script.start();
    rig.script.open();
    rig.script.serve();

    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_NE(last_reason(rig.wire).find("withdraw"), std::string::npos);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
    EXPECT_EQ(rig.wire.count_sent("public/set_heartbeat"), 0U);
    rig.script.close();
    rig.script.run(seconds(200));
    EXPECT_EQ(rig.wire.connects, 1U);
}

TEST(Login, GivesUpWhenTheAnswerHoldsNoToken) {
    MarketRig rig;
    rig.script.result("public/auth", R"({"access_token":"a"})");
    rig.script.start();
    rig.script.open();
    rig.script.serve();
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
}

TEST(Login, GivesUpWhenNothingAnswers) {
    MarketRig rig;
    rig.script.silence("public/auth");
    rig.script.start();
    rig.script.open();
    rig.script.run(seconds(11));
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(last_reason(rig.wire), "no answer to the login");
}

TEST(Login, GivesUpWhenTheHeartbeatIsRefused) {
    MarketRig rig;
    rig.script.error("public/set_heartbeat", 11029, "invalid_arguments");
    rig.script.start();
    rig.script.open();
    rig.script.serve();
    EXPECT_EQ(last_reason(rig.wire), "the heartbeat was refused");
}

TEST(Login, GivesUpWhenTheSocketTakesNoFrame) {
    MarketRig rig;
    rig.script.start();
    rig.wire.accepts = false;
    rig.script.open();
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
}

TEST(Login, GivesUpAConnectionThatNeverOpens) {
    MarketRig rig;
    rig.script.start();
    rig.script.pass(seconds(31));
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
}

TEST(Liveness, AnswersATestRequestAtOnce) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    rig.script.frame(R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}})");

    EXPECT_EQ(rig.wire.count_sent("public/test"), 1U);
    EXPECT_EQ(rig.session.counters().test_requests, 1U);
}

TEST(Liveness, DoesNotAnswerAPlainHeartbeat) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    rig.script.frame(R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})");
    EXPECT_EQ(rig.wire.count_sent("public/test"), 0U);
}

TEST(Liveness, ClosesLocallyAfterTwoSilentHeartbeats) {
    MarketRig rig;
    rig.log_in();
    rig.script.silence("public/get_time");
    rig.script.run(seconds(1));
    rig.wire.forget();
    std::size_t const closes = rig.wire.closes.size();
    Instant const heard = rig.script.now;
    rig.script.frame(R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})");

    rig.script.now = heard + milliseconds(19'999);
    rig.script.pass(Duration{});
    EXPECT_EQ(rig.wire.closes.size(), closes);
    rig.script.pass(milliseconds(1));
    EXPECT_EQ(rig.wire.closes.size(), closes + 1);
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(rig.session.counters().silences, 1U);
}

TEST(Refresh, HappensBetweenHalfAndFourFifthsOfTheTokensLife) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        MarketRig rig{market_config(), coins({"BTC"}), seed};
        rig.script.result("public/auth", auth_result(kTradingScope, 900));
        rig.script.start();
        Instant const granted = rig.script.now;
        rig.script.open();
        rig.script.serve();
        while (rig.wire.count_sent("public/auth") < 2 && rig.script.now < granted + seconds(900)) {
            rig.script.run(seconds(1));
        }
        EXPECT_GE(rig.script.now - granted, seconds(449)) << "seed " << seed;
        EXPECT_LE(rig.script.now - granted, seconds(722)) << "seed " << seed;
        SentRequest const refresh = rig.wire.requests("public/auth").back();
        EXPECT_TRUE(refresh.mentions(R"("grant_type":"refresh_token")"));
        EXPECT_TRUE(refresh.mentions(R"("refresh_token":"1782.refresh")"));
    }
}

TEST(Refresh, TakesOverBothTokensAndGoesOn) {
    MarketRig rig;
    int grants = 0;
    rig.script.answer("public/auth", [&](const SentRequest& request) {
        ++grants;
        std::string json = auth_result(kTradingScope, 60);
        json.replace(json.find("1782.refresh"), 12, "token-" + std::to_string(grants));
        return result_frame(request.id, json);
    });
    rig.log_in();
    rig.script.run(seconds(200));

    auto const sent = rig.wire.requests("public/auth");
    ASSERT_GE(sent.size(), 4U);
    for (std::size_t i = 1; i < sent.size(); ++i) {
        EXPECT_TRUE(sent[i].mentions("\"refresh_token\":\"token-" + std::to_string(i) + "\"")) << i;
    }
    EXPECT_EQ(rig.session.counters().refreshes, sent.size() - 1);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.session.counters().logins, 1U);
}

TEST(Refresh, SignsInAgainWhenTheRefreshIsRefused) {
    MarketRig rig;
    rig.script.answer("public/auth", [](const SentRequest& request) {
        return request.mentions("refresh_token")
                   ? error_frame(request.id, 13009, "unauthorized")
                   : result_frame(request.id, auth_result(kTradingScope, 60));
    });
    rig.log_in();
    rig.script.run(seconds(50));

    EXPECT_EQ(rig.session.counters().reauths, 1U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_TRUE(rig.wire.closes.empty());
}

TEST(Refresh, GoesDownWhenSigningInAgainFailsToo) {
    MarketRig rig;
    bool broken = false;
    rig.script.answer("public/auth", [&](const SentRequest& request) {
        return broken ? error_frame(request.id, 13009, "unauthorized")
                      : result_frame(request.id, auth_result(kTradingScope, 60));
    });
    rig.log_in();
    broken = true;
    rig.script.run(seconds(60));

    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
}

TEST(Refresh, SignsInAgainWhenNobodyAnswersTheRefresh) {
    MarketRig rig;
    rig.script.answer("public/auth", [](const SentRequest& request) {
        return request.mentions("refresh_token")
                   ? std::string{}
                   : result_frame(request.id, auth_result(kTradingScope, 60));
    });
    rig.log_in();
    rig.script.run(seconds(60));
    EXPECT_EQ(rig.session.counters().reauths, 1U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Reconnect, WaitsLongerEachTimeWithinItsBounds) {
    MarketRig rig;
    rig.script.start();
    Duration whole = milliseconds(500);
    for (int i = 0; i < 10; ++i) {
        std::size_t const before = rig.wire.connects;
        Instant const closed = rig.script.now;
        rig.script.close("no route");
        while (rig.wire.connects == before) {
            rig.script.pass(milliseconds(5));
        }
        EXPECT_GE((rig.script.now - closed) * 2, whole) << i;
        EXPECT_LE(rig.script.now - closed, whole + milliseconds(5)) << i;
        whole = std::min(whole * 2, seconds(30));
    }
}

TEST(Reconnect, RepeatsExactlyUnderTheSameSeedAndDiffersUnderAnother) {
    auto const times = [](std::uint64_t seed) {
        MarketRig rig{market_config(), coins({"BTC"}), seed};
        rig.script.start();
        std::vector<std::int64_t> at;
        for (int i = 0; i < 5; ++i) {
            std::size_t const before = rig.wire.connects;
            rig.script.close("no route");
            while (rig.wire.connects == before) {
                rig.script.pass(milliseconds(1));
            }
            at.push_back(rig.script.now.nanoseconds());
        }
        return at;
    };
    EXPECT_EQ(times(5), times(5));
    EXPECT_NE(times(5), times(6));
}

TEST(Reconnect, BeginsAnewWithShortPausesOnlyAfterAStableTime) {
    MarketRig rig;
    rig.script.start();
    for (int i = 0; i < 7; ++i) {
        rig.script.close("no route");
        rig.script.pass(seconds(31));
    }
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(50));
    ASSERT_EQ(rig.session.state(), ConnectionState::Ready);
    rig.script.close();
    std::size_t const before = rig.wire.connects;
    rig.script.pass(milliseconds(600));
    EXPECT_EQ(rig.wire.connects, before) << "fifty seconds are not stable";

    rig.script.pass(seconds(31));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(70));
    rig.script.close();
    rig.script.pass(milliseconds(600));
    EXPECT_EQ(rig.wire.connects, before + 2);
}

TEST(Reconnect, SignsInAndSubscribesAgain) {
    MarketRig rig;
    rig.log_in();
    rig.script.close();
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(last_reason(rig.wire), "reset by peer");
    rig.wire.forget();
    rig.script.pass(seconds(1));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(1));

    EXPECT_EQ(rig.wire.count_sent("public/auth"), 1U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.session.counters().reconnects, 1U);
}

TEST(Reconnect, WaitsForTheRefillAfterRunningOutOfCredits) {
    MarketRig rig;
    rig.log_in();
    rig.script.frame(error_frame(999'999, 10028, "too_many_requests"));
    EXPECT_EQ(rig.session.counters().throttled, 1U);
    rig.script.close("closed by the exchange");
    std::size_t const before = rig.wire.connects;
    rig.script.pass(milliseconds(9'900));
    EXPECT_EQ(rig.wire.connects, before);
    rig.script.pass(milliseconds(200));
    EXPECT_EQ(rig.wire.connects, before + 1);
}

TEST(Reconnect, DoesNotHappenAfterAGracefulClose) {
    MarketRig rig;
    rig.log_in();
    rig.session.close_gracefully(rig.script.now);
    EXPECT_EQ(rig.wire.closes.size(), 1U);
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    rig.script.close("bye");
    rig.script.pass(seconds(600));
    EXPECT_EQ(rig.wire.connects, 1U);
    EXPECT_EQ(rig.wire.count_sent("private/logout"), 0U);
}

TEST(Frames, AreIgnoredOnceTheConnectionWasGivenUp) {
    MarketRig rig;
    rig.log_in();
    rig.wire.accepts = false;
    rig.script.frame(R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}})");
    ASSERT_EQ(rig.session.phase(), Phase::Closing);
    rig.wire.forget();
    rig.script.notify("deribit_price_index.btc_usd",
                      R"({"timestamp":1,"price":1.0,"index_name":"btc_usd"})");
    EXPECT_TRUE(rig.wire.events.empty());
    EXPECT_EQ(rig.session.counters().frames_ignored, 1U);
}

TEST(Frames, CountAnswersToNothingWeAsked) {
    MarketRig rig;
    rig.log_in();
    rig.script.frame(result_frame(123'456, R"("ok")"));
    rig.script.frame(R"({"jsonrpc":"2.0","id":"text","result":"ok"})");
    EXPECT_EQ(rig.session.counters().unmatched_replies, 2U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Frames, SurviveAFewThatCannotBeDecoded) {
    MarketRig rig;
    rig.log_in();
    for (int i = 0; i < 20; ++i) {
        rig.script.frame("{\"jsonrpc\":\"2.0\",\"method\":");
    }
    EXPECT_EQ(rig.session.counters().decode_errors, 20U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Frames, EndTheConnectionWhenTooManyCannotBeDecodedInAMinute) {
    MarketRig rig;
    rig.log_in();
    for (int i = 0; i < 21; ++i) {
        rig.script.frame("[[[");
    }
    EXPECT_EQ(last_state(rig.wire), ConnectionState::Down);
    EXPECT_EQ(rig.session.counters().decode_storms, 1U);
}

TEST(Frames, DoNotEndTheConnectionWhenUndecodableOnesAreRare) {
    MarketRig rig;
    rig.log_in();
    for (int i = 0; i < 60; ++i) {
        rig.script.frame("[[[");
        rig.script.run(seconds(5));
    }
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

}  // namespace
}  // namespace hedged::deribit
