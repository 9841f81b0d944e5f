// SPDX-License-Identifier: Apache-2.0
// Orders, fills, positions and accounts: what we believe we hold.
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using testing::CodecRig;
using testing::kReceived;
using testing::notification;
using testing::recorded;
using testing::reply;

TEST(DecodeOrder, OfTheReplyToABuy) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_order_buy_response.json"), Request::Buy).ok());
    EXPECT_EQ(rig.frame.reply.id.number, 3);
    EXPECT_EQ(rig.frame.reply.exchange_elapsed, microseconds(9775));
    EXPECT_EQ(rig.frame.reply.testnet, false);
    const auto order = rig.only<OrderUpdate>();
    EXPECT_EQ(rig.name(order.instrument), "ETH_USDC-PERPETUAL");
    EXPECT_EQ(order.stamp.received, kReceived);
    EXPECT_EQ(order.stamp.venue.milliseconds(), 1767978363493);
    EXPECT_EQ(order.venue_id, "USDC-104819327443");
    EXPECT_FALSE(order.client_id.ours());
    EXPECT_EQ(order.side, Side::Buy);
    EXPECT_EQ(order.state, OrderState::Open);
    EXPECT_EQ(order.time_in_force, TimeInForce::GoodTilCancelled);
    EXPECT_EQ(order.cancel_reason, CancelReason::None);
    EXPECT_TRUE(order.post_only);
    EXPECT_FALSE(order.reduce_only);
    EXPECT_FALSE(order.from_snapshot);
    EXPECT_EQ(order.price, 2973.55);
    EXPECT_EQ(order.amount, 0.001);
    EXPECT_EQ(order.filled_amount, 0.0);
}

TEST(DecodeOrder, OfTheReplyToACancel) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_order_cancel_response.json"), Request::Cancel).ok());
    EXPECT_EQ(rig.only<OrderUpdate>().state, OrderState::Cancelled);
    EXPECT_EQ(rig.only<OrderUpdate>().cancel_reason, CancelReason::UserRequest);
}

TEST(DecodeOrder, WithAWordInPlaceOfItsPriceHasNoPrice) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_order_stop_market_response.json"), Request::Sell).ok());
    EXPECT_FALSE(rig.only<OrderUpdate>().price);
    EXPECT_EQ(rig.only<OrderUpdate>().state, OrderState::Untriggered);
    EXPECT_EQ(rig.decoder.counters().unknown_words, 0U);
}

TEST(DecodeOrder, WithAPriceInQuotesHasThatPrice) {
    CodecRig rig;
    ASSERT_TRUE(
        rig.decode_bare(recorded("gocryptotrader_push.jsonl", 1), Request::OrderState).ok());
    EXPECT_EQ(rig.only<OrderUpdate>().price, 1234.0);
    EXPECT_EQ(rig.only<OrderUpdate>().filled_amount, 0.0);
    EXPECT_TRUE(rig.only<OrderUpdate>().from_snapshot);
}

TEST(DecodeOrder, OfARawChannelIsOneAndOfAGroupedChannelAList) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 13)).ok());
    EXPECT_EQ(rig.only<OrderUpdate>().venue_id, "5");
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 15)).ok());
    EXPECT_EQ(rig.only<OrderUpdate>().venue_id, "476137");
}

std::string order_with(const std::string& changed) {
    return notification(
        "user.orders.BTC-PERPETUAL.raw",
        R"({"order_id":"1","instrument_name":"BTC-PERPETUAL","direction":"buy","amount":10,)"
        R"("last_update_timestamp":5,)" +
            changed + "}");
}

TEST(DecodeOrder, UnknownWordsBecomeUnknownAndAreCounted) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(order_with(R"("order_state":"suspended","filled_amount":3,)"
                                      R"("time_in_force":"until_dusk","cancel_reason":"whim",)"
                                      R"("price":"unset")"))
                    .ok());
    const auto order = rig.only<OrderUpdate>();
    EXPECT_EQ(order.state, OrderState::Unknown);
    EXPECT_EQ(order.filled_amount, 3.0);
    EXPECT_EQ(order.time_in_force, TimeInForce::Unknown);
    EXPECT_EQ(order.cancel_reason, CancelReason::Other);
    EXPECT_FALSE(order.price);
    EXPECT_EQ(rig.decoder.counters().unknown_words, 4U);
    EXPECT_EQ(rig.decoder.counters().words.size(), 4U);
}

TEST(DecodeOrder, EveryCancelReasonOfTheExchangeIsKnown) {
    const std::vector<std::pair<const char*, CancelReason>> reasons{
        {"user_request", CancelReason::UserRequest},
        {"autoliquidation", CancelReason::Liquidation},
        {"cancel_on_disconnect", CancelReason::CancelOnDisconnect},
        {"risk_mitigation", CancelReason::RiskMitigation},
        {"pme_risk_reduction", CancelReason::RiskMitigation},
        {"pme_account_locked", CancelReason::RiskMitigation},
        {"position_locked", CancelReason::RiskMitigation},
        {"mmp_trigger", CancelReason::MarketMakerProtection},
        {"mmp_config_curtailment", CancelReason::MarketMakerProtection},
        {"edit_post_only_reject", CancelReason::EditPostOnlyReject},
        {"oco_other_closed", CancelReason::Other},
        {"oto_primary_closed", CancelReason::Other},
        {"settlement", CancelReason::Settlement}};
    CodecRig rig;
    for (const auto& [word, reason] : reasons) {
        ASSERT_TRUE(rig.decode(order_with(R"("order_state":"cancelled","filled_amount":0,)"
                                          R"("cancel_reason":")" +
                                          std::string(word) + "\""))
                        .ok());
        EXPECT_EQ(rig.only<OrderUpdate>().cancel_reason, reason) << word;
    }
    EXPECT_EQ(rig.decoder.counters().unknown_words, 0U);
}

TEST(DecodeOrder, MayLeaveOutItsFillOnlyWhenItWaitsForATrigger) {
    CodecRig rig;
    EXPECT_TRUE(rig.decode(order_with(R"("order_state":"untriggered")")).ok());
    EXPECT_TRUE(rig.decode(order_with(R"("order_state":"cancelled","trigger":"mark_price")")).ok());
    for (const char* state : {"open", "cancelled", "filled", "rejected"}) {
        const DecodeError error =
            rig.decode(order_with(R"("order_state":")" + std::string(state) + "\""));
        EXPECT_EQ(error.fault, DecodeFault::Missing) << state;
        EXPECT_EQ(error.field, "filled_amount") << state;
        EXPECT_TRUE(rig.frame.events.empty());
    }
}

TEST(DecodeOrder, WithoutASideIsNeverGuessed) {
    CodecRig rig;
    const DecodeError error = rig.decode(
        notification("user.orders.X.raw",
                     R"({"order_id":"1","instrument_name":"X","direction":"zero","amount":10,)"
                     R"("last_update_timestamp":5,"order_state":"open","filled_amount":0})"));
    EXPECT_EQ(error.fault, DecodeFault::UnknownWord);
    EXPECT_EQ(error.field, "direction");
}

TEST(DecodeUserChanges, TellsTradesThenOrdersThenPositions) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 10)).ok());
    ASSERT_EQ(rig.frame.events.size(), 3U);
    const auto& fill = std::get<Fill>(rig.frame.events[0]);
    const auto& order = std::get<OrderUpdate>(rig.frame.events[1]);
    const auto& position = std::get<PositionUpdate>(rig.frame.events[2]);
    EXPECT_EQ(fill.trade_id, "403691824");
    EXPECT_EQ(fill.venue_id, "74365704227");
    EXPECT_EQ(fill.client_id, make_client_order_id(1, 10));
    EXPECT_EQ(fill.side, Side::Sell);
    EXPECT_EQ(fill.liquidity, Liquidity::Taker);
    EXPECT_EQ(fill.amount, 2000.0);
    EXPECT_EQ(fill.price, 92283.5);
    EXPECT_EQ(fill.fee, 1.08e-05);
    EXPECT_EQ(fill.index_price.value(), 92263.55);
    EXPECT_EQ(fill.trade_sequence, 271252854U);
    EXPECT_EQ(order.client_id, make_client_order_id(1, 10));
    EXPECT_EQ(order.state, OrderState::Cancelled);
    EXPECT_EQ(order.filled_amount, 2000.0);
    EXPECT_EQ(order.amount, 3000.0);
    EXPECT_EQ(order.time_in_force, TimeInForce::ImmediateOrCancel);
    EXPECT_EQ(position.size, -2000.0);
    EXPECT_EQ(position.published_delta, -0.0216764);
    EXPECT_EQ(position.stamp.venue.milliseconds(), 1765541474300);  // of the trade beside it
    EXPECT_FALSE(position.from_snapshot);
}

TEST(DecodeUserChanges, OfAnExpiredOptionMayHoldOnlyAPosition) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 11)).ok());
    EXPECT_EQ(rig.only<PositionUpdate>().size, -12.0);
    EXPECT_EQ(rig.only<PositionUpdate>().published_delta, 5.31);
}

TEST(DecodeUserChanges, IsAllOrNothing) {
    CodecRig rig;
    std::string json = recorded("messages.jsonl", 10);
    json.replace(json.find("\"trade_id\":\"403691824\""), 22, "\"trade_id\":null       ");
    const DecodeError error = rig.decode(json);
    EXPECT_EQ(error.fault, DecodeFault::Null);
    EXPECT_EQ(error.field, "trade_id");
    EXPECT_EQ(error.message, MessageKind::UserTrades);
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(DecodeUserTrades, OfARecordingAndOfAReply) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("gocryptotrader_push.jsonl", 16)).ok());
    ASSERT_EQ(rig.all<Fill>().size(), 2U);
    EXPECT_EQ(rig.all<Fill>()[1].trade_id, "48079255");
    EXPECT_FALSE(rig.all<Fill>()[1].from_snapshot);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 21), Request::UserTradesByCurrency).ok());
    const auto fill = rig.only<Fill>();
    EXPECT_TRUE(fill.from_snapshot);
    EXPECT_EQ(fill.fee, -3.2e-06);  // a rebate
    EXPECT_EQ(fill.liquidity, Liquidity::Maker);
    EXPECT_EQ(fill.trade_id, "ETH-584827851");
    EXPECT_FALSE(rig.frame.reply.has_more);
}

TEST(DecodeUserTrades, SaysWhenAListIsNotWhole) {
    CodecRig rig;
    ASSERT_TRUE(
        rig.decode_bare(recorded("gocryptotrader_push.jsonl", 2), Request::UserTradesByCurrency)
            .ok());
    EXPECT_TRUE(rig.frame.reply.has_more);
    EXPECT_EQ(rig.all<Fill>().size(), 2U);
}

TEST(DecodePositions, OfAReplyCarryTheTimeOfTheReply) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 13), Request::Positions).ok());
    const auto positions = rig.all<PositionUpdate>();
    ASSERT_EQ(positions.size(), 2U);
    EXPECT_EQ(positions[0].size, 3.5);
    EXPECT_EQ(positions[0].published_delta, 1.684305);
    EXPECT_TRUE(positions[0].from_snapshot);
    EXPECT_EQ(positions[0].stamp.venue.milliseconds(), 1765541474086);
    EXPECT_EQ(positions[1].size, 0.0);
}

TEST(DecodePositions, WhoseSignContradictsTheirDirectionAreRefused) {
    CodecRig rig;
    for (const char* bad : {R"("direction":"sell","size":10)", R"("direction":"buy","size":-10)",
                            R"("direction":"zero","size":10)"}) {
        const DecodeError error =
            rig.decode(reply("[{\"instrument_name\":\"BTC-PERPETUAL\"," + std::string(bad) + "}]"),
                       Request::Positions);
        EXPECT_EQ(error.fault, DecodeFault::Inconsistent) << bad;
        EXPECT_EQ(error.field, "direction");
    }
    EXPECT_TRUE(rig.decode(reply(R"([{"instrument_name":"X","direction":"buy","size":0}])"),
                           Request::Positions)
                    .ok());
}

TEST(DecodePositions, EmptyReportIsNoError) {
    CodecRig rig;
    EXPECT_TRUE(rig.decode(reply("[]"), Request::Positions).ok());
    EXPECT_TRUE(rig.frame.events.empty());
    EXPECT_EQ(rig.frame.reply.request, Request::Positions);
}

TEST(DecodePositions, ReportOfAnotherShapeIsAnErrorAndNotEmpty) {
    CodecRig rig;
    for (const char* bad : {"null", "\"ok\"", "7", "{}", "[7]"}) {
        EXPECT_FALSE(rig.decode(reply(bad), Request::Positions).ok()) << bad;
    }
}

TEST(DecodePrivateData, OnAnUndefinedInstrumentIsSurfacedAndNeverDropped) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 10)).ok());
    EXPECT_TRUE(rig.frame.events.empty());
    ASSERT_EQ(rig.frame.unplaced.size(), 3U);
    for (const Unplaced& item : rig.frame.unplaced) {
        EXPECT_EQ(item.instrument, "BTC-PERPETUAL");
        switch (item.item) {
            case UnplacedItem::Position:
                EXPECT_EQ(item.amount, -2000.0);
                break;
            case UnplacedItem::Order:
                EXPECT_EQ(item.amount, 3000.0);
                EXPECT_EQ(item.client_id, make_client_order_id(1, 10));
                EXPECT_EQ(item.order_state, OrderState::Cancelled);
                break;
            case UnplacedItem::Fill:
                EXPECT_EQ(item.amount, -2000.0);
                EXPECT_EQ(item.venue_id, "74365704227");
                break;
            case UnplacedItem::InstrumentState:
            case UnplacedItem::Definition:
                ADD_FAILURE() << "nothing of that kind was sent";
        }
    }
}

TEST(DecodePortfolio, OfALowerCaseChannel) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 9)).ok());
    const auto account = rig.only<AccountUpdate>();
    EXPECT_EQ(account.underlying.raw, 0);
    EXPECT_EQ(account.equity.value(), 10.5);
    EXPECT_EQ(account.balance.value(), 10.8);
    EXPECT_EQ(account.margin_balance.value(), 10.85);
    EXPECT_EQ(account.initial_margin.value(), 1.25);
    EXPECT_EQ(account.maintenance_margin.value(), 0.9);
    EXPECT_EQ(account.options_value->value(), -0.35);
    EXPECT_EQ(account.options_delta, -2.7183);
    EXPECT_EQ(account.delta_total, 1.25);
}

TEST(DecodePortfolio, Of2019LacksOnlyWhatIsOptional) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 27)).ok());
    EXPECT_EQ(rig.only<AccountUpdate>().underlying.raw, 1);
    EXPECT_FALSE(rig.only<AccountUpdate>().options_value);
}

TEST(DecodePortfolio, OfAnotherCurrencyIsCountedAndDropped) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("ws_portfolio.json")).ok());
    EXPECT_TRUE(rig.frame.events.empty());
    EXPECT_EQ(rig.decoder.counters().not_configured, 1U);
}

TEST(DecodeAccountSummary, ReportsTheSmallestBudgetThatHoldsEverywhere) {
    CodecRig rig(UnknownNames::Refuse);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 17), Request::AccountSummary).ok());
    ASSERT_EQ(rig.frame.events.size(), 2U);
    const auto limit = std::get<RateLimitReport>(rig.frame.events[1]);
    EXPECT_EQ(limit.orders_per_second, 4.0);
    EXPECT_EQ(limit.order_burst, 15.0);
}

TEST(DecodeAccountSummary, TakesEveryGenerationOfTheLimits) {
    CodecRig rig;
    const std::string head =
        R"({"currency":"BTC","equity":1,"balance":1,"margin_balance":1,"initial_margin":0,)"
        R"("maintenance_margin":0,"limits":)";
    for (const char* limits :
         {R"({"matching_engine":5,"matching_engine_burst":20,"non_matching_engine":20})",
          R"({"matching_engine_burst":20,"matching_engine":5})",
          R"({"matching_engine":{"rate":5,"burst":20}})",
          R"({"matching_engine":{"trading":{"rate":5,"burst":20}}})",
          R"({"matching_engine":{"trading":{"total":{"rate":5,"burst":20}}}})"}) {
        ASSERT_TRUE(rig.decode(reply(head + limits + "}"), Request::AccountSummary).ok()) << limits;
        ASSERT_EQ(rig.all<RateLimitReport>().size(), 1U) << limits;
        EXPECT_EQ(rig.all<RateLimitReport>()[0].orders_per_second, 5.0) << limits;
        EXPECT_EQ(rig.all<RateLimitReport>()[0].order_burst, 20.0) << limits;
    }
    for (const char* none : {"{}", "null", R"({"matching_engine":{"trading":{}}})"}) {
        ASSERT_TRUE(rig.decode(reply(head + none + "}"), Request::AccountSummary).ok()) << none;
        EXPECT_TRUE(rig.all<RateLimitReport>().empty()) << none;
    }
}

TEST(DecodeAccountSummaries, GiveOneAccountACurrency) {
    CodecRig rig;
    ASSERT_TRUE(
        rig.decode(recorded("http_get_account_summaries.json"), Request::AccountSummaries).ok());
    const auto accounts = rig.all<AccountUpdate>();
    ASSERT_EQ(accounts.size(), 2U);
    EXPECT_EQ(accounts[0].equity.value(), 302.61869214);
    EXPECT_EQ(accounts[0].options_delta, -1.01962);
    EXPECT_EQ(accounts[0].delta_total, 31.602958);
    EXPECT_EQ(accounts[1].underlying.raw, 1);
    EXPECT_EQ(rig.all<RateLimitReport>()[0].orders_per_second, 200.0);
}

TEST(DecodeAccountModes, AreWhatTheRecordedAccountIsRunBy) {
    CodecRig rig;
    ASSERT_TRUE(
        rig.decode(recorded("http_get_account_summaries.json"), Request::AccountSummaries).ok());
    ASSERT_EQ(rig.frame.account_modes.size(), 2U);
    for (const AccountModes& modes : rig.frame.account_modes) {
        EXPECT_EQ(modes.margin_model, "segregated_sm");
        EXPECT_EQ(modes.self_trading, "cancel_maker");
    }
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 8)).ok());
    EXPECT_TRUE(rig.frame.account_modes.empty()) << "of another frame";
}

constexpr const char* kPlainAccount =
    R"("currency":"ETH","equity":1,"balance":1,"margin_balance":1,"initial_margin":0,)"
    R"("maintenance_margin":0)";

TEST(DecodeAccountModes, AreReadFromTheSummaryOfOneCoin) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(reply(std::string{R"({"self_trading_reject_mode":"reject_taker",)"} +
                                 R"("margin_model":"cross_pm",)" + kPlainAccount + "}"),
                           Request::AccountSummary)
                    .ok());
    ASSERT_EQ(rig.frame.account_modes.size(), 1U);
    EXPECT_EQ(rig.frame.account_modes[0].underlying.raw, 1);
    EXPECT_EQ(rig.frame.account_modes[0].self_trading, "reject_taker");
    EXPECT_EQ(rig.frame.account_modes[0].margin_model, "cross_pm");
}

TEST(DecodeAccountModes, ThatAreNoWordsAreNotTold) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(reply(std::string{R"({"self_trading_reject_mode":null,)"} +
                                 R"("margin_model":7,)" + kPlainAccount + "}"),
                           Request::AccountSummary)
                    .ok());
    EXPECT_TRUE(rig.frame.account_modes.empty());
    EXPECT_EQ(rig.all<AccountUpdate>().size(), 1U) << "the account itself was read";
}

TEST(DecodeAccountLock, OfAllCurrenciesAndOfOne) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 8)).ok());
    EXPECT_TRUE(rig.frame.account_lock->locked);
    EXPECT_FALSE(rig.frame.account_lock->underlying.valid());
    ASSERT_TRUE(rig.decode(notification("user.lock", R"({"locked":false,"currency":"ETH"})")).ok());
    EXPECT_FALSE(rig.frame.account_lock->locked);
    EXPECT_EQ(rig.frame.account_lock->underlying.raw, 1);
}

}  // namespace
}  // namespace hedged::deribit
