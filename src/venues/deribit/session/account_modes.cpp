// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/account_modes.hpp"

#include <algorithm>

namespace hedged::deribit {

namespace {

std::string_view word_of(SelfTrading mode) noexcept {
    switch (mode) {
        case SelfTrading::RejectTaker:
            return "reject_taker";
        case SelfTrading::CancelMaker:
            return "cancel_maker";
        case SelfTrading::Any:
            break;
    }
    return {};
}

std::string_view word_of(MarginModel model) noexcept {
    switch (model) {
        case MarginModel::SegregatedStandard:
            return "segregated_sm";
        case MarginModel::SegregatedPortfolio:
            return "segregated_pm";
        case MarginModel::CrossStandard:
            return "cross_sm";
        case MarginModel::CrossPortfolio:
            return "cross_pm";
        case MarginModel::Any:
            break;
    }
    return {};
}

bool fits(std::string_view expected, std::string_view told) noexcept {
    return expected.empty() || told == expected;
}

std::string otherwise(std::string_view what, std::string_view expected, std::string_view told) {
    return std::string{what} + " is " + (told.empty() ? "not told" : std::string{told}) +
           ", expected: " + std::string{expected};
}

}  // namespace

AccountModeCheck::AccountModeCheck(const ExpectedModes& expected, std::size_t coins) noexcept
    : self_trading_(word_of(expected.self_trading)),
      margin_model_(word_of(expected.margin_model)),
      coins_(std::min(coins, kUnderlyingsMax)) {}

void AccountModeCheck::forget() noexcept {
    told_ = {};
}

// A report of the account in passing says less than its summary does.
void AccountModeCheck::take(const AccountModes& told) noexcept {
    if (told.underlying.raw >= coins_) {
        return;
    }
    AccountModes& known = told_[told.underlying.raw];
    known.margin_model = told.margin_model.empty() ? known.margin_model : told.margin_model;
    known.self_trading = told.self_trading.empty() ? known.self_trading : told.self_trading;
}

bool AccountModeCheck::as_expected() const noexcept {
    return std::all_of(told_.begin(), told_.begin() + static_cast<std::ptrdiff_t>(coins_),
                       [this](const AccountModes& told) {
                           return fits(self_trading_, told.self_trading.view()) &&
                                  fits(margin_model_, told.margin_model.view());
                       });
}

std::string AccountModeCheck::text() const {
    for (std::size_t i = 0; i < coins_; ++i) {
        if (!fits(self_trading_, told_[i].self_trading.view())) {
            return otherwise("self_trading", self_trading_, told_[i].self_trading.view());
        }
        if (!fits(margin_model_, told_[i].margin_model.view())) {
            return otherwise("margin_model", margin_model_, told_[i].margin_model.view());
        }
    }
    return {};
}

}  // namespace hedged::deribit
