// SPDX-License-Identifier: Apache-2.0
// From a connection to Ready: scopes, cancel-on-disconnect, streams, readings.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

std::size_t position_of(const Wire& wire, std::string_view method) {
    for (std::size_t i = 0; i < wire.sent.size(); ++i) {
        if (wire.sent[i].method == method) {
            return i;
        }
    }
    return wire.sent.size();
}

TEST(AccountLogin, ReachesReadyWithEverythingConfirmed) {
    AccountRig rig;
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Ready);
    EXPECT_EQ(change.stream, Stream::Account);
    EXPECT_TRUE(change.cancel_on_disconnect);
    EXPECT_TRUE(change.may_trade);
}

TEST(AccountLogin, SetsAndReadsBackTheDeadManBeforeItSubscribesAndReads) {
    AccountRig rig;
    rig.log_in();
    std::size_t const enable = position_of(rig.wire, "private/enable_cancel_on_disconnect");
    std::size_t const read = position_of(rig.wire, "private/get_cancel_on_disconnect");
    std::size_t const streams = position_of(rig.wire, "private/subscribe");
    std::size_t const orders = position_of(rig.wire, "private/get_open_orders_by_currency");
    std::size_t const positions = position_of(rig.wire, "private/get_positions");
    std::size_t const trades =
        position_of(rig.wire, "private/get_user_trades_by_currency_and_time");
    ASSERT_LT(positions, rig.wire.sent.size());
    EXPECT_LT(enable, read);
    EXPECT_LT(read, streams);
    EXPECT_LT(streams, orders);
    EXPECT_LT(orders, trades);
    EXPECT_LT(trades, positions) << "what was traded meanwhile explains what is held now";
    EXPECT_TRUE(rig.wire.sent[enable].mentions(R"("scope":"connection")"));
}

TEST(AccountLogin, SubscribesItsStreams) {
    AccountRig rig;
    rig.log_in();
    SentRequest const request = rig.wire.requests("private/subscribe").at(0);
    EXPECT_TRUE(request.mentions("user.changes.any.BTC.raw"));
    EXPECT_TRUE(request.mentions("user.portfolio."));
    EXPECT_TRUE(request.mentions("user.lock"));
}

TEST(AccountLogin, DoesNotReadBeforeTheStreamsAreGranted) {
    AccountRig rig;
    rig.script.silence("private/subscribe");
    rig.log_in();
    EXPECT_EQ(rig.wire.count_sent("private/get_positions"), 0U);
    EXPECT_EQ(rig.wire.count_sent("private/get_open_orders_by_currency"), 0U);
}

TEST(AccountLogin, IsNotReadyWithoutItsStreamAndNamesIt) {
    AccountRig rig;
    rig.script.result("private/subscribe", R"(["user.portfolio.btc","user.lock"])");
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Connecting);
    EXPECT_EQ(change.reason.view(), "not granted: user.changes.any.BTC.raw");
}

TEST(AccountLogin, ReportsTheOrderBudgetThatTheExchangeStates) {
    AccountRig rig;
    rig.log_in();
    RateLimitReport const report = rig.wire.last<RateLimitReport>();
    EXPECT_EQ(report.orders_per_second, 5.0);
    EXPECT_EQ(report.order_burst, 20.0);
}

TEST(AccountLogin, IsReadyButSaysThatTheKeyMayNotTrade) {
    AccountRig rig;
    rig.script.result("public/auth", auth_result("connection trade:read account:read_write"));
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Ready);
    EXPECT_FALSE(change.may_trade);
    EXPECT_NE(change.reason.view().find("may not trade"), std::string_view::npos);
    rig.wire.forget();
    rig.place(rig.order(1));
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(AccountLogin, GoesDownForLongWithAKeyThatMayNotRead) {
    AccountRig rig;
    rig.script.result("public/auth", auth_result("connection trade:none account:read"));
    rig.log_in();
    EXPECT_EQ(rig.wire.last<ConnectionChange>().state, ConnectionState::Down);
    rig.script.close();
    rig.script.run(seconds(200));
    EXPECT_EQ(rig.wire.connects, 1U);
}

TEST(AccountLogin, RefusesAKeyThatCanWithdraw) {
    AccountRig rig;
    rig.script.result(
        "public/auth",
        auth_result("connection trade:read_write account:read_write wallet:read_write"));
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Down);
    EXPECT_NE(change.reason.view().find("wallet:read_write"), std::string_view::npos);
    EXPECT_EQ(rig.wire.count_sent("private/subscribe"), 0U);
}

TEST(DeadMan, UnconfirmedLeavesTheSessionReadableButWithoutOrders) {
    AccountRig rig;
    rig.script.result("private/get_cancel_on_disconnect",
                      R"({"enabled":false,"scope":"connection"})");
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Ready);
    EXPECT_FALSE(change.cancel_on_disconnect);
    EXPECT_NE(change.reason.view().find("off"), std::string_view::npos);

    rig.wire.forget();
    rig.place(rig.order(1));
    OrderReply const reply = rig.wire.last<OrderReply>();
    EXPECT_EQ(reply.outcome, Outcome::Refused);
    EXPECT_EQ(reply.refusal, RefusalClass::RetryLater);
    EXPECT_EQ(reply.venue_code, 0);
    EXPECT_EQ(rig.wire.count_sent("private/buy"), 0U);
}

TEST(DeadMan, IsBelievedWhenReadBackAlthoughSettingItWasRefused) {
    AccountRig rig;
    rig.script.error("private/enable_cancel_on_disconnect", 13021, "forbidden");
    rig.log_in();
    EXPECT_TRUE(rig.wire.last<ConnectionChange>().cancel_on_disconnect);
}

TEST(DeadMan, IsNotBelievedWhenOnlySettingItWasAcknowledged) {
    AccountRig rig;
    rig.script.error("private/get_cancel_on_disconnect", 11094, "internal_server_error");
    rig.log_in();
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Ready);
    EXPECT_FALSE(change.cancel_on_disconnect);
    EXPECT_NE(change.reason.view().find("11094"), std::string_view::npos);
}

TEST(DeadMan, IsNotBelievedWhenNobodyAnswers) {
    AccountRig rig;
    rig.script.silence("private/get_cancel_on_disconnect");
    rig.log_in();
    rig.script.run(seconds(12));
    EXPECT_EQ(rig.wire.last<ConnectionChange>().state, ConnectionState::Ready);
    EXPECT_FALSE(rig.wire.last<ConnectionChange>().cancel_on_disconnect);
}

TEST(DeadMan, IsTriedAgainUntilConfirmed) {
    AccountRig rig;
    rig.script.error("private/enable_cancel_on_disconnect", 10049, "cancel_on_disconnect_failed");
    rig.script.result("private/get_cancel_on_disconnect",
                      R"({"enabled":false,"scope":"connection"})");
    rig.log_in();
    ASSERT_FALSE(rig.wire.last<ConnectionChange>().cancel_on_disconnect);
    rig.script.result("private/enable_cancel_on_disconnect", R"("ok")");
    rig.script.result("private/get_cancel_on_disconnect",
                      R"({"enabled":true,"scope":"connection"})");
    rig.script.run(seconds(31));
    EXPECT_TRUE(rig.wire.last<ConnectionChange>().cancel_on_disconnect);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(DeadMan, IsSetAnewOnEachConnection) {
    AccountRig rig;
    rig.log_in();
    rig.script.close();
    rig.wire.forget();
    rig.script.pass(seconds(1));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.count_sent("private/enable_cancel_on_disconnect"), 1U);
    EXPECT_EQ(rig.wire.count_sent("private/get_cancel_on_disconnect"), 1U);
    EXPECT_TRUE(rig.wire.last<ConnectionChange>().cancel_on_disconnect);
}

TEST(AccountLogin, WaitsForTheFirstInstrumentListBeforeItReads) {
    AccountRig rig;
    rig.refresh.completed = 0;
    rig.log_in();
    EXPECT_EQ(rig.wire.count_sent("private/get_positions"), 0U);
    rig.refresh.completed = rig.refresh.wanted;
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(AccountLogin, ReadsAllTheSameWhenNoInstrumentListComes) {
    AccountRig rig;
    rig.refresh.completed = 0;
    rig.log_in();
    rig.script.run(seconds(31));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(AccountLogin, SaysWhenALaterLoginGrantsLess) {
    AccountRig rig;
    bool reduced = false;
    rig.script.answer("public/auth", [&](const SentRequest& request) {
        return result_frame(request.id, reduced ? auth_result("trade:read account:read", 60)
                                                : auth_result(kTradingScope, 60));
    });
    rig.log_in();
    ASSERT_TRUE(rig.wire.last<ConnectionChange>().may_trade);
    reduced = true;
    rig.script.run(seconds(50));
    EXPECT_FALSE(rig.wire.last<ConnectionChange>().may_trade);
    rig.wire.forget();
    rig.place(rig.order(1));
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
    EXPECT_TRUE(rig.wire.sent.empty());
}

TEST(AccountLogin, NeedsNoCallBeyondItsDeadlines) {
    AccountRig rig{account_config(), coins({"BTC", "ETH"})};
    rig.script.start();
    rig.script.open();
    int const calls = rig.script.follow_deadlines(seconds(15));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_LT(calls, 100);
}

TEST(AccountLogin, DoesNotAskToBeCalledWithoutEndWhenTheExchangeIsSilent) {
    for (const char* method :
         {"public/auth", "private/enable_cancel_on_disconnect", "private/get_cancel_on_disconnect",
          "private/subscribe", "private/get_positions", "private/get_account_summary"}) {
        AccountRig rig;
        rig.script.silence(method);
        rig.script.start();
        rig.script.open();
        EXPECT_LT(rig.script.follow_deadlines(seconds(15)), 200) << method;
    }
}

TEST(AccountLogin, SaysWhenTheAccountIsLockedAndUnlocked) {
    AccountRig rig;
    rig.log_in();
    rig.script.notify("user.lock", R"({"locked":true,"currency":"ALL"})");
    EXPECT_FALSE(rig.wire.last<ConnectionChange>().may_trade);
    rig.wire.forget();
    rig.place(rig.order(1));
    EXPECT_EQ(rig.wire.last<OrderReply>().outcome, Outcome::Refused);
    EXPECT_TRUE(rig.wire.sent.empty());
    rig.script.notify("user.lock", R"({"locked":false,"currency":"ALL"})");
    EXPECT_TRUE(rig.wire.last<ConnectionChange>().may_trade);
}

}  // namespace
}  // namespace hedged::deribit
