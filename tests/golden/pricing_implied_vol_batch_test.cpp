// SPDX-License-Identifier: Apache-2.0
// The vector form of implied volatility on every instruction set, against the exact volatility of
// each price in the file and the status of every refusal.
#include "hedged/pricing/implied_vol_batch.hpp"

#include "support/reference_greeks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace hedged::pricing {
namespace {

using namespace test_support;

struct Variant {
    Isa isa;
    ReferenceSet set;
};
std::string name_of(const Variant& variant) {
    return std::string(to_string(variant.isa)) + "_" + variant.set.folder;
}
std::ostream& operator<<(std::ostream& out, const Variant& variant) {
    return out << name_of(variant);
}

class ImpliedVolBatchReference : public testing::TestWithParam<Variant> {
protected:
    void SetUp() override {
        if (!available(GetParam().isa)) {
            GTEST_SKIP() << "not on this processor";
        }
    }
    // Hints are this multiple of the truth; 0 for none.
    [[nodiscard]] std::vector<ImpliedVolBlock> invert(double hint_over_truth) const {
        std::vector<QuoteBlock> quotes((table.size() + kLanes - 1) / kLanes);
        for (std::size_t i = 0; i < table.size(); ++i) {
            QuoteBlock& block = quotes[i / kLanes];
            std::size_t const lane = i % kLanes;
            block.forward[lane] = table.number(i, "forward_usd");
            block.strike[lane] = table.number(i, "strike_usd");
            block.years[lane] = table.number(i, "tau_years");
            block.sign[lane] = table.text(i, "type_C_or_P") == "C" ? 1.0 : -1.0;
            bool const coin = table.text(i, "price_unit_usd_or_coin") == "coin";
            block.price[lane] = table.number(i, "price") * (coin ? block.forward[lane] : 1.0);
            block.hint[lane] = hint_over_truth * table.number(i, "sigma_per_1.00");
        }
        std::vector<ImpliedVolBlock> vols(quotes.size());
        implied_vol_kernel(GetParam().isa)(quotes.data(), vols.data(), quotes.size());
        return vols;
    }

    CsvTable table{path_of(GetParam().set, "implied_vol.csv")};
};

TEST_P(ImpliedVolBatchReference, IsExactToTheDigitsOfThePrice) {
    for (double const hint : {0.0, 1.001, 0.98, 0.5, 3.0, 1e-6, 1e6}) {
        auto const vols = invert(hint);
        std::size_t checked = 0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table.text(i, "status") != "ok") {
                continue;
            }
            ASSERT_EQ(vols[i / kLanes].status[i % kLanes], ImpliedVolStatus::Ok) << "row " << i;
            double const cond = table.number(i, "cond_dlnsigma_dlnprice");
            double const vol = vols[i / kLanes].vol[i % kLanes];
            EXPECT_LE(std::fabs(vol / table.number(i, "sigma_per_1.00") - 1.0),
                      16.0 * kEps * (1.0 + cond))
                << "row " << i << ", hint " << hint;
            ++checked;
        }
        EXPECT_EQ(checked, GetParam().set.implied_vols);
    }
}

TEST_P(ImpliedVolBatchReference, GivesEveryRowItsStatus) {
    std::map<std::string, ImpliedVolStatus> const names{
        {"ok", ImpliedVolStatus::Ok},
        {"at_intrinsic", ImpliedVolStatus::AtIntrinsic},
        {"below_intrinsic", ImpliedVolStatus::BelowIntrinsic},
        {"above_max", ImpliedVolStatus::AboveMax},
        {"expired", ImpliedVolStatus::Expired},
        {"invalid", ImpliedVolStatus::Invalid}};
    auto const vols = invert(0.0);
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_EQ(vols[i / kLanes].status[i % kLanes], names.at(table.text(i, "status")))
            << "row " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Sets, ImpliedVolBatchReference,
    testing::Values(Variant{Isa::Baseline, kOrdinary}, Variant{Isa::Baseline, kExtremes},
                    Variant{Isa::Avx2, kOrdinary}, Variant{Isa::Avx2, kExtremes},
                    Variant{Isa::Avx512, kOrdinary}, Variant{Isa::Avx512, kExtremes}),
    [](const auto& instance) { return name_of(instance.param); });

}  // namespace
}  // namespace hedged::pricing
