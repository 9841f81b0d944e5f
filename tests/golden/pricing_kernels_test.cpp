// SPDX-License-Identifier: Apache-2.0
// The Greeks kernel of every instruction set, and the one-leg form, against values computed with
// 50 digits and more: the tolerances are those of the scalar formula.
#include "hedged/pricing/greeks_batch.hpp"

#include "support/reference_greeks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

namespace hedged::pricing {
namespace {

using namespace test_support;

// One entry for each member of a GreeksBlock that the reference knows, but the price and volga,
// whose bounds have scales of their own.
struct Member {
    double (GreeksBlock::*lanes)[kLanes];
    GreekColumn column;
};
constexpr Member kMembers[] = {
    {&GreeksBlock::delta, kDelta}, {&GreeksBlock::gamma, kGamma},
    {&GreeksBlock::speed, kSpeed}, {&GreeksBlock::vega, kVega},
    {&GreeksBlock::theta, kTheta}, {&GreeksBlock::vanna, kVanna},
    {&GreeksBlock::charm, kCharm}, {&GreeksBlock::rho, kRhoSpotFixed},
};

// A reference set's options in blocks, the last one padded by its defaults.
struct Chain {
    explicit Chain(const ReferenceGreeks& reference)
        : options((reference.size() + kLanes - 1) / kLanes) {
        for (std::size_t i = 0; i < reference.size(); ++i) {
            OptionPoint const point = reference.point(i);
            OptionBlock& block = options[i / kLanes];
            std::size_t const lane = i % kLanes;
            block.forward[lane] = point.forward.value();
            block.strike[lane] = point.strike.value();
            block.vol[lane] = reference.vol(i).value();
            block.root_time[lane] = std::sqrt(point.expires_in.value());
            block.sign[lane] = static_cast<double>(point.right);
        }
    }
    // Without an instruction set: the one-leg form.
    [[nodiscard]] std::vector<GreeksBlock> greeks(std::optional<Isa> isa) const {
        std::vector<GreeksBlock> result(options.size());
        if (isa) {
            greeks_kernel(*isa).all(options.data(), result.data(), options.size());
            return result;
        }
        for (std::size_t i = 0; i < options.size() * kLanes; ++i) {
            greeks_of_lane(options[i / kLanes], result[i / kLanes], i % kLanes);
        }
        return result;
    }

    std::vector<OptionBlock> options;
};

struct Variant {
    std::optional<Isa> isa;
    ReferenceSet set;
};
std::string name_of(const Variant& variant) {
    std::string const form = variant.isa ? to_string(*variant.isa) : "one_leg";
    return form + "_" + variant.set.folder;
}
std::string variant_name(const testing::TestParamInfo<Variant>& info) {
    return name_of(info.param);
}
std::ostream& operator<<(std::ostream& out, const Variant& variant) {
    return out << name_of(variant);
}

class KernelReference : public testing::TestWithParam<Variant> {
protected:
    void SetUp() override {
        if (GetParam().isa && !available(*GetParam().isa)) {
            GTEST_SKIP() << "not on this processor";
        }
        greeks = Chain{reference}.greeks(GetParam().isa);
    }

    ReferenceGreeks reference{GetParam().set};
    std::vector<GreeksBlock> greeks;
};

TEST_P(KernelReference, EveryGreekIsWithinTwentyRoundingsOfItsCondition) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
        for (Member const& member : kMembers) {
            if (reference.has(member.column)) {
                double const value = (greeks[i / kLanes].*member.lanes)[i % kLanes];
                reference.expect_relative(i, member.column, value, 20.0);
            }
        }
    }
}

TEST_P(KernelReference, VolgaAgreesOnTheScaleOfVega) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
        reference.expect_volga(i, greeks[i / kLanes].volga[i % kLanes], 20.0);
    }
}

TEST_P(KernelReference, PriceIsWithinTenToTheMinusFourteenOfTheForward) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
        double const price = reference.value(i, kPrice);
        double const forward = reference.point(i).forward.value();
        EXPECT_NEAR(greeks[i / kLanes].price[i % kLanes], price,
                    std::fmax(1e-14 * forward, kEps * price))
            << i;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Sets, KernelReference,
    testing::Values(Variant{Isa::Baseline, kOrdinary}, Variant{Isa::Baseline, kExtremes},
                    Variant{Isa::Avx2, kOrdinary}, Variant{Isa::Avx2, kExtremes},
                    Variant{Isa::Avx512, kOrdinary}, Variant{Isa::Avx512, kExtremes},
                    Variant{std::nullopt, kOrdinary}, Variant{std::nullopt, kExtremes}),
    variant_name);

TEST(Kernels, AgreeBitForBitOnEveryReferenceRow) {
    for (ReferenceSet const& set : {kOrdinary, kExtremes}) {
        Chain const chain{ReferenceGreeks{set}};
        auto const baseline = chain.greeks(Isa::Baseline);
        for (std::optional<Isa> const isa :
             {std::optional{Isa::Avx2}, std::optional{Isa::Avx512}, std::optional<Isa>{}}) {
            if (isa && !available(*isa)) {
                continue;
            }
            auto const other = chain.greeks(isa);
            EXPECT_EQ(
                std::memcmp(other.data(), baseline.data(), baseline.size() * sizeof(GreeksBlock)),
                0)
                << set.folder << ", " << (isa ? to_string(*isa) : "one leg");
        }
    }
}

}  // namespace
}  // namespace hedged::pricing
