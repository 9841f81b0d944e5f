// SPDX-License-Identifier: Apache-2.0
// Rule 20: when nothing goes wrong any more, does the daemon do its work again, or say why not?
#include "auditor/core.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::auditor {
namespace {

constexpr Duration kRecovers = seconds(60);
constexpr Duration kLookEvery = milliseconds(100);
// The delta must have been inside the band at some sample of this time: at a fast market's pace it
// leaves the band again and again, and comes back.
constexpr Duration kSeenInside = seconds(30);
// The daemon's own model may differ by this much of the option coins (rules_need.cpp), and less
// than a lot is not traded.
constexpr double kModelError = 0.01;

}  // namespace

void Auditor::Core::fault_started() noexcept {
    quiet_since_.reset();
    settled_from_.reset();
}

void Auditor::Core::faults_over(Instant now) noexcept {
    quiet_since_ = now;
    settled_from_ = now;
    hedged_since_ = false;
}

// Both sides quoted, not crossed, and open for orders.
bool Auditor::Core::market_permits(const RunFacts& facts) const {
    if (exchange_.platform_locked() || exchange_.in_settlement() || facts.coins.empty()) {
        return false;
    }
    const exchange::Instrument* const hedge = exchange_.find(facts.coins.front().hedge_instrument);
    if (hedge == nullptr || !hedge->active() || hedge->halted) {
        return false;
    }
    exchange::Quote const quote = exchange_.quote(hedge->id);
    return quote.bid.amount > 0.0 && quote.ask.amount > 0.0 && quote.bid.price < quote.ask.price;
}

// What is still wrong with an instance that says nothing about it; empty: nothing.
std::string Auditor::Core::unfinished(const Instance& instance) const {
    if (!instance.said) {
        return "it said nothing";
    }
    const DaemonPicture& said = *instance.said;
    auto const latch = latches_.find(instance.facts.state_dir);
    bool const killed = latch != latches_.end() && latch->second.killed;
    bool const wanted = killed || instance.held || instance.stopping ||
                        (instance.facts.require_arm && !instance.armed);
    if (!said.alarm.empty() || wanted) {
        return {};  // it says why, or was told to
    }
    if (std::ranges::any_of(said.orders, [](const OrderSaid& order) { return order.unknown; })) {
        return "it holds orders of unknown fate";
    }
    if (said.state != DaemonState::Normal) {
        return "it does not trade and raised no alarm (reason: '" + said.reason + "')";
    }
    if (!hedged_since_) {
        return "delta " + figure(truth_.delta()) + " was never inside the band";
    }
    return {};
}

void Auditor::Core::liveness(Instant now) {
    if (!settled_from_ || (now - checked_at_ < kLookEvery && now - *settled_from_ < kRecovers)) {
        return;
    }
    checked_at_ = now;
    Instance* newest = nullptr;
    for (auto& [raw, instance] : instances_) {
        newest = instance.alive ? &instance : newest;
    }
    if (newest == nullptr || !truth_.sampled()) {
        settled_from_ = now;  // whoever ended it starts it again
        return;
    }
    if (!market_permits(newest->facts)) {
        settled_from_ = now;
        hedged_since_ = false;
        return;
    }
    if (now - *settled_from_ > kRecovers - kSeenInside && !newest->facts.coins.empty()) {
        const CoinFacts& coin = newest->facts.coins.front();
        const DeltaSample& at = truth_.newest();
        double const slack = kModelError * std::max(1.0, at.gross_options) + at.settling +
                             coin.smile_delta_per_coin * at.gross_options + 10.0 / at.mark;
        double const delta = truth_.delta();
        hedged_since_ =
            hedged_since_ || (delta >= coin.band_lower - slack && delta <= coin.band_upper + slack);
    }
    if (now - *settled_from_ < kRecovers) {
        return;
    }
    look(Rule::Liveness);
    std::string const wrong = unfinished(*newest);
    if (!wrong.empty()) {
        report(Rule::Liveness, newest->id, now,
               figure(now - *settled_from_) + " after the last fault " + wrong);
    }
    settled_from_.reset();  // judged once
}

}  // namespace hedged::auditor
