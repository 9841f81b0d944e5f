// SPDX-License-Identifier: Apache-2.0
// The rows of tests/data/reference*/black76_greeks.csv: options and the exact values of their
// Greeks. A tolerance grows with the condition number of the quantity: no double implementation can
// do better than its inputs. maths.md 10.
#pragma once

#include "hedged/pricing/black76.hpp"

#include "support/csv_table.hpp"
#include "support/reference_set.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace hedged::test_support {

inline constexpr double kEps = std::numeric_limits<double>::epsilon();

// The columns of what is tested, and of the condition number that bounds it.
struct GreekColumn {
    const char* value;
    const char* condition;
};
inline constexpr GreekColumn kPrice{"price_usd", "cond_otm_price_relative"};
inline constexpr GreekColumn kPremium{"price_coin(=usd/forward)", "cond_otm_price_relative"};
inline constexpr GreekColumn kDelta{"delta_fwd_coin", "cond_delta"};
inline constexpr GreekColumn kNetDelta{"delta_net_coin(=delta-price_coin)", "cond_rho"};
inline constexpr GreekColumn kGamma{"gamma_coin_per_usd", "cond_gamma"};
inline constexpr GreekColumn kVega{"vega_usd_per_1.00_vol", "cond_vega"};
inline constexpr GreekColumn kTheta{"theta_usd_per_year", "cond_vega"};
inline constexpr GreekColumn kVanna{"vanna_ddelta_dsigma_per_1.00", "cond_vanna"};
inline constexpr GreekColumn kVolga{"volga_usd_per_1.00vol_squared", "cond_vega"};
inline constexpr GreekColumn kCharm{"charm_ddelta_dt_per_year", "cond_vanna"};
inline constexpr GreekColumn kSpeed{"speed_dgamma_dforward_coin_per_usd_squared", "cond_speed"};
inline constexpr GreekColumn kRhoSpotFixed{"rho_spotfixed_usd_per_1.00_rate", "cond_rho"};
inline constexpr GreekColumn kRhoForwardFixed{"rho_fwdfixed_usd_per_1.00_rate",
                                              "cond_otm_price_relative"};

class ReferenceGreeks {
public:
    explicit ReferenceGreeks(const ReferenceSet& set)
        : table_(path_of(set, "black76_greeks.csv")) {}

    [[nodiscard]] std::size_t size() const { return table_.size(); }
    [[nodiscard]] bool has(const GreekColumn& column) const { return table_.has(column.value); }
    [[nodiscard]] pricing::OptionPoint point(std::size_t i) const {
        return {.right = table_.text(i, "type_C_or_P") == "C" ? pricing::Right::Call
                                                              : pricing::Right::Put,
                .forward = UsdPrice{table_.number(i, "forward_usd")},
                .strike = UsdPrice{table_.number(i, "strike_usd")},
                .expires_in = Years{table_.number(i, "tau_years")}};
    }
    [[nodiscard]] Vol vol(std::size_t i) const { return Vol{table_.number(i, "sigma_per_1.00")}; }
    [[nodiscard]] double value(std::size_t i, const GreekColumn& column) const {
        return table_.number(i, column.value);
    }
    // eps (1 + condition). The ordinary set has one condition number for all: of the
    // out-of-the-money price.
    [[nodiscard]] double conditioned_eps(std::size_t i, const GreekColumn& column) const {
        bool const own = table_.has(column.condition);
        return kEps * (1.0 + table_.number(i, own ? column.condition : kPrice.condition));
    }

    // Relative to the reference; 1e-300 absolute where that is 0. Where the density is no normal
    // double any more (some 37.6 standard deviations out), a Greek may be 0.
    void expect_relative(std::size_t i, const GreekColumn& column, double value,
                         double times) const {
        if (value == 0.0 && density_underflows(i)) {
            return;
        }
        double const reference = this->value(i, column);
        double const tolerance = times * conditioned_eps(i, column);
        EXPECT_LE(std::fabs(value - reference), tolerance * std::fabs(reference) + 1e-300)
            << column.value << ", row " << i << ", reference " << table_.text(i, column.value)
            << ", found " << value;
    }
    // A product of two differences: its scale is nu (1 + |d1 d2|) / sigma.
    void expect_volga(std::size_t i, double value, double times) const {
        double const vega = this->value(i, kVega);
        double const reference = this->value(i, kVolga);
        double const moved =
            std::fabs(reference) * vol(i).value() / std::fmax(vega, 1e-300);  // nu |d1 d2|
        double const scale = vega * (1.0 + moved) / vol(i).value();
        EXPECT_LE(std::fabs(value - reference), times * conditioned_eps(i, kVolga) * scale + 1e-300)
            << "volga, row " << i << ", reference " << reference << ", found " << value;
    }

private:
    [[nodiscard]] bool density_underflows(std::size_t i) const {
        pricing::OptionPoint const at = point(i);
        double const total = vol(i).value() * std::sqrt(at.expires_in.value());
        double const d1 = std::log(at.forward / at.strike) / total + 0.5 * total;
        return -0.5 * d1 * d1 < std::log(std::numeric_limits<double>::min());
    }

    CsvTable table_;
};

}  // namespace hedged::test_support
