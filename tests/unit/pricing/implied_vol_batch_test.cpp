// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/implied_vol_batch.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace hedged::pricing {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr Isa kEvery[] = {Isa::Baseline, Isa::Avx2, Isa::Avx512};

struct Quotes {
    std::vector<QuoteBlock> blocks;
    std::vector<double> truth;      // by lane
    std::vector<double> condition;  // d ln sigma / d ln price
};

// Totals from a ten-thousandth to 6, strikes out to `spread` standard deviations.
Quotes random_quotes(std::uint64_t seed, std::size_t blocks, double spread) {
    Random random(seed);
    Quotes out{std::vector<QuoteBlock>(blocks), {}, {}};
    for (QuoteBlock& block : out.blocks) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            double const vol = 0.05 + 3.0 * random.uniform() * random.uniform();
            double const years = std::exp(-12.0 + 13.5 * random.uniform());
            double const total = vol * std::sqrt(years);
            double const forward = std::exp(12.0 * random.uniform());
            double const strike =
                forward * std::exp(total * spread * (2.0 * random.uniform() - 1.0));
            Right const right = random.below(2) == 0 ? Right::Call : Right::Put;
            OptionValue const value =
                black76({right, UsdPrice{forward}, UsdPrice{strike}, Years{years}}, Vol{vol});
            block.forward[lane] = forward;
            block.strike[lane] = strike;
            block.years[lane] = years;
            block.sign[lane] = static_cast<double>(right);
            block.price[lane] = value.price.value();
            out.truth.push_back(vol);
            out.condition.push_back(value.price.value() / (vol * value.vega.value()));
        }
    }
    return out;
}

std::vector<ImpliedVolBlock> invert(Isa isa, const std::vector<QuoteBlock>& blocks) {
    std::vector<ImpliedVolBlock> vols(blocks.size());
    implied_vol_kernel(isa)(blocks.data(), vols.data(), blocks.size());
    return vols;
}

void expect_round_trip(const Quotes& quotes) {
    auto const vols = invert(best_isa(), quotes.blocks);
    for (std::size_t i = 0; i < quotes.truth.size(); ++i) {
        ImpliedVolBlock const& block = vols[i / kLanes];
        if (block.status[i % kLanes] == ImpliedVolStatus::AtIntrinsic) {
            // Deep in the money the price may be too coarse to hold any time value.
            ASSERT_GT(quotes.condition[i], 1e14) << i;
            continue;
        }
        ASSERT_EQ(block.status[i % kLanes], ImpliedVolStatus::Ok) << i;
        // The price was rounded too, which the condition number makes visible.
        EXPECT_NEAR(block.vol[i % kLanes] / quotes.truth[i], 1.0,
                    40.0 * kEps * (1.0 + quotes.condition[i]))
            << i;
    }
}

TEST(ImpliedVolBatch, FindsTheVolatilityThatPricedTheOptionWithoutAHint) {
    expect_round_trip(random_quotes(41, 2'000, 3.0));
    expect_round_trip(random_quotes(42, 500, 9.0));
}

TEST(ImpliedVolBatch, FindsItFromAnyHint) {
    for (double const off : {1e-6, 0.3, 0.9, 0.999, 1.0, 1.02, 1.5, 4.0, 1e6}) {
        Quotes quotes = random_quotes(43, 300, 4.0);
        for (std::size_t i = 0; i < quotes.truth.size(); ++i) {
            quotes.blocks[i / kLanes].hint[i % kLanes] = quotes.truth[i] * off;
        }
        SCOPED_TRACE(off);
        expect_round_trip(quotes);
    }
}

TEST(ImpliedVolBatch, GivesTheSameBitsOnEveryInstructionSet) {
    Quotes const quotes = random_quotes(44, 500, 5.0);
    auto const baseline = invert(Isa::Baseline, quotes.blocks);
    for (Isa const isa : kEvery) {
        if (!available(isa)) {
            continue;
        }
        auto const vols = invert(isa, quotes.blocks);
        for (std::size_t i = 0; i < vols.size(); ++i) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                EXPECT_EQ(std::bit_cast<std::uint64_t>(vols[i].vol[lane]),
                          std::bit_cast<std::uint64_t>(baseline[i].vol[lane]))
                    << i;
            }
        }
    }
}

// Whatever is in a lane, it gets the status and the number of the scalar form.
TEST(ImpliedVolBatch, GivesEveryLaneTheStatusOfTheScalarForm) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const infinity = std::numeric_limits<double>::infinity();
    double const odd[] = {nan, infinity, -infinity, 0.0,   -0.0,           -1.0, 1.0,
                          2.0, 5e-324,   1e-310,    1e308, 0.999999999999, 50.0, 1e-17};
    Random random(45);
    auto const pick = [&] { return odd[random.below(std::size(odd))]; };
    for (int round = 0; round < 5'000; ++round) {
        QuoteBlock block;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            block.forward[lane] = random.below(2) == 0 ? 1.5 : pick();
            block.strike[lane] = random.below(2) == 0 ? 1.4 : pick();
            block.years[lane] = random.below(2) == 0 ? 0.3 : pick();
            block.sign[lane] = random.below(2) == 0 ? 1.0 : -1.0;
            block.price[lane] = random.below(2) == 0 ? 0.2 : pick();
            block.hint[lane] = pick();
        }
        for (Isa const isa : kEvery) {
            ImpliedVolBlock vols{};
            implied_vol_kernel(isa)(&block, &vols, 1);
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                ImpliedVol const scalar =
                    implied_vol({block.sign[lane] > 0.0 ? Right::Call : Right::Put,
                                 UsdPrice{block.forward[lane]}, UsdPrice{block.strike[lane]},
                                 Years{block.years[lane]}},
                                UsdPrice{block.price[lane]}, Vol{block.hint[lane]});
                ASSERT_EQ(vols.status[lane], scalar.status) << round << " lane " << lane;
                if (scalar.status == ImpliedVolStatus::Ok) {
                    EXPECT_NEAR(vols.vol[lane] / scalar.vol.value(), 1.0, 1e-9) << round;
                } else {
                    EXPECT_EQ(std::isnan(vols.vol[lane]), std::isnan(scalar.vol.value()));
                }
            }
        }
    }
}

TEST(ImpliedVolBatch, LeavesUnusedLanesAtIntrinsic) {
    QuoteBlock const empty;
    ImpliedVolBlock vols{};
    implied_vol_kernel(best_isa())(&empty, &vols, 1);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        EXPECT_EQ(vols.status[lane], ImpliedVolStatus::AtIntrinsic);
        EXPECT_EQ(vols.vol[lane], 0.0);
    }
}

}  // namespace
}  // namespace hedged::pricing
