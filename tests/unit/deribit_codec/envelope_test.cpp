// SPDX-License-Identifier: Apache-2.0
// The JSON-RPC envelope, replies by what was asked, errors, and everything that is not a message.
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using testing::CodecRig;
using testing::notification;
using testing::recorded;
using testing::reply;

TEST(Envelope, TakesItsKeysInAnyOrder) {
    const char* frames[] = {
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"C","data":D}})",
        R"({"jsonrpc":"2.0","method":"subscription","params":{"data":D,"channel":"C"}})",
        R"({"params":{"data":D,"channel":"C"},"method":"subscription","jsonrpc":"2.0"})",
        R"({"params":{"channel":"C","data":D},"jsonrpc":"2.0","method":"subscription"})",
    };
    for (std::string frame : frames) {
        frame.replace(frame.find("\"C\""), 3, "\"deribit_price_index.btc_usd\"");
        frame.replace(frame.find('D'), 1, R"({"timestamp":5,"price":7.5,"index_name":"btc_usd"})");
        CodecRig rig;
        ASSERT_TRUE(rig.decode(frame).ok()) << frame;
        ASSERT_EQ(rig.frame.events.size(), 1U) << frame;
        EXPECT_EQ(rig.only<IndexPrice>().price.value(), 7.5);
        EXPECT_EQ(rig.frame.channel, "deribit_price_index.btc_usd");
    }
}

TEST(Envelope, ANumberCutOffByTheEndIsNotReadOnIntoWhatLiesBehind) {
    const std::string text =
        R"({"method":"subscription","params":{"channel":"deribit_price_index.btc_usd",)"
        R"("data":{"index_name":"btc_usd","timestamp":5,"price":7.5)";
    const std::string memory = text + std::string(kFramePadding, '1');
    CodecRig rig;
    const DecodeError error =
        rig.decoder.decode(std::string_view(memory).substr(0, text.size()), Instant{}, rig.frame);
    EXPECT_EQ(error.fault, DecodeFault::NotJson);
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(Envelope, HeartbeatAndTestRequestDiffer) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_test_request.json")).ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::TestRequest);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 28)).ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::Heartbeat);
    ASSERT_TRUE(rig.decode(R"({"params":{"type":"test_request"},"method":"heartbeat"})").ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::TestRequest);
    EXPECT_EQ(rig.decode(R"({"method":"heartbeat","params":{}})").field, "type");
    EXPECT_FALSE(rig.decode(R"({"method":"heartbeat"})").ok());
}

TEST(Envelope, UnknownAndUnusedChannelsAndMethodsAreCountedAndSurvived) {
    CodecRig rig;
    EXPECT_TRUE(rig.decode(notification("chart.trades.BTC-PERPETUAL.1", R"({"tick":1})")).ok());
    EXPECT_EQ(rig.frame.message, MessageKind::UnusedChannel);
    EXPECT_TRUE(rig.decode(notification("weather.amsterdam", R"([{"rain":true}])")).ok());
    EXPECT_EQ(rig.frame.message, MessageKind::UnknownChannel);
    EXPECT_TRUE(rig.decode(R"({"jsonrpc":"2.0","method":"greeting","params":[]})").ok());
    EXPECT_EQ(rig.frame.message, MessageKind::UnknownMethod);
    EXPECT_EQ(rig.decoder.counters().unused_channels, 1U);
    EXPECT_EQ(rig.decoder.counters().unknown_channels, 1U);
    EXPECT_EQ(rig.decoder.counters().unknown_methods, 1U);
    EXPECT_EQ(rig.decoder.counters().errors, 0U);
    EXPECT_EQ(rig.decoder.counters().frames, 3U);
}

TEST(Envelope, SubscriptionWithoutItsPartsNamesThem) {
    CodecRig rig;
    EXPECT_EQ(rig.decode(R"({"method":"subscription"})").field, "params");
    EXPECT_EQ(rig.decode(R"({"method":"subscription","params":{"data":{}}})").field, "channel");
    EXPECT_EQ(rig.decode(R"({"method":"subscription","params":{"channel":"quote.X"}})").field,
              "data");
    EXPECT_EQ(rig.decode(R"({"method":"subscription","params":{"channel":7,"data":{}}})").field,
              "channel");
}

TEST(Envelope, KeyGivenTwiceIsRefused) {
    CodecRig rig;
    const DecodeError error =
        rig.decode(R"({"method":"subscription","params":{"channel":"deribit_price_index.btc_usd",)"
                   R"("data":{"timestamp":5,"price":7.5,"price":8.5,"index_name":"btc_usd"}}})");
    EXPECT_EQ(error.fault, DecodeFault::Duplicate);
    EXPECT_EQ(error.field, "price");
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(Envelope, WhatIsNoJsonIsRefused) {
    CodecRig rig;
    const std::string good = recorded("ws_quote.json");
    for (const std::string& bad :
         {std::string(), std::string(" "), std::string("{"), std::string("nonsense"),
          std::string("{\"a\""), good.substr(0, good.size() / 2), good + "}", good + "{}",
          good + " x", std::string("\xFF\xFE{}"), std::string("{\"method\":\"\xC3\x28\"}"),
          std::string(100'000, '['), std::string(100'000, '{'),
          "{\"a\":" + std::string(50'000, '[')}) {
        const DecodeError error = rig.decode(bad);
        // What does not begin like an object is not looked into any further.
        EXPECT_EQ(error.fault, bad.starts_with('n') || bad.starts_with('[')
                                   ? DecodeFault::NotAMessage
                                   : DecodeFault::NotJson)
            << bad.substr(0, 80);
        EXPECT_TRUE(rig.frame.events.empty());
        EXPECT_NE(rig.frame.kind, FrameKind::Reply);
    }
}

TEST(Envelope, JsonThatIsNoMessageIsRefused) {
    CodecRig rig;
    for (const char* bad :
         {"{}", R"({"id":1})", R"({"price":1})", "[]", "[1,2]", "7", "\"text\"", "null", "true"}) {
        EXPECT_EQ(rig.decode(bad).fault, DecodeFault::NotAMessage) << bad;
    }
}

TEST(Envelope, MessageWithoutItsSubjectNamesWhatIsMissing) {
    CodecRig rig;
    EXPECT_EQ(rig.decode(R"({"jsonrpc":"2.0","id":1})").field, "result");
    EXPECT_EQ(rig.decode(R"({"id":1,"usIn":5,"usOut":6})").field, "result");
    const DecodeError error = rig.decode(R"({"jsonrpc":"2.0","params":{"channel":"quote.X"}})");
    EXPECT_EQ(error.fault, DecodeFault::Missing);
    EXPECT_EQ(error.field, "method");
}

TEST(Envelope, UnknownFieldsOfAnyDepthAreSkipped) {
    CodecRig rig;
    const std::string deep = std::string(500, '[') + std::string(500, ']');
    ASSERT_TRUE(
        rig.decode(notification("deribit_price_index.btc_usd",
                                R"({"novelty":{"a":[1,{"b":null}]},"deep":)" + deep +
                                    R"(,"timestamp":5,"price":7.5,"index_name":"btc_usd"})"))
            .ok());
    EXPECT_EQ(rig.only<IndexPrice>().price.value(), 7.5);
}

TEST(Envelope, FrameAboveTheLimitIsNotLookedAt) {
    CodecRig rig;
    const std::string huge(kFrameBytesMax + 1, ' ');
    EXPECT_EQ(rig.decode(huge).fault, DecodeFault::TooLarge);
}

TEST(Envelope, FrameAboveTheReservedSizeIsDecodedAllTheSame) {
    CodecRig rig;
    const std::string padded = recorded("ws_quote.json") + std::string(2'000'000, ' ');
    EXPECT_TRUE(rig.decode(padded).ok());
    EXPECT_EQ(rig.only<Quote>().bid_price, 92288.0);
}

TEST(Envelope, ClientRequestsInCapturesAreNamed) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("cryptofeed_ws_20210722.jsonl", 1)).ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::Request);
    EXPECT_EQ(rig.frame.method, "public/subscribe");
}

struct IdCase {
    const char* name;
    const char* text;
    bool present;
    bool is_number;
    std::int64_t number;
    const char* kept;
};
class ReplyId : public ::testing::TestWithParam<IdCase> {};

TEST_P(ReplyId, IsKeptAsItIs) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode("{\"id\":" + std::string(GetParam().text) + ",\"result\":\"ok\"}").ok());
    EXPECT_EQ(rig.frame.reply.id.present, GetParam().present);
    EXPECT_EQ(rig.frame.reply.id.is_number, GetParam().is_number);
    EXPECT_EQ(rig.frame.reply.id.number, GetParam().number);
    EXPECT_EQ(rig.frame.reply.id.text, GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(
    Deribit, ReplyId,
    ::testing::Values(
        IdCase{"Number", "42", true, true, 42, ""}, IdCase{"Negative", "-1", true, true, -1, ""},
        IdCase{"AbovePrecisionOfDouble", "9007199254740993", true, true, 9007199254740993, ""},
        IdCase{"AboveInt64", "9223372036854775808", true, false, 0, "9223372036854775808"},
        IdCase{"FortyDigits", "1234567890123456789012345678901234567890", true, false, 0,
               "123456789012345678901234567890123456789"},
        IdCase{"Text", "\"auth\"", true, false, 0, "auth"},
        IdCase{"Null", "null", false, false, 0, ""}),
    [](const auto& test) { return test.param.name; });

TEST(Reply, OfAnErrorCarriesCodeClassAndData) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("ws_error.json")).ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::ErrorReply);
    EXPECT_EQ(rig.frame.reply.error->code, 10028);
    EXPECT_EQ(rig.frame.reply.error->refusal, RefusalClass::Throttled);
    EXPECT_EQ(rig.frame.reply.error->message, "too_many_requests");
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 18)).ok());
    EXPECT_EQ(rig.frame.reply.error->reason, "must be a multiple of the minimum order size");
    EXPECT_EQ(rig.frame.reply.error->parameter, "amount");
    EXPECT_EQ(rig.frame.reply.error->refusal, RefusalClass::Malformed);
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 19)).ok());
    EXPECT_EQ(rig.frame.reply.error->limit, 93666.5);
    EXPECT_EQ(rig.frame.reply.id.text, "order-7");
}

TEST(Reply, ErrorOutweighsResultAndNullErrorIsNone) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(R"({"id":1,"result":"ok","error":{"code":10004}})").ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::ErrorReply);
    ASSERT_TRUE(rig.decode(R"({"id":1,"result":"ok","error":null})").ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::Reply);
}

TEST(Reply, ErrorWithOddDataIsStillThatError) {
    CodecRig rig;
    for (const char* data : {"7", "\"text\"", "[]", R"({"reason":5,"param":null,"limit":"x"})"}) {
        ASSERT_TRUE(rig.decode("{\"id\":1,\"error\":{\"data\":" + std::string(data) +
                               ",\"code\":10009,\"message\":null}}")
                        .ok())
            << data;
        EXPECT_EQ(rig.frame.reply.error->refusal, RefusalClass::Money) << data;
    }
    EXPECT_EQ(rig.decode(R"({"id":1,"error":{"message":"no code"}})").field, "code");
    EXPECT_FALSE(rig.decode(R"({"id":1,"error":{"code":5000000000}})").ok());
}

TEST(Reply, UnknownErrorCodeIsCounted) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(R"({"id":1,"error":{"code":77777,"message":"novel"}})").ok());
    EXPECT_EQ(rig.frame.reply.error->refusal, RefusalClass::Other);
    EXPECT_EQ(rig.decoder.counters().unknown_error_codes, 1U);
}

TEST(Reply, OfALoginCarriesTokensScopeAndLife) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 12), Request::Auth).ok());
    const AuthGrant& grant = rig.frame.reply.auth.value();
    EXPECT_EQ(grant.access_token, "1765541474086.1AbCdEf.made-up.access");
    EXPECT_EQ(grant.refresh_token, "1765541474086.1AbCdEf.made-up.refresh");
    EXPECT_EQ(grant.expires_in, seconds(31'536'000));
    EXPECT_TRUE(grant.allows("trade:read_write"));
    EXPECT_TRUE(grant.allows("account:read_write"));
    EXPECT_FALSE(grant.allows("trade:read"));
    EXPECT_FALSE(grant.allows("wallet:read_write"));
    EXPECT_FALSE(grant.allows(""));
}

TEST(Reply, OfSmallCalls) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("http_get_time.json"), Request::GetTime).ok());
    EXPECT_EQ(rig.frame.reply.server_time, wall_from_milliseconds(1733338800000));
    ASSERT_TRUE(rig.decode(recorded("http_test.json"), Request::Test).ok());
    EXPECT_EQ(rig.frame.reply.version, "1.2.26");
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 16), Request::SetHeartbeat).ok());
    EXPECT_TRUE(rig.frame.reply.acknowledged);
    EXPECT_EQ(rig.frame.reply.exchange_sent, WallTime{1765541474080123000});
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 30), Request::CancelAll).ok());
    EXPECT_EQ(rig.frame.reply.count, 3);
    ASSERT_TRUE(rig.decode(reply("[{},{}]"), Request::CancelAllByCurrency).ok());
    EXPECT_EQ(rig.frame.reply.count, 2);
    ASSERT_TRUE(rig.decode(recorded("ws_subscribe_response.json"), Request::Subscribe).ok());
    ASSERT_EQ(rig.frame.channels.size(), 2U);
    EXPECT_EQ(rig.frame.channels[1], "book.BTC-PERPETUAL.100ms");
}

TEST(Reply, OfCancelOnDisconnectMustSayBothSwitchAndScope) {
    CodecRig rig;
    ASSERT_TRUE(rig.decode(recorded("messages.jsonl", 15), Request::GetCancelOnDisconnect).ok());
    EXPECT_EQ(rig.frame.reply.cancel_on_disconnect, true);
    EXPECT_EQ(rig.frame.reply.cancel_on_disconnect_whole, false);
    for (const char* bad : {R"({"scope":"connection"})", R"({"enabled":true})",
                            R"({"scope":"planet","enabled":true})",
                            R"({"scope":"account","enabled":1})", "true", "\"ok\""}) {
        EXPECT_FALSE(rig.decode(reply(bad), Request::GetCancelOnDisconnect).ok()) << bad;
        EXPECT_FALSE(rig.frame.reply.cancel_on_disconnect) << bad;
    }
}

TEST(Reply, AcknowledgementIsOkOrNothing) {
    CodecRig rig;
    for (const char* bad : {"\"no\"", "true", "null", "{}"}) {
        EXPECT_FALSE(rig.decode(reply(bad), Request::EnableCancelOnDisconnect).ok()) << bad;
        EXPECT_FALSE(rig.frame.reply.acknowledged) << bad;
    }
}

TEST(Reply, ThatCannotBeReadStillNamesItsRequest) {
    CodecRig rig;
    EXPECT_FALSE(rig.decode(reply(R"({"trades":[]})"), Request::Buy).ok());
    EXPECT_EQ(rig.frame.kind, FrameKind::Reply);
    EXPECT_EQ(rig.frame.reply.id.number, 7);
    EXPECT_EQ(rig.frame.reply.request, Request::Buy);
    EXPECT_TRUE(rig.frame.events.empty());
}

TEST(Reply, OfUnknownShapeIsSurvivedWhenNobodyKnowsWhatWasAsked) {
    CodecRig rig;
    for (const char* odd : {"{}", "[]", "[[1,2]]", "[1]", "null", "true", "1.5", "-3", "\"text\"",
                            R"([{"locked":true,"currency":"BTC"}])", R"({"novel":{"a":1}})",
                            R"({"trades":7})", R"({"settlements":[]})", R"(["BTC","ETH"])"}) {
        const DecodeError error = rig.decode(reply(odd));
        if (std::string_view(odd) != R"({"trades":7})") {
            EXPECT_TRUE(error.ok()) << odd;
        }
        EXPECT_TRUE(rig.frame.events.empty()) << odd;
    }
}

// The exchange cannot send this, but a capture on a disk can hold it.
TEST(Reply, OfUnknownShapeNestedDeeperThanTheStackIsSurvived) {
    CodecRig rig;
    constexpr std::size_t kLevels = 400'000;
    std::string deep;
    for (std::size_t i = 0; i < kLevels; ++i) {
        deep += R"({"trades":[)";
    }
    for (std::size_t i = 0; i < kLevels; ++i) {
        deep += "]}";
    }
    (void)rig.decode(reply(deep));
    EXPECT_TRUE(rig.frame.events.empty());
}

struct NumberCase {
    const char* name;
    const char* text;
    DecodeFault fault;
    double value;
};
class Number : public ::testing::TestWithParam<NumberCase> {};

// One number in the place of a price.
TEST_P(Number, IsReadOrRefused) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "markprice.options.btc_usd",
        R"([{"instrument_name":"X","iv":1,"mark_price":)" + std::string(GetParam().text) + "}]"));
    EXPECT_EQ(error.fault, GetParam().fault);
    if (GetParam().fault == DecodeFault::None) {
        EXPECT_EQ(rig.only<MarkVol>().mark_price, GetParam().value);
    } else {
        EXPECT_TRUE(rig.frame.events.empty());
    }
    if (GetParam().fault != DecodeFault::NotJson) {
        EXPECT_EQ(error.field, GetParam().fault == DecodeFault::None ? "" : "mark_price");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Deribit, Number,
    ::testing::Values(NumberCase{"Plain", "37317.5", DecodeFault::None, 37317.5},
                      NumberCase{"Exponent", "3.2e4", DecodeFault::None, 32000.0},
                      NumberCase{"SmallExponent", "4.0e-7", DecodeFault::None, 4.0e-7},
                      NumberCase{"CapitalExponent", "1E3", DecodeFault::None, 1000.0},
                      NumberCase{"Whole", "5", DecodeFault::None, 5.0},
                      NumberCase{"Negative", "-7", DecodeFault::None, -7.0},
                      NumberCase{"MinusZero", "-0.0", DecodeFault::None, -0.0},
                      NumberCase{"Text", "\"1234.5\"", DecodeFault::None, 1234.5},
                      NumberCase{"Null", "null", DecodeFault::Null, 0},
                      NumberCase{"EmptyText", "\"\"", DecodeFault::Mistyped, 0},
                      NumberCase{"Word", "\"market_price\"", DecodeFault::Mistyped, 0},
                      NumberCase{"NanText", "\"NaN\"", DecodeFault::OutOfRange, 0},
                      NumberCase{"InfinityText", "\"-Infinity\"", DecodeFault::OutOfRange, 0},
                      NumberCase{"Overflow", "1e999", DecodeFault::OutOfRange, 0},
                      NumberCase{"OverflowText", "\"1e999\"", DecodeFault::OutOfRange, 0},
                      NumberCase{"Huge", "1e300", DecodeFault::OutOfRange, 0},
                      NumberCase{"FortyDigits", "1234567890123456789012345678901234567890",
                                 DecodeFault::OutOfRange, 0},
                      NumberCase{"BareNan", "NaN", DecodeFault::NotJson, 0},
                      NumberCase{"TwoPoints", "1.2.3", DecodeFault::NotJson, 0},
                      NumberCase{"LeadingZero", "01", DecodeFault::NotJson, 0},
                      NumberCase{"TrailingLetters", "12abc", DecodeFault::NotJson, 0},
                      NumberCase{"TextWithTail", "\"12 \"", DecodeFault::Mistyped, 0},
                      NumberCase{"HexText", "\"0x10\"", DecodeFault::Mistyped, 0},
                      NumberCase{"True", "true", DecodeFault::Mistyped, 0},
                      NumberCase{"Object", "{}", DecodeFault::Mistyped, 0},
                      NumberCase{"List", "[1]", DecodeFault::Mistyped, 0}),
    [](const auto& test) { return test.param.name; });

struct TimeCase {
    const char* name;
    const char* text;
    DecodeFault fault;
};
class Timestamp : public ::testing::TestWithParam<TimeCase> {};

TEST_P(Timestamp, IsWholeMillisecondsInRange) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "deribit_price_index.btc_usd",
        R"({"price":1,"index_name":"btc_usd","timestamp":)" + std::string(GetParam().text) + "}"));
    EXPECT_EQ(error.fault, GetParam().fault);
    if (error.ok()) {
        EXPECT_EQ(rig.only<IndexPrice>().stamp.venue.milliseconds(), 1700000000000);
    } else {
        EXPECT_EQ(error.field, "timestamp");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Deribit, Timestamp,
    ::testing::Values(TimeCase{"Integer", "1700000000000", DecodeFault::None},
                      TimeCase{"Exponent", "1.7e12", DecodeFault::None},
                      TimeCase{"WithPoint", "1700000000000.0", DecodeFault::None},
                      TimeCase{"Text", "\"1700000000000\"", DecodeFault::None},
                      TimeCase{"Negative", "-1", DecodeFault::OutOfRange},
                      TimeCase{"Year3000", "32503708800000", DecodeFault::OutOfRange},
                      TimeCase{"AboveInt64", "9223372036854775808", DecodeFault::OutOfRange},
                      TimeCase{"Overflow", "1e999", DecodeFault::OutOfRange},
                      TimeCase{"Fraction", "1700000000000.5", DecodeFault::Mistyped},
                      TimeCase{"Null", "null", DecodeFault::Null},
                      TimeCase{"Date", "\"2023-11-14\"", DecodeFault::Mistyped},
                      TimeCase{"List", "[]", DecodeFault::Mistyped}),
    [](const auto& test) { return test.param.name; });

struct IdentifierCase {
    const char* name;
    const char* text;
    DecodeFault fault;
    const char* kept;
};
class Identifier : public ::testing::TestWithParam<IdentifierCase> {};

TEST_P(Identifier, KeepsEveryDigitOrIsRefused) {
    CodecRig rig;
    const DecodeError error = rig.decode(notification(
        "trades.X.raw",
        R"([{"timestamp":1,"instrument_name":"X","direction":"buy","price":1,"amount":1,)"
        R"("trade_id":)" +
            std::string(GetParam().text) + "}]"));
    EXPECT_EQ(error.fault, GetParam().fault);
    if (error.ok()) {
        EXPECT_EQ(rig.frame.trades.at(0).trade_id, GetParam().kept);
    } else {
        EXPECT_EQ(error.field, "trade_id");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Deribit, Identifier,
    ::testing::Values(
        IdentifierCase{"Text", "\"ETH-2696060\"", DecodeFault::None, "ETH-2696060"},
        IdentifierCase{"Number", "403691825", DecodeFault::None, "403691825"},
        IdentifierCase{"NumberBeforeSpace", "403691825 ", DecodeFault::None, "403691825"},
        IdentifierCase{"AbovePrecisionOfDouble", "9007199254740993", DecodeFault::None,
                       "9007199254740993"},
        IdentifierCase{"AboveInt64", "9223372036854775808", DecodeFault::None,
                       "9223372036854775808"},
        IdentifierCase{"Escaped", "\"A\\u0042C\"", DecodeFault::None, "ABC"},
        IdentifierCase{"FortyDigits", "1234567890123456789012345678901234567890",
                       DecodeFault::TooLong, ""},
        IdentifierCase{"FortyCharacters", "\"1234567890123456789012345678901234567890\"",
                       DecodeFault::TooLong, ""},
        IdentifierCase{"Empty", "\"\"", DecodeFault::Missing, ""},
        IdentifierCase{"Fraction", "1.5", DecodeFault::Mistyped, ""},
        IdentifierCase{"Null", "null", DecodeFault::Null, ""},
        IdentifierCase{"Object", "{}", DecodeFault::Mistyped, ""}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace hedged::deribit
