// SPDX-License-Identifier: Apache-2.0
// Rules 11 and 12: the message budget, and what one order may be.
#include "auditor/core.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace hedged::auditor {
namespace {

// The budget is taken at the decision, the frame leaves up to an approval's age later, so two
// orders may come nearer to each other on the wire than they were decided.
constexpr Duration kJitter = milliseconds(60);
// Room for binary noise of quotients; far below one lot of anything.
constexpr double kNoise = 1e-9;
// A position that changed by another hand is known to the daemon only after its next round of
// reports.
constexpr Duration kRoundOfReports = seconds(6);
// A frame that was damaged may have shown the price that an order's coins are counted at; a single
// one is not to be believed further away than this from what came before.
constexpr double kUnreadJump = 0.02;

std::size_t sent_within(const std::deque<Instant>& sent, Instant now, Duration window) noexcept {
    std::size_t count = 0;
    for (auto at = sent.rbegin(); at != sent.rend() && now - *at < window - kJitter; ++at) {
        ++count;
    }
    return count;
}

bool is_multiple(double number, double step) noexcept {
    double const steps = number / step;
    return step <= 0.0 || std::fabs(steps - std::round(steps)) < 1e-6;
}

void add(std::vector<double>& prices, const std::optional<double>& price) {
    if (price && *price > 0.0) {
        prices.push_back(*price);
    }
}

// What the index and the reference price may have been taken from.
struct PricesMeant {
    std::vector<double> index;
    std::vector<double> reference;
    bool all_read = true;  // no frame among them was damaged, which the daemon may have read
};

// The best price of a side of a book that is told whole: "bids":[[64000.5,...
std::optional<double> best_in(std::string_view frame, std::string_view side) {
    std::size_t const at = frame.find(side);
    double price = 0.0;
    if (at == std::string_view::npos ||
        std::from_chars(frame.data() + at + side.size(), frame.data() + frame.size(), price).ec !=
            std::errc{}) {
        return std::nullopt;
    }
    return price;
}

PricesMeant prices_meant(const CoinHeard* heard) {
    PricesMeant out;
    if (heard == nullptr) {
        return out;
    }
    for (const RecentFrames::One& frame : heard->index.all()) {
        add(out.index, index_in(frame.bytes));
    }
    for (const RecentFrames::One& frame : heard->ticker.all()) {
        out.all_read = out.all_read && !frame.bytes.empty();
        add(out.reference, number_at(frame.bytes, "mark_price"));
    }
    for (const RecentFrames::One& frame : heard->quote.all()) {
        out.all_read = out.all_read && !frame.bytes.empty();
        auto bid = number_at(frame.bytes, "best_bid_price");
        auto ask = number_at(frame.bytes, "best_ask_price");
        bid = bid ? bid : best_in(frame.bytes, "\"bids\":[[");
        ask = ask ? ask : best_in(frame.bytes, "\"asks\":[[");
        add(out.reference, bid && ask ? std::optional{0.5 * (*bid + *ask)} : std::nullopt);
    }
    out.reference.insert(out.reference.end(), out.index.begin(), out.index.end());
    return out;
}

}  // namespace

// Rule 11. Counted per instance: a new process begins with a full budget of its own, and the
// exchange gives it one. Allowance: kJitter, in the windows and as the credits that come in during
// it.
void Auditor::Core::within_budget(Instant now, Instance& sender, bool is_order) {
    look(Rule::WithinBudget);
    const LimitFacts& limits = sender.facts.limits;
    double const level = sender.bucket.add(now, limits.credits_per_second);
    double const room = limits.credit_burst * (is_order ? 1.0 - limits.cancel_reserve : 1.0);
    double const allowed = room + limits.credits_per_second * kJitter.seconds() + 1e-6;
    if (limits.credit_burst > 0.0 && level > allowed) {
        report(Rule::WithinBudget, sender.id, now,
               std::string{is_order ? "an order" : "a cancel"} + " raised what is spent of the " +
                   "credits to " + figure(level) + ", " + figure(room) + " are there for it");
    }
    if (!is_order) {
        return;
    }
    sender.orders_sent.push_back(now);
    while (now - sender.orders_sent.front() > seconds(86'400)) {
        sender.orders_sent.pop_front();
    }
    struct Window {
        Duration length;
        std::uint32_t most;
    };
    for (Window const window : {Window{seconds(1), limits.orders_per_second},
                                Window{seconds(60), limits.orders_per_minute},
                                Window{seconds(86'400), limits.orders_per_day}}) {
        std::size_t const sent = sent_within(sender.orders_sent, now, window.length);
        if (window.most > 0 && sent > window.most) {
            report(Rule::WithinBudget, sender.id, now,
                   std::to_string(sent) + " orders within " + figure(window.length) +
                       ", the limit is " + std::to_string(window.most));
            return;
        }
    }
}

namespace {

// Empty, or how an order misses the exchange's lots and ticks.
std::string off_the_grid(double amount, double price, const exchange::Instrument& spec) {
    double const lot = spec.min_trade_amount;
    double const tick = exchange::tick_at(spec, price);
    if (amount < lot * (1.0 - kNoise) || !is_multiple(amount, lot)) {
        return "an amount of " + figure(amount) + ", the lot is " + figure(lot);
    }
    return is_multiple(price, tick)
               ? std::string{}
               : "a price of " + figure(price) + ", the tick is " + figure(tick);
}

}  // namespace

// Rule 12. The index and the reference price are the most favourable of the recent frames of
// each source that the instance was handed, and the collar is not judged when one of them was
// damaged; the position limit is not judged while a change by
// another hand may be unknown to it.
void Auditor::Core::within_limits(const Leaving& order) {
    if (order.coin == nullptr || order.instrument == nullptr) {
        report(Rule::WithinLimits, order.sender.id, order.now,
               "order " + std::string{order.request.label} + " is for " +
                   std::string{order.request.instrument} + ", which is no hedge instrument");
        return;
    }
    look(Rule::WithinLimits);
    const CoinFacts& coin = *order.coin;
    const exchange::Instrument& spec = *order.instrument;
    auto const [index, reference, all_read] = prices_meant(order.sender.market.coin(coin.coin));
    if (index.empty()) {
        return;  // nothing heard: rule 4's business
    }
    double const best_index = *std::ranges::max_element(index);
    bool const in_usd = !spec.is_option();
    // The coins of an inverse contract are counted at its own price, which is not the index.
    double const best_price =
        *std::ranges::max_element(reference) * (all_read ? 1.0 : 1.0 + kUnreadJump);
    double const coins = in_usd ? order.amount / best_price : order.amount;
    double const usd = in_usd ? order.amount : order.amount * *std::ranges::min_element(index);
    double const contracts = order.amount / spec.contract_size;
    std::string fault;
    auto const over = [&](double is, double most, const char* what) {
        if (fault.empty() && most > 0.0 && !(is <= most * (1.0 + kNoise))) {
            fault = figure(is) + " " + what + ", the limit is " + figure(most);
        }
    };
    over(coins, coin.max_order_coins, "coins");
    over(contracts, coin.max_order_contracts, "contracts");
    over(usd, coin.max_order_usd, "USD");
    if (fault.empty()) {
        fault = off_the_grid(order.amount, order.price, spec);
    }
    double const tick = exchange::tick_at(spec, order.price);
    // The reference is the median of two or three of them, so it lies among them.
    if (in_usd && all_read && !reference.empty()) {
        auto const [low, high] = std::ranges::minmax(reference);
        double const nearest = std::clamp(order.price, low, high);
        over(std::fabs(order.price - nearest) / nearest * 1e4,
             coin.price_collar_bp + tick / best_index * 1e4, "basis points from the reference");
    }
    bool const known = order.now - truth_.disturbed_at() >
                       order.sender.facts.limits.position_age_max + kRoundOfReports;
    double const before = exchange_.position(account_, spec.id).size;
    double const after = before + exchange::sign_of(order.side) * order.amount;
    if (in_usd && known && std::fabs(after) > std::fabs(before)) {
        over(std::fabs(after) / best_price, coin.max_hedge_position_coins,
             "coins of hedge position");
    }
    if (!fault.empty()) {
        report(Rule::WithinLimits, order.sender.id, order.now,
               "order " + std::string{order.request.label} + " has " + fault);
    }
}

}  // namespace hedged::auditor
