// SPDX-License-Identifier: Apache-2.0
// The accounts of tests/data/reference*/inverse_account*.csv as account legs.
#pragma once

#include "hedged/portfolio/account.hpp"
#include "hedged/pricing/black76.hpp"

#include "support/csv_table.hpp"
#include "support/reference_set.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace hedged::test_support {

struct ReferenceAccount {
    UsdPrice index;
    Coins coin_balance;
    Usd usd_balance;
    std::vector<portfolio::AccountLeg> legs;

    [[nodiscard]] portfolio::Account account() const {
        return {index, coin_balance, usd_balance, legs};
    }
    [[nodiscard]] ReferenceAccount moved(double ratio) const {
        ReferenceAccount result = *this;
        result.index = index * ratio;
        for (auto& leg : result.legs) {
            leg = portfolio::moved(leg, ratio);
        }
        return result;
    }
    // What the terms of the sums add up to without their signs: the unit of rounding error.
    [[nodiscard]] double gross_coins() const {
        double gross =
            std::fabs(coin_balance.value()) + std::fabs(usd_balance.value() / index.value());
        for (auto const& leg : legs) {
            gross += std::visit([&](const auto& l) { return gross_of(l); }, leg);
        }
        return gross;
    }
    [[nodiscard]] double gross_gamma() const {
        double gross = 0.0;
        for (auto const& leg : legs) {
            if (auto const* inverse = std::get_if<portfolio::InverseOptionLeg>(&leg)) {
                gross += std::fabs(inverse->quantity.value()) *
                         pricing::black76(inverse->point, inverse->vol).gamma.value();
            } else if (auto const* linear = std::get_if<portfolio::LinearOptionLeg>(&leg)) {
                gross += std::fabs(linear->quantity.value()) *
                         pricing::black76(linear->point, linear->vol).gamma.value();
            }
        }
        return gross;
    }

private:
    [[nodiscard]] double gross_of(const portfolio::InverseOptionLeg& leg) const {
        return std::fabs(leg.quantity.value()) *
               (1.0 + leg.point.strike.value() / leg.point.forward.value());
    }
    [[nodiscard]] double gross_of(const portfolio::InverseFutureLeg& leg) const {
        return std::fabs(leg.quantity.value()) * (1.0 / leg.entry.value() + 1.0 / leg.mark.value());
    }
    [[nodiscard]] double gross_of(const portfolio::LinearOptionLeg& leg) const {
        return std::fabs(leg.quantity.value()) *
               (leg.point.strike.value() + leg.point.forward.value()) / index.value();
    }
    [[nodiscard]] double gross_of(const portfolio::LinearFutureLeg& leg) const {
        return std::fabs(leg.quantity.value()) * (leg.entry.value() + leg.mark.value()) /
               index.value();
    }
};

class ReferenceAccounts {
public:
    explicit ReferenceAccounts(const ReferenceSet& set)
        : accounts_(path_of(set, "inverse_account.csv")),
          legs_(path_of(set, "inverse_account_legs.csv")) {}

    [[nodiscard]] std::size_t size() const { return accounts_.size(); }
    [[nodiscard]] double number(std::size_t account, const std::string& column) const {
        return accounts_.number(account, column);
    }
    [[nodiscard]] ReferenceAccount at(std::size_t account) const {
        ReferenceAccount result;
        result.index = UsdPrice{accounts_.number(account, "index_usd")};
        result.coin_balance = Coins{accounts_.number(account, "coin_balance_coin")};
        result.usd_balance = Usd{accounts_.number(account, "usd_balance_usd")};
        for (std::size_t row = 0; row < legs_.size(); ++row) {
            if (legs_.text(row, "portfolio") == accounts_.text(account, "portfolio")) {
                result.legs.push_back(leg(row));
            }
        }
        return result;
    }

private:
    [[nodiscard]] portfolio::AccountLeg leg(std::size_t row) const {
        std::string const& type = legs_.text(row, "type");
        double const quantity =
            legs_.number(row, "signed_qty(options,linear:coin; inverse perp/future:USD)");
        UsdPrice const mark{legs_.number(row, "mark_or_forward_usd")};
        UsdPrice const entry{legs_.number(row, "entry_price_usd(futures,perps)")};
        pricing::OptionPoint const point{
            legs_.text(row, "type_C_or_P") == "C" ? pricing::Right::Call : pricing::Right::Put,
            mark, UsdPrice{legs_.number(row, "strike_usd")}, Years{legs_.number(row, "tau_years")}};
        Vol const vol{legs_.number(row, "sigma_per_1.00")};
        if (type == "inv_option") {
            return portfolio::InverseOptionLeg{Coins{quantity}, point, vol};
        }
        if (type == "lin_option") {
            return portfolio::LinearOptionLeg{Coins{quantity}, point, vol};
        }
        if (type == "inv_perp" || type == "inv_future") {
            return portfolio::InverseFutureLeg{Usd{quantity}, entry, mark};
        }
        if (type == "lin_perp" || type == "lin_future") {
            return portfolio::LinearFutureLeg{Coins{quantity}, entry, mark};
        }
        throw std::runtime_error("unknown leg type " + type);
    }

    CsvTable accounts_;
    CsvTable legs_;
};

}  // namespace hedged::test_support
