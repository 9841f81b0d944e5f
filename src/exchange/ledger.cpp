// SPDX-License-Identifier: Apache-2.0
#include "exchange/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace hedged::exchange {

double add_to_position(const World& world, AccountState& account, Listing& listing,
                       std::int64_t lots, double price, Cash cash) {
    Holding& holding = account.holdings[listing.meta.id];
    const bool option = listing.meta.is_option();
    const bool was_flat = holding.lots == 0;
    const double per_amount = option ? price : 1.0 / price;
    double realised = 0.0;
    std::int64_t opening = lots;
    if ((holding.lots > 0) != (lots > 0) && holding.lots != 0) {
        const std::int64_t closing =
            lots > 0 ? std::min(lots, -holding.lots) : std::max(lots, -holding.lots);
        const double share = -static_cast<double>(closing) / static_cast<double>(holding.lots);
        const double closed_amount = -listing.amount_of(closing);
        const double basis = holding.session_basis * share;
        realised = option ? closed_amount * price - basis : basis - closed_amount / price;
        holding.session_basis -= basis;
        holding.basis -= holding.basis * share;
        holding.basis_usd -= holding.basis_usd * share;
        holding.lots += closing;
        opening = lots - closing;
    }
    holding.lots += opening;
    holding.basis += listing.amount_of(opening) * per_amount;
    holding.session_basis += listing.amount_of(opening) * per_amount;
    holding.basis_usd += option ? listing.amount_of(opening) * price * world.index : 0.0;
    if (option && cash == Cash::Moves) {
        account.balance -= listing.amount_of(lots) * price;
    }
    holding.session_realised += realised;
    (option ? account.options_session_realised : account.futures_session_realised) += realised;
    if (account.id != kHouse && was_flat != (holding.lots == 0)) {
        listing.holders += was_flat ? 1 : -1;
    }
    return realised;
}

double trading_fee(const Listing& listing, std::int64_t lots, double price, Liquidity liquidity,
                   const FeeConfig& fees) noexcept {
    const double amount = listing.amount_of(std::abs(lots));
    const bool maker = liquidity == Liquidity::Maker;
    if (listing.meta.is_option()) {
        const double plain = (maker ? fees.option_maker : fees.option_taker) * amount;
        return std::min(plain, fees.option_cap_of_premium * price * amount);
    }
    return (maker ? fees.future_maker : fees.future_taker) * amount / price;
}

void charge(World& world, AccountState& account, double fee) {
    account.balance -= fee;
    account.fees_paid += fee;
    world.fee_pot += fee;
}

double unrealised(const Listing& listing, std::int64_t lots, double basis) noexcept {
    const double amount = listing.amount_of(lots);
    return listing.meta.is_option() ? amount * listing.mark.price - basis
                                    : basis - amount / listing.mark.price;
}

// Positions of an instrument sum to zero over all accounts, so marks drop out of the total.
double cash_imbalance(const World& world) {
    double owned = world.fee_pot;
    for (const AccountState& account : world.accounts) {
        owned += account.balance + account.futures_session_realised - account.deposits;
        for (const auto& [id, holding] : account.holdings) {
            owned += world.listing(id).meta.is_option() ? 0.0 : holding.session_basis;
        }
    }
    return owned;
}

}  // namespace hedged::exchange
