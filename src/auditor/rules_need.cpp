// SPDX-License-Identifier: Apache-2.0
// Rules 1, 6 and 10: is this order wanted, and is it the only one? Measured against the exchange's
// own account of the delta, over the time that the daemon's data may be old.
//
// The delta that the daemon sees is the true one of some moment between the oldest data that it may
// use and now, give or take: one step between two samples; one per cent of the option coins, the
// disagreement between its own model and the exchange's at which it raises an alarm itself; what
// its configured smile dynamics may add; all of an option inside the averaging window, where the
// exchange lets deltas decay by a rule of its own. A position changed by another hand counts as
// unknown for as long as a position may be old.
#include "auditor/core.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::auditor {
namespace {

constexpr double kModelError = 0.01;
constexpr Duration kLatency = milliseconds(500);  // network, queues and one sample
constexpr Duration kRoundOfReports = seconds(6);  // see rules_data.cpp
constexpr Duration kBeforeCrash = seconds(60);    // fills that a crash may have made forgotten
constexpr Duration kAfterCrash = seconds(120);

// Whether both ran at once: neither can know what the other left behind.
bool lived_together(const Instance& other, const Instance& sender) noexcept {
    return other.alive || (other.died_at && *other.died_at > sender.started_at);
}

// By how much the newest index may have been late when it came; the limit on that is stated in the
// market's time and applied in real time, so that a fast market may bring old news.
Duration lag_of_index(const CoinHeard& heard, const RunFacts& facts) {
    auto const stamp = heard.index.any() ? number_at(heard.index.newest().bytes, "timestamp")
                                         : std::optional<double>{};
    if (!stamp) {
        return Duration{};
    }
    Duration const behind =
        heard.index.newest().market_at - wall_from_milliseconds(static_cast<std::int64_t>(*stamp));
    Duration const real{behind.nanoseconds() / std::max<std::int64_t>(facts.market_speed, 1)};
    return std::clamp(real, Duration{}, facts.limits.feed_lag_max);
}

}  // namespace

// What of an order may still trade, by the exchange's truth.
double Auditor::Core::live_amount(OwnOrder& order) {
    if (order.dead || order.lost) {
        order.dead = true;
        return 0.0;
    }
    if (!order.reached) {
        order.dead = order.valid_until && exchange_.now() > *order.valid_until;
        return order.dead ? 0.0 : order.amount;
    }
    for (const exchange::Order& open : exchange_.open_orders(account_)) {
        if (open.label == order.label) {
            return open.remaining();
        }
    }
    order.dead = true;
    return 0.0;
}

// Rules 1 and 6: one live hedge at a time. True when there is no other.
bool Auditor::Core::single(const Leaving& order) {
    if (order.instrument == nullptr) {
        return false;
    }
    look(Rule::WithinNeed);
    for (OwnOrder& other : orders_) {
        if (other.instrument != order.instrument->id) {
            continue;
        }
        double const live = live_amount(other);
        if (live <= 0.0) {
            continue;
        }
        bool const inherited = other.instance != order.sender.id;
        const Instance* const owner = find(other.instance);
        if (inherited && owner != nullptr && lived_together(*owner, order.sender)) {
            continue;  // two that lived: rule 18's business
        }
        report(inherited ? Rule::NoDuplicateAfterCrash : Rule::WithinNeed, order.sender.id,
               order.now,
               "order " + std::string{order.request.label} + " left while " + figure(live) +
                   " of order " + other.label + " may still trade" +
                   (inherited ? ", which an earlier run sent" : ""));
        return false;
    }
    return true;
}

// The moment since which the sender's data may be.
Instant Auditor::Core::data_from(const Leaving& order) const {
    const LimitFacts& limits = order.sender.facts.limits;
    Duration oldest;
    auto const with = [&](std::optional<Instant> at, Duration limit) {
        oldest = std::max(oldest, at ? std::min(order.now - *at, limit) : limit);
    };
    if (const CoinHeard* const heard = order.sender.market.coin(order.coin->coin)) {
        with(heard->index.any() ? std::optional{heard->index.newest().at} : std::nullopt,
             limits.index_age_max);
        oldest = oldest + lag_of_index(*heard, order.sender.facts);
    }
    for (const exchange::Position& leg : truth_.positions()) {
        const exchange::Instrument& instrument = exchange_.instrument(leg.instrument);
        if (instrument.is_option()) {
            with(order.sender.market.option_at(instrument), limits.greeks_age_max);
        }
    }
    Duration const unknown = limits.position_age_max + kRoundOfReports;
    // What another hand did first of all that may be unknown: the rest is then unknown too.
    if (auto const first = truth_.first_disturbed_since(order.now - unknown)) {
        oldest = std::max(oldest, order.now - *first + milliseconds(200));
    }
    return order.now - (oldest + kLatency);
}

// How long ago the sender's newest index was stated, at most.
Duration Auditor::Core::prices_age(const Leaving& order) {
    Duration const limit = order.sender.facts.limits.index_age_max;
    const CoinHeard* const heard = order.sender.market.coin(order.coin->coin);
    bool const any = heard != nullptr && heard->index.any();
    return (any ? std::min(order.now - heard->index.newest().at, limit) : limit) + kLatency;
}

// Fills of orders of a run that crashed not long ago, in the order's direction.
double Auditor::Core::fills_of_crashed(const Leaving& order) const {
    double amount = 0.0;
    for (auto const& [raw, crashed] : crashed_at_) {
        auto const dead = instances_.find(raw);
        if (raw == order.sender.id.raw || order.now - crashed > kAfterCrash ||
            dead == instances_.end()) {
            continue;
        }
        for (const Truth::OwnTrade& trade : truth_.own_trades()) {
            bool const its =
                static_cast<std::uint32_t>(trade.client_id >> 32U) == dead->second.facts.epoch;
            bool const same = trade.signed_amount * exchange::sign_of(order.side) > 0.0;
            amount += its && same && trade.seen > crashed - kBeforeCrash
                          ? std::fabs(trade.signed_amount)
                          : 0.0;
        }
    }
    return amount;
}

void Auditor::Core::within_need(const Leaving& order) {
    if (order.coin == nullptr || order.coin != order.sender.facts.coins.data() ||
        !truth_.sampled() || truth_.newest().mark <= 0.0) {
        return;
    }
    bool const alone = std::ranges::none_of(instances_, [&](auto const& entry) {
        Instance const& other = entry.second;
        bool const long_ago = other.died_at && order.now - *other.died_at > kAfterCrash;
        return other.id != order.sender.id && !long_ago && lived_together(other, order.sender);
    });
    if (!alone) {
        return;  // neither can know what the other is about to do: rule 18's business
    }
    look(Rule::HedgesReduce);
    const CoinFacts& coin = *order.coin;
    double const mark = truth_.newest().mark;
    double const lot = order.instrument->min_trade_amount / mark;
    DeltaRange const range = truth_.range(data_from(order));
    // Position and prices come on two connections: one of them may be of before what another hand
    // did, and the other of after.
    double const torn = truth_.disturbed_since(order.now - prices_age(order)) / mark;
    double const slack = torn + range.step + kModelError * std::max(1.0, range.gross_options) +
                         coin.smile_delta_per_coin * range.gross_options + range.settling +
                         range.equity_span;
    bool const buys = order.side == exchange::Side::Buy;
    // How far the target lies in the order's direction, at best.
    double const need =
        (buys ? coin.band_target - range.low : range.high - coin.band_target) + slack;
    double const size = order.amount / mark;
    double const beyond = size - need;  // past the target, at best
    std::string const seen = "order " + std::string{order.request.label} + " of " + figure(size) +
                             " coins left, at most " + figure(std::max(need, 0.0)) +
                             " were wanted (delta " + figure(truth_.delta()) + ", target " +
                             figure(coin.band_target) + ", slack " + figure(slack) + ")";
    if (need <= 0.0) {
        report(Rule::HedgesReduce, order.sender.id, order.now,
               seen + ": it moves delta away from its target");
        return;
    }
    look(Rule::NoDuplicateAfterCrash);
    if (beyond <= lot * (1.0 + 1e-9)) {
        return;
    }
    double const forgotten = fills_of_crashed(order) / mark;
    double const edge =
        buys ? coin.band_upper - coin.band_target : coin.band_target - coin.band_lower;
    if (forgotten > 0.0 && beyond <= forgotten + lot) {
        report(Rule::NoDuplicateAfterCrash, order.sender.id, order.now,
               seen + ": it hedges again what the run that crashed had hedged");
    } else if (beyond > edge + lot) {
        report(Rule::HedgesReduce, order.sender.id, order.now,
               seen + ": it flips delta through the band");
    } else {
        report(Rule::WithinNeed, order.sender.id, order.now,
               seen + ": more than the need and one lot");
    }
}

}  // namespace hedged::auditor
