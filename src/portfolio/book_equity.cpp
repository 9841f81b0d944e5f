// SPDX-License-Identifier: Apache-2.0
// The equity of a book's accounts: what the exchange says of it, and how it follows the market from
// one word to the next.
#include "portfolio/book_state.hpp"

#include <cmath>

namespace hedged::portfolio {

namespace {

// Coins for a coin traded. A price or a fee with a wrong digit makes more of it; nobody else says
// what a trade was worth before the reports do.
constexpr double kTradeGainMax = 0.05;

}  // namespace

void Book::set_equity(Coins equity) noexcept {
    state_->equity = Balance::of(equity.value(), kAmountMax);
}

void Book::adjust_equity(Coins by) noexcept {
    if (state_->equity_follows()) {
        state_->equity = Balance::of(state_->equity.amount + by.value(), kAmountMax);
        state_->equity.fresh = false;
    }
}

void Book::book_trade(InstrumentIndex instrument, double signed_amount, double price,
                      Coins fee) noexcept {
    const State& s = *state_;
    const BookLeg* const leg = state_->find(instrument);
    if (leg == nullptr || !(price > 0.0)) {
        return;
    }
    LegValue const value = leg_value(static_cast<std::size_t>(leg - s.legs.data()));
    if (!value.known || !value.inverse) {
        return;
    }
    bool const option = leg->kind == InstrumentKind::Option;
    double const paid = option ? price : -1.0 / price;
    double const gain = signed_amount * (value.unit - paid) - fee.value();
    double const coins = std::fabs(option ? signed_amount : signed_amount / price);
    if (std::fabs(gain) <= kTradeGainMax * coins) {
        adjust_equity(Coins{gain});
    }
}

bool Book::follows_equity() const noexcept {
    return state_->equity_follows();
}

void Book::set_usd_equity(Usd equity) noexcept {
    state_->usd_equity = Balance::of(equity.value(), kAmountMax * kIndexMax);
}

void Book::recompute_all(UsdPrice index, WallTime market_now) noexcept {
    State& s = *state_;
    if (!is_an_index(index.value())) {
        s.anchored = false;
        return;
    }
    bool const followed = s.anchored && s.usable();
    bool const exact = followed && s.counts_equity && s.equity_follows();
    double const before = exact ? s.coins_of_all() : 0.0;
    Expanded const at =
        followed ? expanded(s.aggregates(), index.value(), s.delta_kind()) : Expanded{};
    s.full_pass(index.value(), market_now);
    if (followed) {
        bool const valued = exact && s.usable();
        s.equity.carry(valued ? s.equity.amount + s.coins_of_all() - before : at.equity);
        s.usd_equity.carry(at.usd_equity);
    }
    s.equity.fresh = s.usd_equity.fresh = false;
}

}  // namespace hedged::portfolio
