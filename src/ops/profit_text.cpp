// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/profit_text.hpp"

#include "hedged/ops/report.hpp"
#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <cmath>

namespace hedged::ops {

namespace {

// What lies nearer to each other than this is the same amount; lots are 10 USD or more.
constexpr double kSameAmount = 1e-6;

std::string number(const UnderlyingView& coin, BookProfit profit) {
    return plain_number(profit.value(), coin.profit.in_usd ? 0 : 4);
}

std::string unit(const UnderlyingView& coin) {
    return coin.profit.in_usd ? "USD" : std::string(coin.name.view());
}

std::string amount_text(double amount) {
    return plain_number(amount, amount == std::floor(amount) ? 0 : 4);
}

}  // namespace

std::string profit_number(const UnderlyingView& coin, BookProfit profit) {
    return (profit.value() > 0.0 ? "+" : "") + number(coin, profit);
}

std::string profit_text(const UnderlyingView& coin, BookProfit profit) {
    return coin.profit.measured ? profit_number(coin, profit) + " " + unit(coin) : "unknown";
}

std::string spread_text(const UnderlyingView& coin, const ProfitSpread& spread) {
    if (!spread.known()) {
        return "too few samples";
    }
    return "hedged " + number(coin, spread.hedged) + ", unhedged " + number(coin, spread.unhedged) +
           " " + unit(coin) + " in " + short_time(spread.market_seconds) + ", ratio " +
           plain_number(spread.ratio(), 3);
}

std::string explained_text(const UnderlyingView& coin) {
    const AttributionView& of = coin.attribution;
    if (!of.measured) {
        return "unknown";
    }
    const bool in_usd = coin.profit.in_usd;
    const ProfitLinesView& legs = in_usd ? of.rest_usd : of.rest_coins;
    const ProfitLinesView& hedge = in_usd ? of.hedge_usd : of.hedge_coins;
    const auto both = [&](double ProfitLinesView::*line) { return legs.*line + hedge.*line; };
    const auto part = [&](const char* name, double value) {
        return std::string(name) + profit_number(coin, BookProfit{value});
    };
    using Lines = ProfitLinesView;
    return part("delta ", both(&Lines::delta)) + part(", gamma ", both(&Lines::gamma)) +
           part(", theta ", both(&Lines::theta)) + part(", vega ", both(&Lines::vega)) +
           part(", vanna and volga ", both(&Lines::vanna) + both(&Lines::volga)) +
           part(", carry and funding ", both(&Lines::carry) + both(&Lines::funding)) +
           part(", trading ", both(&Lines::trading) + both(&Lines::slippage)) +
           part(", fees ", both(&Lines::fees)) + part(", coins held ", both(&Lines::revaluation)) +
           part(", unexplained ", both(&Lines::residual)) + " " + unit(coin);
}

std::string hedge_position_text(const UnderlyingView& coin, Instant now) {
    std::string out =
        amount_text(coin.hedge_position) + " " + std::string(coin.hedge_instrument.view());
    const StatedPosition& stated = coin.stated;
    if (!stated.any) {
        return out + "; the exchange was not heard";
    }
    const bool same = std::fabs(stated.ours - stated.venue) < kSameAmount;
    const double age = (now - stated.at).seconds();
    const bool old = age > 1.0;
    out += "; by the exchange's account " + amount_text(stated.venue);
    out += old ? " " + short_time(age) + " ago" : "";
    out += same ? ", equal to the lot" : ", OURS WAS " + amount_text(stated.ours);
    return old && same ? out + " then" : out;
}

std::string last_hedge_text(const UnderlyingView& coin) {
    const HedgeView& hedge = coin.last_hedge;
    if (!hedge.any) {
        return "none yet";
    }
    return std::string(to_string(hedge.side)) + " " + amount_text(hedge.amount) + " at " +
           minute_text(hedge.market_time) + ", delta was " + signed_number(hedge.delta.value(), 4) +
           ", mid " + plain_number(hedge.reference, 1);
}

}  // namespace hedged::ops
