// SPDX-License-Identifier: Apache-2.0
// Requests as text that a person can compare with the exchange's manual, and read back by a parser.
#include "hedged/venues/deribit/codec/encoder.hpp"

#include "hedged/venues/deribit/codec/request.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <array>
#include <string>
#include <vector>

namespace hedged::deribit {
namespace {

const AccountTag kTag = *AccountTag::make("ab12");
std::array<char, 40'000> memory{};

// What every request must be: JSON that a strict parser takes, of the right method and id.
std::string checked(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element request;
    EXPECT_EQ(parser.parse(text.data(), text.size()).get(request), simdjson::SUCCESS) << text;
    EXPECT_EQ(std::string_view(request["jsonrpc"]), "2.0");
    EXPECT_EQ(std::int64_t(request["id"]), 7);
    EXPECT_NE(request_of_method(std::string_view(request["method"])), Request::Unknown);
    EXPECT_TRUE(request["params"].is_object());
    return std::string(text);
}

PlaceOrder order() {
    PlaceOrder place;
    place.client_id = make_client_order_id(1, 10);
    place.instrument = InstrumentIndex{0};
    place.side = Side::Buy;
    place.quantity = Lots{12};
    place.limit = PriceTicks{152'971};
    place.time_in_force = TimeInForce::ImmediateOrCancel;
    place.reduce_only = true;
    place.valid_until = wall_from_milliseconds(1'790'000'001'500);
    return place;
}

TEST(EncodePlace, WritesALimitOrderExactly) {
    EXPECT_EQ(
        checked(encode_place(memory, 7, order(), test::perpetual(), kTag)),
        R"({"jsonrpc":"2.0","id":7,"method":"private/buy","params":{"instrument_name":)"
        R"("BTC-PERPETUAL","amount":120,"type":"limit","price":76485.5,"label":"dhab12000100000a",)"
        R"("time_in_force":"immediate_or_cancel","reduce_only":true,"valid_until":1790000001500}})");
}

TEST(EncodePlace, PostOnlyNeverLetsTheExchangeMoveThePrice) {
    PlaceOrder place = order();
    place.side = Side::Sell;
    place.instrument = InstrumentIndex{1};
    place.quantity = Lots{3};
    place.limit = PriceTicks{1'105};
    place.time_in_force = TimeInForce::GoodTilCancelled;
    place.post_only = true;
    place.reduce_only = false;
    place.valid_until = WallTime{};
    EXPECT_EQ(checked(encode_place(memory, 7, place, test::call_option(), kTag)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/sell","params":{"instrument_name":)"
              R"("BTC-25DEC26-100000-C","amount":0.3,"type":"limit","price":0.1105,)"
              R"("label":"dhab12000100000a","time_in_force":"good_til_cancelled","post_only":true,)"
              R"("reject_post_only":true}})");
}

TEST(EncodePlace, RefusesWhatMustNotBeSent) {
    const auto refused = [](auto&& change) {
        PlaceOrder place = order();
        InstrumentSpec spec = test::perpetual();
        change(place, spec);
        return encode_place(memory, 7, place, spec, kTag).empty();
    };
    EXPECT_FALSE(refused([](PlaceOrder&, InstrumentSpec&) {}));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.client_id = {}; }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) {
        p.client_id = make_client_order_id(kLabelEpochMax + 1, 1);
    }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.quantity = Lots{0}; }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.quantity = Lots{-1}; }));
    EXPECT_TRUE(
        refused([](PlaceOrder& p, InstrumentSpec&) { p.time_in_force = TimeInForce::Unknown; }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.post_only = true; }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.instrument = {}; }));
    EXPECT_TRUE(refused([](PlaceOrder& p, InstrumentSpec&) { p.instrument = InstrumentIndex{5}; }));
    EXPECT_TRUE(refused([](PlaceOrder&, InstrumentSpec& s) { s.lot.mantissa = 0; }));
    EXPECT_TRUE(refused([](PlaceOrder&, InstrumentSpec& s) { s.tick.mantissa = 0; }));
    EXPECT_TRUE(refused([](PlaceOrder&, InstrumentSpec& s) { s.name = {}; }));
}

TEST(EncodePlace, IntoABufferThatIsTooSmallGivesNothing) {
    const std::size_t size = encode_place(memory, 7, order(), test::perpetual(), kTag).size();
    ASSERT_GT(size, 0U);
    ASSERT_LE(size, kOrderBytesMax);
    for (std::size_t room = 0; room < size; ++room) {
        std::vector<char> tight(room);
        ASSERT_TRUE(encode_place(tight, 7, order(), test::perpetual(), kTag).empty()) << room;
    }
    std::vector<char> exact(size);
    EXPECT_EQ(encode_place(exact, 7, order(), test::perpetual(), kTag).size(), size);
}

TEST(EncodeEdit, CarriesTheTotalAmount) {
    EXPECT_EQ(
        checked(
            encode_edit(memory, 7, "74365704227", test::perpetual(), Lots{5}, PriceTicks{3}, true)),
        R"({"jsonrpc":"2.0","id":7,"method":"private/edit","params":{"order_id":)"
        R"("74365704227","amount":50,"price":1.5,"post_only":true,"reject_post_only":true}})");
    EXPECT_TRUE(
        encode_edit(memory, 7, "", test::perpetual(), Lots{5}, PriceTicks{3}, true).empty());
    EXPECT_TRUE(
        encode_edit(memory, 7, "1", test::perpetual(), Lots{0}, PriceTicks{3}, true).empty());
}

TEST(EncodeCancel, ByIdLabelAndScope) {
    EXPECT_EQ(checked(encode_cancel(memory, 7, "ETH-584827850")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/cancel","params":{"order_id":)"
              R"("ETH-584827850"}})");
    EXPECT_EQ(checked(encode_cancel_by_label(memory, 7, "BTC", "dhab12000100000a")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/cancel_by_label","params":{"label":)"
              R"("dhab12000100000a","currency":"BTC"}})");
    EXPECT_EQ(checked(encode_cancel_all(memory, 7)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/cancel_all","params":{}})");
    EXPECT_EQ(checked(encode_cancel_all_by_currency(memory, 7, "BTC")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/cancel_all_by_currency","params":)"
              R"({"currency":"BTC"}})");
    EXPECT_EQ(checked(encode_cancel_all_by_instrument(memory, 7, "BTC-PERPETUAL")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/cancel_all_by_instrument","params":)"
              R"({"instrument_name":"BTC-PERPETUAL"}})");
}

TEST(EncodeCancel, WithoutANameCancelsNothing) {
    EXPECT_TRUE(encode_cancel(memory, 7, "").empty());
    EXPECT_TRUE(encode_cancel_by_label(memory, 7, "BTC", "").empty());
}

TEST(EncodeAuth, BySignatureSecretAndRefresh) {
    SignedLogin login;
    login.client_id = "AMANDA";
    login.nonce = "1iqt2wls";
    login.signature = "56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1";
    login.timestamp = wall_from_milliseconds(1'576'074'319'000);
    login.scope = "connection trade:read_write";
    EXPECT_EQ(checked(encode_auth(memory, 7, login)),
              R"({"jsonrpc":"2.0","id":7,"method":"public/auth","params":{"grant_type":)"
              R"("client_signature","client_id":"AMANDA","timestamp":1576074319000,)"
              R"("nonce":"1iqt2wls","data":"","signature":)"
              R"("56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1",)"
              R"("scope":"connection trade:read_write"}})");
    EXPECT_EQ(checked(encode_auth_secret(memory, 7, "AMANDA", "s", "")),
              R"({"jsonrpc":"2.0","id":7,"method":"public/auth","params":{"grant_type":)"
              R"("client_credentials","client_id":"AMANDA","client_secret":"s"}})");
    EXPECT_EQ(checked(encode_auth_refresh(memory, 7, "r.t")),
              R"({"jsonrpc":"2.0","id":7,"method":"public/auth","params":{"grant_type":)"
              R"("refresh_token","refresh_token":"r.t"}})");
}

TEST(EncodeAuth, EscapesWhatComesFromOutside) {
    EXPECT_EQ(checked(encode_auth_refresh(memory, 7,
                                          "a\"b\\c\n\x01"
                                          "\xC3\xA4")),
              "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"public/auth\",\"params\":{\"grant_type\":"
              "\"refresh_token\",\"refresh_token\":\"a\\\"b\\\\c\\u000a\\u0001\xC3\xA4\"}}");
    EXPECT_NE(checked(encode_cancel(memory, 7, "1\",\"x\":\"2")).find(R"("1\",\"x\":\"2")"),
              std::string::npos);
}

TEST(EncodeLiveness, HeartbeatIsNeverBelowTenSeconds) {
    EXPECT_EQ(
        checked(encode_set_heartbeat(memory, 7, seconds(15))),
        R"({"jsonrpc":"2.0","id":7,"method":"public/set_heartbeat","params":{"interval":15}})");
    EXPECT_EQ(
        checked(encode_set_heartbeat(memory, 7, seconds(2))),
        R"({"jsonrpc":"2.0","id":7,"method":"public/set_heartbeat","params":{"interval":10}})");
    EXPECT_EQ(checked(encode_test(memory, 7)),
              R"({"jsonrpc":"2.0","id":7,"method":"public/test","params":{}})");
    EXPECT_EQ(checked(encode_hello(memory, 7, "hedged", "0.1.0")),
              R"({"jsonrpc":"2.0","id":7,"method":"public/hello","params":{"client_name":)"
              R"("hedged","client_version":"0.1.0"}})");
    EXPECT_EQ(checked(encode_enable_cancel_on_disconnect(memory, 7, DisconnectScope::Connection)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/enable_cancel_on_disconnect",)"
              R"("params":{"scope":"connection"}})");
    EXPECT_EQ(checked(encode_get_cancel_on_disconnect(memory, 7, DisconnectScope::Account)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_cancel_on_disconnect","params":)"
              R"({"scope":"account"}})");
}

TEST(EncodeQuestions, AreAsTheManualHasThem) {
    EXPECT_EQ(checked(encode_get_time(memory, 7)),
              R"({"jsonrpc":"2.0","id":7,"method":"public/get_time","params":{}})");
    checked(encode_status(memory, 7));
    checked(encode_logout(memory, 7));
    EXPECT_EQ(checked(encode_get_instruments(memory, 7, "BTC", "option")),
              R"({"jsonrpc":"2.0","id":7,"method":"public/get_instruments","params":{"currency":)"
              R"("BTC","kind":"option","expired":false}})");
    EXPECT_EQ(checked(encode_get_positions(memory, 7, "BTC")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_positions","params":)"
              R"({"currency":"BTC"}})");
    EXPECT_EQ(checked(encode_get_open_orders(memory, 7, "BTC")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_open_orders_by_currency","params":)"
              R"({"currency":"BTC"}})");
    EXPECT_EQ(checked(encode_get_user_trades(memory, 7, "BTC", wall_from_milliseconds(1'000),
                                             wall_from_milliseconds(2'000), 1'000)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_user_trades_by_currency_and_time",)"
              R"("params":{"currency":"BTC","start_timestamp":1000,"end_timestamp":2000,)"
              R"("count":1000,"sorting":"asc"}})");
    EXPECT_EQ(checked(encode_get_user_trades_by_order(memory, 7, "5")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_user_trades_by_order","params":)"
              R"({"order_id":"5"}})");
    EXPECT_EQ(checked(encode_get_order_state(memory, 7, "5")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_order_state","params":)"
              R"({"order_id":"5"}})");
    EXPECT_EQ(checked(encode_get_order_state_by_label(memory, 7, "BTC", "dhab12000100000a")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_order_state_by_label","params":)"
              R"({"currency":"BTC","label":"dhab12000100000a"}})");
    EXPECT_EQ(checked(encode_get_order_history(memory, 7, "BTC-PERPETUAL", 100)),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_order_history_by_instrument",)"
              R"("params":{"instrument_name":"BTC-PERPETUAL","count":100,"include_old":true,)"
              R"("include_unfilled":true}})");
    EXPECT_EQ(checked(encode_get_account_summary(memory, 7, "BTC")),
              R"({"jsonrpc":"2.0","id":7,"method":"private/get_account_summary","params":)"
              R"({"currency":"BTC","extended":true}})");
}

TEST(EncodeSubscribe, NamesItsChannels) {
    const std::array<std::string_view, 2> channels{"ticker.BTC-PERPETUAL.raw", "platform_state"};
    const SubscribeFrame frame = encode_subscribe(memory, 7, Access::Public, channels);
    EXPECT_EQ(frame.taken, 2U);
    EXPECT_EQ(checked(frame.frame),
              R"({"jsonrpc":"2.0","id":7,"method":"public/subscribe","params":{"channels":)"
              R"(["ticker.BTC-PERPETUAL.raw","platform_state"]}})");
    EXPECT_EQ(checked(encode_unsubscribe(memory, 7, Access::Private, channels).frame),
              R"({"jsonrpc":"2.0","id":7,"method":"private/unsubscribe","params":{"channels":)"
              R"(["ticker.BTC-PERPETUAL.raw","platform_state"]}})");
}

TEST(EncodeSubscribe, SplitsALongListBelowTheLimitOfTheExchange) {
    std::vector<std::string> names;
    for (int i = 0; i < 5'000; ++i) {
        names.push_back("ticker.BTC-25DEC26-" + std::to_string(10'000 + i) + "-C.100ms");
    }
    const std::vector<std::string_view> all(names.begin(), names.end());
    std::vector<std::string> seen;
    std::span<const std::string_view> left(all);
    while (!left.empty()) {
        const SubscribeFrame frame = encode_subscribe(memory, 7, Access::Public, left);
        ASSERT_GT(frame.taken, 0U);
        ASSERT_LT(frame.frame.size(), 32U * 1024U);
        simdjson::dom::parser parser;
        simdjson::dom::element request;
        ASSERT_EQ(parser.parse(frame.frame.data(), frame.frame.size()).get(request),
                  simdjson::SUCCESS);
        for (const auto channel : simdjson::dom::array(request["params"]["channels"])) {
            seen.emplace_back(std::string_view(channel));
        }
        left = left.subspan(frame.taken);
    }
    EXPECT_EQ(seen, names);
}

TEST(EncodeSubscribe, OfNothingOrIntoNoRoomGivesNoFrame) {
    EXPECT_TRUE(encode_subscribe(memory, 7, Access::Public, {}).frame.empty());
    const std::array<std::string_view, 1> channels{"ticker.BTC-PERPETUAL.raw"};
    std::array<char, 80> tight{};
    const SubscribeFrame frame = encode_subscribe(tight, 7, Access::Public, channels);
    EXPECT_EQ(frame.taken, 0U);
    EXPECT_TRUE(frame.frame.empty());
}

}  // namespace
}  // namespace hedged::deribit
