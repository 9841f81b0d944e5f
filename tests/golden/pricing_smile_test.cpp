// SPDX-License-Identifier: Apache-2.0
// An SVI slice for every expiry of two recorded chains, from the out-of-the-money marks weighted by
// vega: 7 expiries of BTC (2020-05-21) and 12 each of BTC and ETH (2025-12-30). The bounds say what
// a leg priced from the slice instead of its own mark would lose; what they hold is the model's
// error, since the marks are published to 0.01 %.
#include "hedged/core/time.hpp"
#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/svi_fit.hpp"

#include "support/csv_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace hedged::pricing {
namespace {

struct Mark {
    OptionPoint option;
    Vol vol;
};
using Chain = std::map<std::string, std::vector<Mark>>;

void add_if_out_of_the_money(Chain& chain, const std::string& instrument, const Mark& mark) {
    bool const call = mark.option.right == Right::Call;
    if (call == (mark.option.strike >= mark.option.forward)) {
        chain[instrument.substr(0, instrument.find('-', 4))].push_back(mark);
    }
}

Chain chain_of_2020() {
    test_support::CsvTable const table{HEDGED_TEST_DIR
                                       "/data/chains/deribit_btc_20200521T2319Z.csv"};
    Chain chain;
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto const wall = [&](const char* column) {
            return wall_from_milliseconds(static_cast<std::int64_t>(table.number(i, column)));
        };
        OptionPoint const option{
            .right = table.text(i, "option_type") == "call" ? Right::Call : Right::Put,
            .forward = UsdPrice{table.number(i, "underlying_price")},
            .strike = UsdPrice{table.number(i, "strike")},
            .expires_in = Years{years_between(wall("timestamp"), wall("expiration_timestamp"))}};
        add_if_out_of_the_money(chain, table.text(i, "instrument_name"),
                                {option, Vol{table.number(i, "mark_iv") / 100.0}});
    }
    return chain;
}

Chain chain_of_2025() {
    test_support::CsvTable const table{HEDGED_TEST_DIR
                                       "/data/chains/deribit_btc_eth_20251230T173115Z.csv"};
    Chain chain;
    for (std::size_t i = 0; i < table.size(); ++i) {
        OptionPoint const option{
            .right = table.text(i, "option_type") == "call" ? Right::Call : Right::Put,
            .forward = UsdPrice{table.number(i, "futures_price")},
            .strike = UsdPrice{table.number(i, "strike")},
            .expires_in = Years{table.number(i, "time_to_maturity")}};
        add_if_out_of_the_money(chain, table.text(i, "instrument_name"),
                                {option, Vol{table.number(i, "implied_volatility")}});
    }
    return chain;
}

SviFit fit_of(const std::vector<Mark>& marks) {
    std::vector<SviFitPoint> points;
    points.reserve(marks.size());
    for (const Mark& mark : marks) {
        double const k = std::log(mark.option.strike / mark.option.forward);
        points.push_back({k, mark.vol, black76(mark.option, mark.vol).vega.value()});
    }
    return fit_svi(points, marks.front().option.expires_in);
}

struct Loss {
    double delta = 0.0;    // the largest change of a Black delta
    double premium = 0.0;  // the largest change of a coin price
};

Loss loss_of(const std::vector<Mark>& marks, const SviSlice& slice) {
    Loss loss;
    for (const Mark& mark : marks) {
        double const k = std::log(mark.option.strike / mark.option.forward);
        OptionValue const own = black76(mark.option, mark.vol);
        OptionValue const fitted = black76(mark.option, svi_vol(slice, k));
        loss.delta = std::max(loss.delta, abs(own.delta - fitted.delta).value());
        loss.premium = std::max(loss.premium, abs(own.premium - fitted.premium).value());
    }
    return loss;
}

bool within_a_day(const std::vector<Mark>& marks) {
    return marks.front().option.expires_in < Years{1.0 / 365.0};
}

TEST(RecordedSmile, EveryExpiryOf2025FitsWithoutArbitrage) {
    Chain const chain = chain_of_2025();
    ASSERT_EQ(chain.size(), 24U);
    for (const auto& [expiry, marks] : chain) {
        SviFit const fit = fit_of(marks);
        EXPECT_EQ(fit.status, SviStatus::Ok) << expiry << ": " << to_string(fit.status);
        EXPECT_LE(fit.rms, Vol{within_a_day(marks) ? 0.011 : 0.0045}) << expiry;
        EXPECT_LE(fit.evaluations, 250U) << expiry;
    }
}

// An own delta further than 0.01 from the published one is an alarm; the slice's never is. A tick
// of these options is 0.0005 coin.
TEST(RecordedSmile, OfTheYear2025MovesNoDeltaByAnAlarmNorAPriceByMoreThanATickAndAFifth) {
    for (const auto& [expiry, marks] : chain_of_2025()) {
        Loss const loss = loss_of(marks, fit_of(marks).slice);
        EXPECT_LE(loss.delta, 0.0055) << expiry;
        EXPECT_LE(loss.premium, 6e-4) << expiry;
    }
}

// Wider markets and marks composed one by one over a minute.
TEST(RecordedSmile, EveryExpiryOf2020FitsWithoutArbitrage) {
    Chain const chain = chain_of_2020();
    ASSERT_EQ(chain.size(), 7U);
    for (const auto& [expiry, marks] : chain) {
        SviFit const fit = fit_of(marks);
        EXPECT_EQ(fit.status, SviStatus::Ok) << expiry << ": " << to_string(fit.status);
        EXPECT_LE(fit.rms, Vol{within_a_day(marks) ? 0.038 : 0.018}) << expiry;
        Loss const loss = loss_of(marks, fit.slice);
        EXPECT_LE(loss.delta, within_a_day(marks) ? 0.013 : 0.0085) << expiry;
        EXPECT_LE(loss.premium, 2.2e-3) << expiry;
    }
}

TEST(RecordedSmile, FromTheSliceBeforeIsTheSameSlice) {
    for (const Chain& chain : {chain_of_2020(), chain_of_2025()}) {
        for (const auto& [expiry, marks] : chain) {
            SviFit const cold = fit_of(marks);
            std::vector<SviFitPoint> points;
            for (const Mark& mark : marks) {
                double const k = std::log(mark.option.strike / mark.option.forward);
                points.push_back({k, mark.vol, black76(mark.option, mark.vol).vega.value()});
            }
            SviFit const warm = fit_svi(points, marks.front().option.expires_in, &cold.slice);
            EXPECT_EQ(warm.status, SviStatus::Ok) << expiry;
            EXPECT_NEAR(warm.rms.value(), cold.rms.value(), 1e-6) << expiry;
        }
    }
}

}  // namespace
}  // namespace hedged::pricing
