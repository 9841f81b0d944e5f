// SPDX-License-Identifier: Apache-2.0
// Reading recorded chains and listing what they hold, when they hold it.
#include "core_market.hpp"
#include "exchange/black76.hpp"
#include "exchange/surface.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

namespace hedged::exchange::test {
namespace {

constexpr const char* kFolder = HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602";

std::filesystem::path written(const std::string& name, const std::string& text) {
    const auto file = std::filesystem::path{::testing::TempDir()} / name;
    std::ofstream{file} << text;
    return file;
}

const std::string kHeader =
    "timestamp,instrument_name,underlying,underlying_name,option_type,strike,expiry_datetime,"
    "bid_price,ask_price,mark_price,implied_volatility,delta,vega,open_interest,index_price\n";
const std::string kRow =
    "2026-02-03T12:00:00+00:00,BTC-6FEB26-80000-C,80080.0,BTC-6FEB26,call,80000.0,"
    "2026-02-06T08:00:00+00:00,,0.0105,0.01,0.5,0.5,20.0,3.0,80000.0\n";

TEST(ChainFile, ReadsPlainTextAndTakesAnEmptyPriceForNone) {
    const auto chain = read_chain(written("plain.csv", kHeader + kRow));
    ASSERT_TRUE(chain.ok()) << chain.error();
    ASSERT_EQ(chain.value().options.size(), 1U);
    EXPECT_EQ(chain.value().options[0].bid, 0.0);
    EXPECT_EQ(chain.value().options[0].ask, 0.0105);
    EXPECT_TRUE(chain.value().expiries[0].listed_future);
    EXPECT_EQ(chain.value().time, kNoon);
}

TEST(ChainFile, NamesTheLineThatIsWrong) {
    for (const std::string& bad :
         {std::string{"2026-02-03T12:00:00+00:00,x\n"},
          std::string{"2026-02-03T12:00:01+00:00"} + kRow.substr(25),  // of another chain
          std::string{kRow}.replace(kRow.find("call"), 4, "cull"),
          std::string{kRow}.replace(kRow.find("80080.0"), 7, "nan")}) {
        const auto chain = read_chain(written("bad.csv", kHeader + kRow + bad));
        ASSERT_FALSE(chain.ok()) << bad;
        EXPECT_NE(chain.error().find("bad.csv:3:"), std::string::npos) << chain.error();
    }
}

TEST(ChainFile, RefusesFilesItCannotUse) {
    EXPECT_FALSE(read_chain("/nonexistent/chain.csv").ok());
    EXPECT_FALSE(read_chain(written("empty.csv", "")).ok());
    EXPECT_FALSE(read_chain(written("header.csv", kHeader)).ok());
    EXPECT_FALSE(read_chain(written("columns.csv", "timestamp,instrument_name\n")).ok());
    EXPECT_FALSE(read_chain_folder("/nonexistent").ok());
}

TEST(ChainFile, RefusesAGzipFileThatWasCutShort) {
    const std::string source = std::string{kFolder} + "/deribit_btc_chain_20260203T213503Z.csv.gz";
    std::ifstream in{source, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    ASSERT_GT(bytes.size(), 30'000U);
    EXPECT_FALSE(read_chain(written("cut.csv.gz", bytes.substr(0, 20'000))).ok());
}

TEST(ChainFile, ReadsTheShippedChains) {
    const auto history = read_chain_folder(kFolder);
    ASSERT_TRUE(history.ok()) << history.error();
    ASSERT_EQ(history.value().size(), 10U);
    EXPECT_EQ(history.value().front().options.size(), 816U);
    EXPECT_EQ(history.value().back().options.size(), 930U);
    EXPECT_EQ(history.value().back().index, 64'817.22);
    for (const ChainSnapshot& snapshot : history.value()) {
        EXPECT_EQ(snapshot.expiries.size(), 12U);
    }
}

class ListingTest : public ::testing::Test {
protected:
    ChainHistory history_ = read_chain_folder(kFolder).value();
    Exchange exchange_{ExchangeConfig{}, history_};

    [[nodiscard]] std::set<std::string> open_options() const {
        std::set<std::string> names;
        for (std::uint32_t raw = 0; raw < exchange_.instrument_count(); ++raw) {
            const Instrument& instrument = exchange_.instrument(InstrumentId{raw});
            if (instrument.is_option() && instrument.active()) {
                names.insert(instrument.name);
            }
        }
        return names;
    }
};

TEST_F(ListingTest, ListsExactlyTheRecordedOptionsAtEachRecordedTime) {
    for (const ChainSnapshot& snapshot : history_) {
        exchange_.advance(snapshot.time);
        std::set<std::string> expected;
        for (const ChainOption& row : snapshot.options) {
            expected.insert(row.name);
        }
        EXPECT_EQ(open_options(), expected) << snapshot.time.milliseconds();
    }
}

TEST_F(ListingTest, ListsNewStrikesAsTheDayGoes) {
    Changes changes;
    std::set<std::int64_t> moments;
    exchange_.take_changes(changes);
    while (exchange_.now() < history_.back().time) {
        exchange_.advance(exchange_.now() + seconds(600));
        exchange_.take_changes(changes);
        for (const InstrumentStateChange& change : changes.states) {
            if (change.state == InstrumentState::Created) {
                moments.insert(change.timestamp.milliseconds());
                const Instrument& instrument = exchange_.instrument(change.instrument);
                EXPECT_EQ(instrument.created, change.timestamp) << instrument.name;
                EXPECT_GT(exchange_.mark(change.instrument).mark_price, 0.0) << instrument.name;
            }
        }
    }
    EXPECT_GT(moments.size(), 50U);  // not all at once
}

TEST_F(ListingTest, OpensTheNextDailyExpiryAtSettlement) {
    const WallTime eight = wall_from_milliseconds(1'770'192'000'000);  // 4 Feb, 08:00
    exchange_.advance(eight - milliseconds(1));
    EXPECT_EQ(exchange_.find("BTC-8FEB26-76000-C"), nullptr);
    exchange_.advance(eight);
    ASSERT_NE(exchange_.find("BTC-8FEB26-76000-C"), nullptr);
    EXPECT_TRUE(exchange_.find("BTC-8FEB26-76000-C")->active());
    EXPECT_FALSE(exchange_.find("BTC-4FEB26-76000-C")->active());
}

TEST_F(ListingTest, DescribesItsInstrumentsAsDeribitDoes) {
    const Instrument& perpetual = *exchange_.find("BTC-PERPETUAL");
    EXPECT_TRUE(perpetual.is_perpetual());
    EXPECT_EQ(perpetual.tick_size, 0.5);
    EXPECT_EQ(perpetual.contract_size, 10.0);
    EXPECT_EQ(perpetual.taker_commission, 0.0005);
    const Instrument& future = *exchange_.find("BTC-27MAR26");
    EXPECT_EQ(future.tick_size, 2.5);
    EXPECT_EQ(future.period, SettlementPeriod::Month);
    EXPECT_EQ(exchange_.find("SYN.BTC-7FEB26"), nullptr);
    const Instrument& option = *exchange_.find("BTC-7FEB26-76000-C");
    EXPECT_EQ(option.underlying, "SYN.BTC-7FEB26");
    EXPECT_EQ(option.min_trade_amount, 0.1);
    EXPECT_EQ(option.price_index, "btc_usd");
    EXPECT_EQ(tick_at(option, 0.005), 0.0001);
    EXPECT_EQ(tick_at(option, 0.0051), 0.0005);
}

TEST(Opening, BetweenTwoRecordingsListsWhatIsTradableThen) {
    const ChainHistory history = read_chain_folder(kFolder).value();
    ExchangeConfig config;
    config.start = wall_from_milliseconds(1'770'206'400'000);  // 4 Feb, 12:00
    Exchange exchange{config, history};
    EXPECT_EQ(exchange.now(), config.start);
    EXPECT_EQ(exchange.find("BTC-4FEB26-76000-C"), nullptr);
    ASSERT_NE(exchange.find("BTC-8FEB26-76000-C"), nullptr);
    EXPECT_GT(exchange.quote(exchange.find("BTC-8FEB26-76000-C")->id).bid.price, 0.0);
    // Somewhere between the two recorded points, as the bridge has it.
    EXPECT_NEAR(exchange.index_price(), 75'100.0, 2'500.0);
    exchange.advance(history[3].time);
    EXPECT_NEAR(exchange.index_price(), history[3].index, 1e-9);
}

TEST(Opening, AfterTheLastRecordingWalksOnAndStillSettles) {
    const ChainHistory history = read_chain_folder(kFolder).value();
    ExchangeConfig config;
    config.start = history.back().time + seconds(1'800);
    Exchange exchange{config, history};
    const double first = exchange.index_price();
    exchange.advance(config.start + seconds(3 * 86'400));
    EXPECT_NE(exchange.index_price(), first);
    EXPECT_FALSE(exchange.find("BTC-6FEB26")->active());
    EXPECT_FALSE(exchange.find("BTC-8FEB26-65000-C")->active());
    EXPECT_TRUE(exchange.find("BTC-13FEB26")->active());
    const Ticker ticker = exchange.ticker(exchange.find("BTC-13FEB26-65000-C")->id);
    EXPECT_GT(ticker.mark_price, 0.0);
    EXPECT_GT(ticker.mark_iv, 10.0);
}

// At a recorded time the market must show what was recorded: forward, volatility, mark, delta.
TEST_F(ListingTest, ShowsTheRecordedChainAtEachRecordedTime) {
    for (const ChainSnapshot& snapshot : history_) {
        exchange_.advance(snapshot.time - seconds(1));
        for (const ChainOption& row : snapshot.options) {
            if (const Instrument* instrument = exchange_.find(row.name)) {
                exchange_.watch(instrument->id);
            }
        }
        exchange_.advance(snapshot.time);
        std::vector<double> mark_errors;
        for (const ChainOption& row : snapshot.options) {
            const Ticker ticker = exchange_.ticker(exchange_.find(row.name)->id);
            EXPECT_NEAR(ticker.mark_iv, 100.0 * row.mark_iv, 0.0051) << row.name;
            // Rows of one expiry differ in forward by what the market moved while they were read.
            EXPECT_NEAR(ticker.underlying_price / row.forward, 1.0, 2e-3) << row.name;
            // A row's delta is as late as its index: allow what that move does to a delta.
            const OptionInputs in{row.type, row.forward, row.strike,
                                  years_between(snapshot.time, row.expiry), row.mark_iv};
            const double moved = std::fabs(row.index - snapshot.index) +
                                 std::fabs(ticker.underlying_price - row.forward);
            const double slack = 0.01 + 1.3 * published_greeks(in, {}).gamma * moved;
            EXPECT_NEAR(ticker.greeks.delta, row.delta, slack) << row.name;
            mark_errors.push_back(std::fabs(ticker.mark_price - row.mark));
        }
        std::sort(mark_errors.begin(), mark_errors.end());
        EXPECT_LT(mark_errors[mark_errors.size() / 2], 2e-4) << snapshot.time.milliseconds();
    }
}

TEST(SurfaceTest, VolatilityIsLinearBetweenRecordingsAndHeldAfter) {
    ChainSnapshot first = recording();
    ChainSnapshot second = recording(kNoon + seconds(3'600), 80'000.0);
    for (ChainOption& row : second.options) {
        row.mark_iv += 0.2;
        row.ask = 0.0;  // the makers have left
    }
    Surface surface{{first, second}, 1};
    const double at_start = surface.point(0).volatility;
    surface.seek(kNoon + seconds(900));
    EXPECT_NEAR(surface.point(0).volatility, at_start + 0.05, 1e-4);
    EXPECT_TRUE(surface.point(0).ask_width.has_value());
    surface.seek(kNoon + seconds(2'700));
    EXPECT_FALSE(surface.point(0).ask_width.has_value());
    EXPECT_TRUE(surface.point(0).bid_width.has_value());
    surface.seek(kNoon + seconds(90'000));
    EXPECT_NEAR(surface.point(0).volatility, at_start + 0.2, 1e-4);
}

TEST(SurfaceTest, BasisRunsOffToZeroAtExpiry) {
    Surface surface{{recording()}, 1};
    EXPECT_NEAR(surface.basis(1), std::log(1.001), 1e-12);
    surface.seek(kNoon + nanoseconds((kFriday - kNoon).nanoseconds() / 2));
    EXPECT_NEAR(surface.basis(1), 0.5 * std::log(1.001), 1e-9);
    surface.seek(kFriday);
    EXPECT_EQ(surface.basis(1), 0.0);
}

}  // namespace
}  // namespace hedged::exchange::test
