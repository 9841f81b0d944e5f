// SPDX-License-Identifier: Apache-2.0
// The profit meter against the plain statement of what an account is worth (account.hpp): random
// markets, fills, corrections and passes. The account keeps cash and a leg for every fill at its
// own entry, and knows nothing of intervals; the meter knows nothing of entries.
#include "hedged/core/random.hpp"
#include "hedged/portfolio/account.hpp"
#include "hedged/portfolio/profit_meter.hpp"

#include "support/book_legs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr std::uint32_t kPerp = 0;
constexpr std::uint32_t kOptions = 4;
// Of everything that was ever traded, in coins.
constexpr double kRounding = 1e-11;

class Scene {
public:
    explicit Scene(std::uint64_t seed, Numeraire numeraire)
        : random_(seed),
          numeraire_(numeraire),
          book_(numeraire, false, 16, 16),
          meter_(numeraire, false, 16) {
        specs_.push_back(perpetual_spec(kPerp));
        for (std::uint32_t i = 1; i <= kOptions; ++i) {
            specs_.push_back(option_spec(i, i % 2 == 0 ? OptionType::Put : OptionType::Call,
                                         40'000.0 + 5'000.0 * i, days(10.0 * i)));
            vols_[i] = 0.5 + 0.05 * i;
        }
        for (const InstrumentSpec& spec : specs_) {
            trade(spec, price_of(spec), false);
        }
        feed();
        pass();
        equity_ = equity();
    }

    void step() {
        now_ = now_ + seconds(300);
        index_ *= std::exp(0.004 * random_.normal());
        perp_ratio_ = 1.0 + 3e-4 * random_.normal();
        for (std::uint32_t i = 1; i <= kOptions; ++i) {
            vols_[i] = std::clamp(vols_[i] + 0.003 * random_.normal(), 0.2, 1.5);
        }
        if (random_.below(3) == 0) {
            const InstrumentSpec& spec = specs_[random_.below(specs_.size())];
            trade(spec, price_of(spec) * (1.0 + 1e-3 * random_.normal()), true);
        }
        if (random_.below(10) == 0) {
            close(specs_[random_.below(specs_.size())]);
        }
        if (random_.below(2) == 0) {
            feed();
            pass();
            double const now_worth = equity();
            expected_ += (numeraire_ == Numeraire::Usd ? index_ : 1.0) * (now_worth - equity_);
            equity_ = now_worth;
        }
    }

    // One expression for the money that has changed hands, to scale the rounding with.
    [[nodiscard]] double scale() const {
        return turned_over_ * (numeraire_ == Numeraire::Usd ? index_ : 1.0);
    }
    [[nodiscard]] double expected() const { return expected_; }
    [[nodiscard]] const Profit& profit() const { return meter_.profit(); }
    [[nodiscard]] double expected_hedge_coins() {
        std::vector<AccountLeg> legs;
        for (const auto& [size, entry] : perps_) {
            legs.push_back(InverseFutureLeg{Usd{size}, UsdPrice{entry}, mark()});
        }
        return value_of({UsdPrice{index_}, Coins{-perp_fees_}, Usd{}, legs}).equity.value();
    }

private:
    UsdPrice mark() const { return UsdPrice{index_ * perp_ratio_}; }
    pricing::OptionPoint point(const InstrumentSpec& spec) const {
        return {spec.option_type == OptionType::Call ? pricing::Right::Call : pricing::Right::Put,
                UsdPrice{index_ * 1.002}, spec.strike, Years{years_between(now_, spec.expiry)}};
    }
    double price_of(const InstrumentSpec& spec) {
        if (spec.kind != InstrumentKind::Option) {
            return mark().value();
        }
        return pricing::black76(point(spec), Vol{vols_[spec.index.raw]}).premium.value();
    }
    // Found at start: in the account, but no fill for the meter.
    void trade(const InstrumentSpec& spec, double price, bool told) {
        bool const option = spec.kind == InstrumentKind::Option;
        double const size = option ? 0.1 * (1.0 + static_cast<double>(random_.below(50)))
                                   : 10.0 * (1.0 + static_cast<double>(random_.below(9'000)));
        book_trade(spec, random_.below(2) == 0 ? Side::Buy : Side::Sell, size, price, told);
    }
    void close(const InstrumentSpec& spec) {
        double const held = amounts_[spec.index.raw];
        if (held != 0.0) {
            book_trade(spec, held > 0.0 ? Side::Sell : Side::Buy, std::fabs(held),
                       price_of(spec) * (1.0 + 1e-3 * random_.normal()), true);
            amounts_[spec.index.raw] = 0.0;
            EXPECT_TRUE(book_.set_position(spec, 0.0));
        }
    }
    void book_trade(const InstrumentSpec& spec, Side side, double size, double price, bool told) {
        bool const option = spec.kind == InstrumentKind::Option;
        double const signed_size = sign_of(side) * size;
        double const coins = option ? size : size / price;
        double const fee = told ? 5e-4 * coins : 0.0;
        turned_over_ += coins;
        balance_ -= fee + (option ? signed_size * price : 0.0);
        if (!option) {
            perps_.emplace_back(signed_size, price);
            perp_fees_ += fee;
        }
        double& amount = amounts_[spec.index.raw];
        amount += signed_size;
        EXPECT_TRUE(book_.set_position(spec, amount));
        if (told) {
            Fill fill;
            fill.stamp = {kBookReceived, now_};
            fill.side = side;
            fill.amount = size;
            fill.price = price;
            fill.fee = fee;
            meter_.on_fill(spec, fill, true);
        }
    }
    void feed() {
        book_.set_future_market(InstrumentIndex{kPerp}, perp_ratio_, kBookReceived);
        for (std::uint32_t i = 1; i <= kOptions; ++i) {
            book_.set_option_market(InstrumentIndex{i}, 1.002, Vol{vols_[i]}, kBookReceived);
        }
    }
    void pass() {
        book_.recompute_all(UsdPrice{index_}, now_);
        meter_.measure(book_, {UsdPrice{index_}, now_, InstrumentIndex{kPerp}, 0.0, std::nullopt});
    }
    double equity() {
        std::vector<AccountLeg> legs;
        for (const auto& [size, entry] : perps_) {
            legs.push_back(InverseFutureLeg{Usd{size}, UsdPrice{entry}, mark()});
        }
        for (std::uint32_t i = 1; i <= kOptions; ++i) {
            legs.push_back(InverseOptionLeg{Coins{amounts_[i]}, point(specs_[i]), Vol{vols_[i]}});
        }
        return value_of({UsdPrice{index_}, Coins{balance_}, Usd{}, legs}).equity.value();
    }

    Random random_;
    Numeraire numeraire_;
    Book book_;
    ProfitMeter meter_;
    std::vector<InstrumentSpec> specs_;
    std::map<std::uint32_t, double> vols_;
    std::map<std::uint32_t, double> amounts_;
    std::vector<std::pair<double, double>> perps_;  // size, entry
    WallTime now_ = kBookNow;
    double index_ = 50'000.0;
    double perp_ratio_ = 1.0;
    double balance_ = 10.0;
    double perp_fees_ = 0.0;
    double turned_over_ = 0.0;
    double equity_ = 0.0;
    double expected_ = 0.0;
};

class EverySeed : public ::testing::TestWithParam<int> {};

TEST_P(EverySeed, IsTheChangeOfTheEquityOfAnAccountOfCoins) {
    Scene scene{static_cast<std::uint64_t>(GetParam()), Numeraire::Coin};
    for (int i = 0; i < 2'000; ++i) {
        scene.step();
        ASSERT_NEAR(scene.profit().hedged.value(), scene.expected(), kRounding * scene.scale())
            << "step " << i;
    }
}

TEST_P(EverySeed, IsTheSameInDollarsAsTheyAreMade) {
    Scene scene{static_cast<std::uint64_t>(GetParam()), Numeraire::Usd};
    for (int i = 0; i < 2'000; ++i) {
        scene.step();
        ASSERT_NEAR(scene.profit().hedged.value(), scene.expected(), kRounding * scene.scale())
            << "step " << i;
    }
}

TEST_P(EverySeed, LeavesTheHedgeAloneInTheDifference) {
    Scene scene{static_cast<std::uint64_t>(GetParam()), Numeraire::Coin};
    double const before = scene.expected_hedge_coins();
    for (int i = 0; i < 500; ++i) {
        scene.step();
    }
    // The scene's market has moved on since the last pass unless this step made one.
    Profit last = scene.profit();
    for (int i = 0; i < 50; ++i) {
        scene.step();
        Profit const now = scene.profit();
        if (now.hedged != last.hedged) {
            ASSERT_NEAR((now.hedged - now.unhedged).value(), scene.expected_hedge_coins() - before,
                        kRounding * scene.scale());
        }
        last = now;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EverySeed, ::testing::Range(1, 9));

}  // namespace
}  // namespace hedged::portfolio
