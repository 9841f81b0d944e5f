// SPDX-License-Identifier: Apache-2.0
// Rule 3: is an order priced from fresh, sound and undisputed data? Judged by what the instance was
// handed, frame by frame.
#include "auditor/core.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hedged::auditor {
namespace {

// The daemon measures a frame's lag by its estimate of the exchange's clock, and the exchange
// stamps whole milliseconds; its configuration bounds the error by tens of milliseconds.
constexpr Duration kClockError = milliseconds(150);
// A position counts as proved when the whole round of reports is in, at most one time-out after its
// own report.
constexpr Duration kRoundOfReports = seconds(6);

struct Top {
    std::optional<double> bid;
    std::optional<double> ask;
};

// A quote names its sides; a grouped or incremental book is not looked into.
std::optional<Top> top_of(const RecentFrames::One& frame) {
    if (frame.bytes.find("best_bid_price") == std::string::npos) {
        return std::nullopt;
    }
    return Top{number_at(frame.bytes, "best_bid_price"), number_at(frame.bytes, "best_ask_price")};
}

bool usable(const Top& top) noexcept {
    return top.bid && top.ask && *top.bid > 0.0 && *top.ask > *top.bid;
}

std::string stale(const char* what, Instant now, const RecentFrames& heard, Duration limit) {
    if (!heard.any()) {
        return std::string{"no "} + what + " came since the connection opened";
    }
    Duration const age = now - heard.newest().at;
    return age > limit + kDecisionToWire ? std::string{"its "} + what + " is " + figure(age) +
                                               " old, the limit is " + figure(limit)
                                         : std::string{};
}

// Behind the exchange's clock when it was handed over, in real time. The best that may be meant.
std::string lagging(const char* what, const RecentFrames& heard, Duration limit,
                    std::int64_t speed) {
    std::optional<Duration> best;
    for (const RecentFrames::One& frame : heard.all()) {
        auto const stamp = number_at(frame.bytes, "timestamp");
        if (!stamp) {
            return {};
        }
        Duration const behind =
            frame.market_at - wall_from_milliseconds(static_cast<std::int64_t>(*stamp));
        Duration const real{behind.nanoseconds() / std::max<std::int64_t>(speed, 1)};
        best = best ? std::min(*best, real) : real;
    }
    return best && *best > limit + kClockError
               ? std::string{"its "} + what + " was " + figure(*best) +
                     " behind the exchange's clock, the limit is " + figure(limit)
               : std::string{};
}

double spread_of(std::vector<double> prices) {
    std::ranges::sort(prices);
    std::size_t const middle = prices.size() / 2;
    double const median =
        prices.size() % 2 == 1 ? prices[middle] : 0.5 * (prices[middle - 1] + prices[middle]);
    return std::max(median - prices.front(), prices.back() - median) / median;
}

// One number of each frame that may be meant; empty: one of them cannot be read.
template <class Read>
std::vector<double> numbers(const RecentFrames& heard, Read read) {
    std::vector<double> out;
    for (const RecentFrames::One& frame : heard.all()) {
        std::optional<double> const number = read(frame);
        if (!number) {
            return {};
        }
        out.push_back(*number);
    }
    return out;
}

// The smallest disagreement that the frames that may be meant lead to; zero when one of them cannot
// be read.
double disagreement(const CoinHeard& heard, bool with_mark) {
    auto const mids = numbers(heard.quote, [](auto& frame) -> std::optional<double> {
        auto const top = top_of(frame);
        return top && usable(*top) ? std::optional{0.5 * (*top->bid + *top->ask)} : std::nullopt;
    });
    auto const indices = numbers(heard.index, [](auto& frame) { return index_in(frame.bytes); });
    auto const marks =
        numbers(heard.ticker, [](auto& frame) { return number_at(frame.bytes, "mark_price"); });
    if (mids.empty() || indices.empty() || (with_mark && marks.empty())) {
        return 0.0;
    }
    std::optional<double> least;
    for (double const mid : mids) {
        for (double const index : indices) {
            for (std::size_t i = 0; i < (with_mark ? marks.size() : 1); ++i) {
                double const apart = spread_of(with_mark ? std::vector{mid, index, marks[i]}
                                                         : std::vector{mid, index});
                least = least ? std::min(*least, apart) : apart;
            }
        }
    }
    return *least;
}

}  // namespace

// Allowances: the recent frames of each source may be meant (heard.hpp); kDecisionToWire,
// kClockError and kRoundOfReports. An option leg may be priced from another option of its expiry.
void Auditor::Core::fresh_data(const Leaving& order) {
    if (order.coin == nullptr) {
        return;
    }
    look(Rule::FreshData);
    const LimitFacts& limits = order.sender.facts.limits;
    const CoinHeard* const heard = order.sender.market.coin(order.coin->coin);
    std::string fault;
    auto const blame = [&](std::string text) { fault = fault.empty() ? std::move(text) : fault; };
    if (heard == nullptr || !heard->quote.any() || !heard->index.any()) {
        return;  // rule 4's business
    }
    blame(stale("quote", order.now, heard->quote, limits.quote_age_max));
    blame(stale("index price", order.now, heard->index, limits.index_age_max));
    std::int64_t const speed = order.sender.facts.market_speed;
    blame(lagging("quote", heard->quote, limits.feed_lag_max, speed));
    blame(lagging("index price", heard->index, limits.feed_lag_max, speed));
    if (heard->book_broken_at && order.now - *heard->book_broken_at > kDecisionToWire) {
        blame("its order book has a hole in its chain of changes");
    }
    bool const crossed = std::ranges::all_of(heard->quote.all(), [](auto& frame) {
        auto const top = top_of(frame);
        return top && !usable(*top);
    });
    if (crossed) {
        blame("its quote is crossed or has an empty side");
    }
    // A mark that is about to grow stale may be left out of the vote.
    bool const with_mark =
        heard->ticker.any() &&
        order.now - heard->ticker.newest().at + kDecisionToWire <= limits.quote_age_max;
    double const apart = disagreement(*heard, with_mark);
    if (apart > limits.disagreement_max * 1.001) {
        blame("its sources are " + figure(apart * 100.0) + " % apart, the limit is " +
              figure(limits.disagreement_max * 100.0) + " %");
    }
    for (const exchange::Position& leg : truth_.positions()) {
        const exchange::Instrument& instrument = exchange_.instrument(leg.instrument);
        Duration const held = order.now - truth_.held_since(leg.instrument);
        auto const at = order.sender.market.option_at(instrument);
        if (!instrument.is_option() || held <= limits.greeks_age_max + kDecisionToWire) {
            continue;
        }
        Duration const age = at ? order.now - *at : held;
        if (age > limits.greeks_age_max + kDecisionToWire) {
            blame("leg " + instrument.name + " was last priced " + figure(age) +
                  " ago, the limit is " + figure(limits.greeks_age_max));
        }
    }
    if (!order.sender.positions_heard ||
        order.now - *order.sender.positions_heard > limits.position_age_max + kRoundOfReports) {
        blame("its positions were not told for longer than " + figure(limits.position_age_max));
    }
    if (!fault.empty()) {
        report(Rule::FreshData, order.sender.id, order.now,
               "order " + std::string{order.request.label} + ": " + fault);
    }
}

}  // namespace hedged::auditor
