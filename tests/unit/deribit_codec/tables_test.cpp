// SPDX-License-Identifier: Apache-2.0
// The tables the codec looks words up in: instruments, keys, channels, methods, error codes.
#include "hedged/venues/deribit/codec/channel.hpp"
#include "hedged/venues/deribit/codec/instrument_table.hpp"
#include "hedged/venues/deribit/codec/refusal.hpp"
#include "hedged/venues/deribit/codec/request.hpp"

#include "venues/deribit/codec/key_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::deribit {
namespace {

InstrumentSpec named(std::string_view name) {
    InstrumentSpec spec;
    spec.name = InstrumentName{name};
    return spec;
}

TEST(InstrumentTable, GivesDenseIndicesAndFindsThemAgain) {
    InstrumentTable table({underlying_of("BTC")}, 5'000);
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        InstrumentSpec spec = named("BTC-25DEC26-" + std::to_string(i * 500) + "-C");
        ASSERT_EQ(table.define(spec)->raw, i);
    }
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        ASSERT_EQ(table.find("BTC-25DEC26-" + std::to_string(i * 500) + "-C").raw, i);
        ASSERT_FALSE(table.find("BTC-25DEC26-" + std::to_string(i * 500) + "-P").valid());
    }
}

TEST(InstrumentTable, KeepsTheIndexOfANameThatIsDefinedAgain) {
    InstrumentTable table({underlying_of("BTC")});
    InstrumentSpec first = named("BTC-PERPETUAL");
    InstrumentSpec again = named("BTC-PERPETUAL");
    again.minimum_amount = 20.0;
    const InstrumentIndex index = *table.define(first);
    EXPECT_EQ(*table.define(again), index);
    EXPECT_EQ(table.spec(again.index).minimum_amount, 20.0);
    EXPECT_EQ(table.size(), 1U);
}

TEST(InstrumentTable, RefusesANewNameWhenItIsFull) {
    InstrumentTable table({underlying_of("BTC")}, 2);
    InstrumentSpec a = named("A");
    InstrumentSpec b = named("B");
    InstrumentSpec c = named("C");
    EXPECT_TRUE(table.define(a));
    EXPECT_TRUE(table.define(b));
    EXPECT_FALSE(table.define(c));
    EXPECT_TRUE(table.define(a));
    EXPECT_FALSE(table.find("C").valid());
}

TEST(InstrumentTable, RegistersAnUnknownNameOnlyWhenToldTo) {
    InstrumentTable strict({underlying_of("BTC")});
    EXPECT_FALSE(strict.find_or_register("BTC-PERPETUAL").valid());
    EXPECT_FALSE(strict.underlying("ETH").valid());
    InstrumentTable open({}, 10, UnknownNames::Register);
    const InstrumentIndex index = open.find_or_register("BTC-PERPETUAL");
    EXPECT_EQ(open.find("BTC-PERPETUAL"), index);
    EXPECT_FALSE(open.defined(index));
    EXPECT_EQ(open.underlying_of_index("btc_usd"), open.underlying("BTC"));
}

TEST(InstrumentTable, TakesCurrenciesInEitherCase) {
    InstrumentTable table({underlying_of("BTC"), underlying_of("ETH")});
    EXPECT_EQ(table.underlying("eth").raw, 1);
    EXPECT_EQ(table.underlying_of_index("eth_usd").raw, 1);
    EXPECT_FALSE(table.underlying_of_index("eth_usdc").valid());
    EXPECT_FALSE(table.underlying("E").valid());
}

constexpr auto kKeys = keys("best_bid_price", "best_bid_amount", "iv", "a_key_longer_than_sixteen",
                            "b_key_longer_than_sixteen", "eight_by", "k");

unsigned find(std::string text) {
    text += '"';
    text.append(64, '"');
    return kKeys.find(read_key(text.data()));
}

TEST(KeyTable, FindsEachKey) {
    EXPECT_EQ(find("best_bid_price"), kKeys["best_bid_price"]);
    EXPECT_EQ(find("best_bid_amount"), kKeys["best_bid_amount"]);
    EXPECT_EQ(find("iv"), kKeys["iv"]);
    EXPECT_EQ(find("k"), kKeys["k"]);
    EXPECT_EQ(find("eight_by"), kKeys["eight_by"]);
    EXPECT_EQ(find("a_key_longer_than_sixteen"), kKeys["a_key_longer_than_sixteen"]);
}

TEST(KeyTable, NeverTakesALikeKeyForAKnownOne) {
    for (const char* like :
         {"", "best_bid_pricf", "best_bid_yield", "best_bid_pric", "i", "iva", "Iv",
          "a_key_longer_thaX_sixteen", "c_key_longer_than_sixteen", "eight_byt", "iv\\u0020",
          "best_bid_price_and_very_much_more_behind_it"}) {
        EXPECT_EQ(find(like), kKeys.kUnknown) << like;
    }
}

TEST(Channel, KindFollowsFromTheName) {
    EXPECT_EQ(channel_kind("ticker.BTC-PERPETUAL.raw"), ChannelKind::Ticker);
    EXPECT_EQ(channel_kind("incremental_ticker.BTC-PERPETUAL"), ChannelKind::IncrementalTicker);
    EXPECT_EQ(channel_kind("book.BTC-PERPETUAL.none.20.100ms"), ChannelKind::Book);
    EXPECT_EQ(channel_kind("platform_state"), ChannelKind::PlatformState);
    EXPECT_EQ(channel_kind("platform_state.public_methods_state"), ChannelKind::Unused);
    EXPECT_EQ(channel_kind("user.lock"), ChannelKind::UserLock);
    EXPECT_EQ(channel_kind("perpetual.BTC-PERPETUAL.100ms"), ChannelKind::Unused);
    EXPECT_EQ(channel_kind("user.locks"), ChannelKind::Unknown);
    EXPECT_EQ(channel_kind("tickers"), ChannelKind::Unknown);
    EXPECT_EQ(channel_kind(""), ChannelKind::Unknown);
}

TEST(Channel, NamesWeSubscribeToAreTheExchanges) {
    EXPECT_EQ(ticker_channel("BTC-PERPETUAL", Interval::Raw).view(), "ticker.BTC-PERPETUAL.raw");
    EXPECT_EQ(book_channel("BTC-PERPETUAL", Interval::Agg2).view(), "book.BTC-PERPETUAL.agg2");
    EXPECT_EQ(quote_channel("BTC-PERPETUAL").view(), "quote.BTC-PERPETUAL");
    EXPECT_EQ(mark_prices_channel("btc_usd").view(), "markprice.options.btc_usd");
    EXPECT_EQ(price_index_channel("btc_usd").view(), "deribit_price_index.btc_usd");
    EXPECT_EQ(expiration_price_channel("btc_usd").view(), "estimated_expiration_price.btc_usd");
    EXPECT_EQ(instrument_state_channel("any", "BTC").view(), "instrument.state.any.BTC");
    EXPECT_EQ(user_changes_channel("any", "BTC", Interval::Ms100).view(),
              "user.changes.any.BTC.100ms");
    EXPECT_EQ(user_portfolio_channel("BTC").view(), "user.portfolio.BTC");
}

TEST(Request, MethodsReadBack) {
    for (unsigned i = 1; i <= static_cast<unsigned>(Request::Logout); ++i) {
        const auto request = static_cast<Request>(i);
        EXPECT_EQ(request_of_method(method_name(request)), request) << method_name(request);
    }
    EXPECT_EQ(request_of_method("private/withdraw"), Request::Unknown);
}

struct CodeCase {
    std::int32_t code;
    RefusalClass refusal;
};
class ErrorClass : public ::testing::TestWithParam<CodeCase> {};

TEST_P(ErrorClass, FollowsTheTable) {
    const ClassifiedError error = classify_error(GetParam().code);
    EXPECT_TRUE(error.known);
    EXPECT_EQ(error.refusal, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(
    Deribit, ErrorClass,
    ::testing::Values(
        CodeCase{10028, RefusalClass::Throttled}, CodeCase{10047, RefusalClass::Throttled},
        CodeCase{10066, RefusalClass::Throttled}, CodeCase{13903, RefusalClass::Throttled},
        CodeCase{10040, RefusalClass::RetryLater}, CodeCase{10041, RefusalClass::RetryLater},
        CodeCase{13028, RefusalClass::RetryLater}, CodeCase{13503, RefusalClass::RetryLater},
        CodeCase{11051, RefusalClass::RetryLater}, CodeCase{10019, RefusalClass::RetryLater},
        CodeCase{12998, RefusalClass::RetryLater}, CodeCase{13888, RefusalClass::RetryLater},
        CodeCase{11094, RefusalClass::StateUnknown}, CodeCase{10009, RefusalClass::Money},
        CodeCase{10013, RefusalClass::Money}, CodeCase{10018, RefusalClass::Money},
        CodeCase{10039, RefusalClass::Money}, CodeCase{11098, RefusalClass::Money},
        CodeCase{10005, RefusalClass::Price}, CodeCase{10007, RefusalClass::Price},
        CodeCase{10043, RefusalClass::Price}, CodeCase{10026, RefusalClass::Price},
        CodeCase{10002, RefusalClass::Size}, CodeCase{10021, RefusalClass::Size},
        CodeCase{10004, RefusalClass::OrderGone}, CodeCase{10010, RefusalClass::OrderGone},
        CodeCase{11008, RefusalClass::OrderGone}, CodeCase{11044, RefusalClass::OrderGone},
        CodeCase{13032, RefusalClass::OrderGone}, CodeCase{11054, RefusalClass::PostOnly},
        CodeCase{10020, RefusalClass::Instrument}, CodeCase{13020, RefusalClass::Instrument},
        CodeCase{10000, RefusalClass::Authentication},
        CodeCase{13009, RefusalClass::Authentication},
        CodeCase{13778, RefusalClass::Authentication}, CodeCase{11029, RefusalClass::Malformed},
        CodeCase{-32602, RefusalClass::Malformed}, CodeCase{10049, RefusalClass::Other}),
    [](const auto& test) {
        return test.param.code < 0 ? "minus" + std::to_string(-test.param.code)
                                   : std::to_string(test.param.code);
    });

TEST(ErrorClass, OfAnUnknownCodeIsOtherAndSaysSo) {
    for (const std::int32_t code : {0, 1, 10001, 99999, -1}) {
        EXPECT_FALSE(classify_error(code).known) << code;
        EXPECT_EQ(classify_error(code).refusal, RefusalClass::Other) << code;
    }
}

}  // namespace
}  // namespace hedged::deribit
