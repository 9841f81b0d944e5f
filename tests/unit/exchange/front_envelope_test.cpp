// SPDX-License-Identifier: Apache-2.0
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

TEST(FrontEnvelope, EchoesAWholeNumberAsTheIdItCameWith) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, R"({"jsonrpc":"2.0","id":4294967297,"method":"public/test"})");

    Json const reply{bench.take(connection).at(0)};
    EXPECT_EQ(reply.integer("/id"), 4294967297);
    EXPECT_EQ(reply.text("/jsonrpc"), "2.0");
    EXPECT_EQ(reply.text("/result/version"), "1.2.26");
}

TEST(FrontEnvelope, EchoesATextAsTheIdItCameWith) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, R"({"id":"a\"uth\u00e9","method":"public/test"})");

    EXPECT_EQ(Json{bench.take(connection).at(0)}.text("/id"), "a\"uth\u00e9");
}

TEST(FrontEnvelope, LeavesTheIdOutWhenNoneWasGiven) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, R"({"method":"public/test"})");

    EXPECT_FALSE(Json{bench.take(connection).at(0)}.has("/id"));
}

TEST(FrontEnvelope, StampsRepliesWithMarketTimeInMicroseconds) {
    Bench bench;
    auto const connection = bench.open();

    auto const reply = bench.call(connection, "public/get_time");

    auto const market_us = bench.exchange.now().nanoseconds() / 1000;
    EXPECT_EQ(reply.integer("/usIn"), market_us);
    EXPECT_EQ(reply.integer("/usOut"), market_us);
    EXPECT_EQ(reply.integer("/usDiff"), 0);
    EXPECT_TRUE(reply.flag("/testnet"));
    EXPECT_EQ(reply.integer("/result"), bench.exchange.now().milliseconds());
}

TEST(FrontEnvelope, KeepsItsTimeWhenTheMarketRunsFasterThanTheClock) {
    Bench::Options options;
    options.pace = 60;
    Bench bench{options};
    auto const connection = bench.open();
    auto const before = bench.call(connection, "public/get_time").integer("/result");

    bench.pass(seconds(2));

    EXPECT_EQ(bench.call(connection, "public/get_time").integer("/result"), before + 120'000);
}

struct Malformed {
    const char* name;
    std::string frame;
    int code;
};

class FrontRefusesFrame : public testing::TestWithParam<Malformed> {};

TEST_P(FrontRefusesFrame, WithItsCodeAndGoesOn) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, GetParam().frame);

    auto const sent = bench.take(connection);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(Json{sent[0]}.error_code(), GetParam().code) << sent[0];
    EXPECT_FALSE(bench.is_closed(connection));
    EXPECT_TRUE(bench.call(connection, "public/test").has("/result"));
}

INSTANTIATE_TEST_SUITE_P(
    Frames, FrontRefusesFrame,
    testing::Values(
        Malformed{"Empty", "", -32700}, Malformed{"NotJson", "ping", -32700},
        Malformed{"CutShort", R"({"id":1,"method":"public/te)", -32700},
        Malformed{"BadUtf8", "{\"id\":1,\"method\":\"\xff\xfe\"}", -32700},
        Malformed{"TooDeep", std::string(100, '[') + std::string(100, ']'), -32700},
        Malformed{"Batch", R"([{"id":1,"method":"public/test"}])", -32600},
        Malformed{"Number", "17", -32600}, Malformed{"NoMethod", R"({"id":1})", -32600},
        Malformed{"MethodIsNumber", R"({"id":1,"method":7})", -32600},
        Malformed{"IdIsFraction", R"({"id":1.5,"method":"public/test"})", -32600},
        Malformed{"IdIsObject", R"({"id":{},"method":"public/test"})", -32600},
        Malformed{"OldProtocol", R"({"jsonrpc":"1.0","id":1,"method":"public/test"})", -32600},
        Malformed{"ParamsAreAList", R"({"id":1,"method":"public/test","params":[1]})", -32602},
        Malformed{"UnknownMethod", R"({"id":1,"method":"public/nonsense"})", -32601},
        Malformed{"UnknownPrivate", R"({"id":1,"method":"private/mass_quote"})", -32601},
        Malformed{"TooLarge",
                  R"({"id":1,"method":"public/test","params":{"x":")" + std::string(33'000, 'a') +
                      R"("}})",
                  -32600}),
    [](const auto& param) { return std::string{param.param.name}; });

TEST(FrontEnvelope, SaysThatARequestAboveTheLimitIsTooLarge) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, std::string(32U * 1024U + 1U, ' '));

    EXPECT_EQ(Json{bench.take(connection).at(0)}.text("/error/message"),
              "request entity too large");
}

TEST(FrontEnvelope, EchoesTheIdWithAnError) {
    Bench bench;
    auto const connection = bench.open();

    bench.frame(connection, R"({"id":"x7","method":"public/nonsense"})");

    EXPECT_EQ(Json{bench.take(connection).at(0)}.text("/id"), "x7");
}

TEST(FrontEnvelope, NamesTheParameterThatIsMissing) {
    Bench bench;
    auto const connection = bench.open();

    auto const reply = bench.call(connection, "public/ticker");

    EXPECT_EQ(reply.error_code(), -32602);
    EXPECT_EQ(reply.text("/error/message"), "Invalid params");
    EXPECT_EQ(reply.text("/error/data/param"), "instrument_name");
    EXPECT_EQ(reply.text("/error/data/reason"), "value required");
}

TEST(FrontEnvelope, NamesTheParameterOfTheWrongType) {
    Bench bench;
    auto const connection = bench.open();

    auto const reply = bench.call(connection, "public/subscribe", R"({"channels":"quote.X"})");

    EXPECT_EQ(reply.error_code(), -32602);
    EXPECT_EQ(reply.text("/error/data/param"), "channels");
    EXPECT_EQ(reply.text("/error/data/reason"), "value must be a list");
}

TEST(FrontEnvelope, IgnoresFramesOfConnectionsItDoesNotKnow) {
    Bench bench;
    ConnectionId const stranger{77};

    bench.frame(stranger, R"({"id":1,"method":"public/test"})");

    EXPECT_TRUE(bench.take(stranger).empty());
}

}  // namespace
}  // namespace hedged::exchange::deribit
