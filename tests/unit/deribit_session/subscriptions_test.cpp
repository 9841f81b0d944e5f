// SPDX-License-Identifier: Apache-2.0
// What is asked for, what was granted, and what happens in between.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hedged::deribit {
namespace {

using namespace testing;

// The channels named in a subscribe request, in order.
std::vector<std::string> channels_of(const SentRequest& request) {
    std::vector<std::string> names;
    std::size_t const from = request.text.find('[');
    std::size_t const to = request.text.rfind(']');
    std::string const list = request.text.substr(from + 1, to - from - 1);
    for (std::size_t at = list.find('"'); at != std::string::npos;) {
        std::size_t const end = list.find('"', at + 1);
        names.push_back(list.substr(at + 1, end - at - 1));
        at = list.find('"', end + 1);
    }
    return names;
}

std::multiset<std::string> subscribed(const Wire& wire) {
    std::multiset<std::string> all;
    for (const SentRequest& request : wire.requests("public/subscribe")) {
        for (const std::string& name : channels_of(request)) {
            all.insert(name);
        }
    }
    return all;
}

// Grants all but those that contain `word`.
Script<MarketSession>::Answer without(const std::string& word) {
    return [word](const SentRequest& request) {
        std::string granted;
        for (const std::string& name : channels_of(request)) {
            if (name.find(word) == std::string::npos) {
                granted += (granted.empty() ? "\"" : ",\"") + name + "\"";
            }
        }
        return result_frame(request.id, "[" + granted + "]");
    };
}

void add_options(MarketRig& rig, int count) {
    for (int i = 0; i < count; ++i) {
        InstrumentSpec spec;
        (void)spec.name.assign("BTC-25DEC26-" + std::to_string(10'000 + i) + "-C");
        spec.underlying = UnderlyingIndex{0};
        spec.kind = InstrumentKind::Option;
        (void)rig.table.define(spec);
        rig.session.command(WatchInstrument{spec.index}, rig.script.now);
    }
}

TEST(Subscriptions, AskForWhatIsConfigured) {
    MarketRig rig;
    rig.log_in();
    EXPECT_EQ(subscribed(rig.wire),
              (std::multiset<std::string>{"platform_state", "deribit_price_index.btc_usd",
                                          "instrument.state.any.BTC", "markprice.options.btc_usd",
                                          "ticker.BTC-PERPETUAL.raw", "quote.BTC-PERPETUAL"}));
}

TEST(Subscriptions, TakeTheBookInsteadOfTheQuoteWhereABookIsKept) {
    MarketRig incremental{market_config(BookFeed::Incremental)};
    incremental.log_in();
    MarketRig top{market_config(BookFeed::TopLevels)};
    top.log_in();

    EXPECT_EQ(subscribed(incremental.wire).count("book.BTC-PERPETUAL.raw"), 1U);
    EXPECT_EQ(subscribed(incremental.wire).count("quote.BTC-PERPETUAL"), 0U);
    EXPECT_EQ(subscribed(top.wire).count("book.BTC-PERPETUAL.none.10.100ms"), 1U);
}

TEST(Subscriptions, AddTheTickerOfAWatchedOptionOnce) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    InstrumentIndex const option = rig.table.find("BTC-25DEC26-100000-C");
    ASSERT_TRUE(option.valid());
    rig.session.command(WatchInstrument{option}, rig.script.now);
    rig.session.command(WatchInstrument{option}, rig.script.now);
    rig.script.run(seconds(1));

    EXPECT_EQ(subscribed(rig.wire),
              (std::multiset<std::string>{"ticker.BTC-25DEC26-100000-C.100ms"}));
}

TEST(Subscriptions, AreTheSameAfterAReconnectIncludingWhatIsWatched) {
    MarketRig rig;
    rig.log_in();
    rig.session.command(WatchInstrument{rig.table.find("BTC-25DEC26-100000-C")}, rig.script.now);
    rig.script.run(seconds(1));
    auto const before = subscribed(rig.wire);
    for (int i = 0; i < 3; ++i) {
        rig.script.close();
        rig.wire.forget();
        rig.script.pass(seconds(5));
        rig.script.open();
        rig.script.serve();
        rig.script.run(seconds(2));
        EXPECT_EQ(subscribed(rig.wire), before) << i;
    }
}

TEST(Subscriptions, KeepTheSessionFromReadyAndNameTheRequiredChannelThatIsMissing) {
    MarketRig rig;
    rig.script.answer("public/subscribe", without("quote.BTC-PERPETUAL"));
    rig.log_in();

    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.reason.view(), "not granted: quote.BTC-PERPETUAL");
    EXPECT_GE(rig.session.counters().missing_channels, 1U);
}

TEST(Subscriptions, AskAgainForWhatIsMissingWithGrowingPauses) {
    MarketRig rig;
    rig.script.answer("public/subscribe", without("quote.BTC-PERPETUAL"));
    rig.log_in();
    rig.script.run(seconds(60));
    std::uint64_t const tries = rig.session.counters().missing_channels;
    EXPECT_GE(tries, 4U);
    EXPECT_LE(tries, 9U);

    rig.script.answer("public/subscribe", echo_channels);
    rig.script.run(seconds(61));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Subscriptions, DoNotWaitForAChannelThatIsNotRequired) {
    MarketRig rig;
    rig.script.answer("public/subscribe", without("platform_state"));
    rig.log_in();
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_GE(rig.session.counters().missing_channels, 1U);
}

TEST(Subscriptions, AskAgainWhenTheRequestIsRefusedOrNotAnswered) {
    MarketRig rig;
    rig.script.error("public/subscribe", 11050, "bad_request");
    rig.log_in();
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    rig.script.silence("public/subscribe");
    rig.script.run(seconds(15));
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    rig.script.answer("public/subscribe", echo_channels);
    rig.script.run(seconds(30));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Subscriptions, MatchGrantedNamesWhateverTheirCase) {
    MarketRig rig;
    rig.script.answer("public/subscribe", [](const SentRequest& request) {
        std::string frame = echo_channels(request).substr(0);
        std::size_t const from = frame.find('[');
        std::transform(frame.begin() + static_cast<std::ptrdiff_t>(from),
                       frame.begin() + static_cast<std::ptrdiff_t>(frame.find(']')),
                       frame.begin() + static_cast<std::ptrdiff_t>(from),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return frame;
    });
    rig.log_in();
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Subscriptions, GoInChunksThatTheExchangeAcceptsWithinItsRate) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    Instant const begin = rig.script.now;
    add_options(rig, 1'900);
    rig.script.run(seconds(20));

    auto const sent = rig.wire.requests("public/subscribe");
    EXPECT_EQ(subscribed(rig.wire).size(), 1'900U);
    for (const SentRequest& request : sent) {
        EXPECT_LE(channels_of(request).size(), 200U);
        EXPECT_LT(request.text.size(), 32U * 1024U);
    }
    double const allowed = 8.0 + 2.6 * (rig.script.now - begin).seconds();
    EXPECT_LE(static_cast<double>(sent.size()), allowed);
}

TEST(Subscriptions, AskOnceForWhatIsWatchedTogether) {
    MarketRig rig;
    rig.log_in();
    rig.wire.forget();
    add_options(rig, 150);
    EXPECT_TRUE(rig.wire.sent.empty());
    rig.script.run(milliseconds(50));
    EXPECT_EQ(rig.wire.count_sent("public/subscribe"), 1U);
}

// After an expiry and a reconnect: the exchange knows none of those names any more.
TEST(Subscriptions, DoNotSpendTheirRateOnManyThatStayMissing) {
    MarketRig rig;
    rig.log_in();
    add_options(rig, 600);
    rig.script.answer("public/subscribe", without("ticker.BTC-25DEC26"));
    rig.script.run(seconds(10));
    rig.wire.forget();
    rig.script.run(seconds(300));
    EXPECT_LE(rig.wire.count_sent("public/subscribe"), 60U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(Subscriptions, RefuseMoreThanTheyCanHoldAndCountIt) {
    MarketRig rig;
    rig.log_in();
    add_options(rig, 2'100);
    EXPECT_EQ(rig.session.subscriptions().size(), kChannelsMax);
    EXPECT_EQ(rig.session.counters().channels_refused, 6U + 2'100U - kChannelsMax);
}

TEST(Subscriptions, IgnoreAWatchOfNothing) {
    MarketRig rig;
    rig.log_in();
    std::size_t const before = rig.session.subscriptions().size();
    rig.session.command(WatchInstrument{InstrumentIndex{}}, rig.script.now);
    rig.session.command(WatchInstrument{InstrumentIndex{7'000}}, rig.script.now);
    EXPECT_EQ(rig.session.subscriptions().size(), before);
    EXPECT_EQ(rig.session.counters().misrouted_commands, 2U);
}

}  // namespace
}  // namespace hedged::deribit
