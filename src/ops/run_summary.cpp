// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/run_summary.hpp"

#include "hedged/ops/profit_text.hpp"
#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <algorithm>

namespace hedged::ops {

namespace {

std::string line_text(const std::string& name, const std::string& value) {
    return "  " + name + std::string(name.size() < 28 ? 28 - name.size() : 1, ' ') + value + "\n";
}

std::string latency_text(const Quantiles& of) {
    return of.count == 0
               ? std::string("none")
               : "p50 " + short_time(of.p50.seconds()) + "   p99 " + short_time(of.p99.seconds()) +
                     "   p99.9 " + short_time(of.p999.seconds()) + "   (" +
                     std::to_string(of.count) + ")";
}

std::string profit_lines(const UnderlyingView& coin, const ProfitSpread& spread) {
    std::string out =
        line_text("P&L hedged", profit_text(coin, coin.profit.hedged) + " (" +
                                    signed_number(coin.profit.hedged_coins.value(), 4) +
                                    " coins), after fees, slippage and funding");
    out += line_text("P&L unhedged", profit_text(coin, coin.profit.unhedged) + " (" +
                                         signed_number(coin.profit.unhedged_coins.value(), 4) +
                                         " coins)");
    out += line_text("P&L hedged, explained", explained_text(coin));
    const std::string interval =
        spread.known() ? " (market time, " + std::to_string(spread.changes) + " changes)" : "";
    return out + line_text("standard deviation of it", spread_text(coin, spread) + interval);
}

std::string coin_lines(const EngineView& view, const UnderlyingView& coin,
                       const ProfitSpread& spread, double first_index, double engine_seconds) {
    std::string out;
    if (first_index > 0.0) {
        out += line_text(
            std::string(coin.name.view()) + " index",
            plain_number(first_index, 2) + " -> " + plain_number(coin.index.value(), 2) + " USD (" +
                signed_number(100.0 * (coin.index.value() / first_index - 1.0), 2) + " %)");
    }
    out += profit_lines(coin, spread);
    const double outside = std::min(coin.outside_band_seconds, engine_seconds);
    const double inside = engine_seconds > 0.0 ? 100.0 * (1.0 - outside / engine_seconds) : 0.0;
    out += line_text("time inside the band",
                     plain_number(inside, 2) + " %, outside for " + short_time(outside));
    out += line_text("farthest outside", plain_number(coin.max_outside_coins, 4) + " coins");
    out += line_text("delta at the end", signed_number(coin.delta.value(), 4) + " coins, band " +
                                             signed_number(coin.band_lower.value(), 2) + " .. " +
                                             signed_number(coin.band_upper.value(), 2));
    out += line_text("hedged", plain_number(coin.hedged_coins, 3) + " coins turned over in " +
                                   std::to_string(view.counters.orders_filled) + " hedges");
    out += line_text("hedge position", hedge_position_text(coin, view.at));
    return out + line_text("cost", plain_number(coin.fees_coins, 6) + " coins of fees, " +
                                       plain_number(coin.slippage_usd, 0) +
                                       " USD against the mid at decision, funding " +
                                       signed_number(coin.profit.funding.value(), 6) + " coins");
}

std::string counter_lines(const Picture& last) {
    const EngineView& view = *last.view;
    const Counters& count = view.counters;
    std::string out = line_text("decisions", std::to_string(count.decisions) + " on " +
                                                 std::to_string(count.events) + " events");
    out += line_text("orders", std::to_string(count.orders_sent) + " sent, " +
                                   std::to_string(count.orders_filled) + " filled, " +
                                   std::to_string(count.orders_refused) + " refused, " +
                                   std::to_string(count.orders_unknown) + " became unknown");
    out += line_text("fills", std::to_string(count.fills));
    out += line_text("tick to end of decision", latency_text(last.batch));
    out += line_text("tick to order decided", latency_text(last.decide));
    out += line_text("tick to order sent", latency_text(last.wire));
    return out +
           line_text("state at the end",
                     std::string(to_string(view.state)) +
                         (view.orders_done ? ", no open order (confirmed by the exchange)" : ""));
}

}  // namespace

void RunSummary::observe(const EngineView& view) {
    if (first_ || view.underlying_count == 0 || !(view.underlyings[0].index.value() > 0.0) ||
        view.market_time == WallTime{} || view.state != TradingState::Normal) {
        return;
    }
    first_ = First{view.market_time, view.underlyings[0].index.value(),
                   static_cast<double>(view.at.nanoseconds()) * 1e-9};
}

std::string RunSummary::text(const Picture& last, double real_seconds) const {
    std::string out = "\nSummary\n" + line_text("ran for", short_time(real_seconds));
    if (last.view == nullptr) {
        return out + line_text("engine", "never showed itself");
    }
    const EngineView& view = *last.view;
    double engine_seconds = 0.0;
    if (first_) {
        engine_seconds = static_cast<double>(view.at.nanoseconds()) * 1e-9 - first_->seen_at;
        out +=
            line_text("market time",
                      utc_text(first_->market_time) + " to " + utc_text(view.market_time) + " (" +
                          short_time((view.market_time - first_->market_time).seconds()) + ")");
    }
    const std::size_t count = std::min<std::size_t>(view.underlying_count, view.underlyings.size());
    for (std::size_t i = 0; i < count; ++i) {
        out += coin_lines(view, view.underlyings[i], last.spreads[i],
                          i == 0 && first_ ? first_->index : 0.0, engine_seconds);
    }
    return out + counter_lines(last);
}

}  // namespace hedged::ops
