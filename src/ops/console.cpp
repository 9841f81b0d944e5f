// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/console.hpp"

#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <algorithm>

namespace hedged::ops {

namespace {

constexpr std::size_t kGaugeWidth = 21;

// Signed amount of the hedge instrument, as the exchange counts it.
double hedge_size(const EngineView& view, const UnderlyingView& coin) {
    for (std::size_t i = 0; i < std::min<std::size_t>(view.position_count, view.positions.size());
         ++i) {
        if (view.positions[i].instrument == coin.hedge_instrument) {
            return view.positions[i].size;
        }
    }
    return 0.0;
}

std::string padded(std::string text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string minute_text(WallTime time) {
    const std::string text = utc_text(time);
    return text.size() > 16 ? text.substr(5, 11) : text;
}

std::string line_text(const std::string& name, const std::string& value) {
    return "  " + name + std::string(name.size() < 28 ? 28 - name.size() : 1, ' ') + value + "\n";
}

std::string latency_text(const Quantiles& of) {
    return of.count == 0
               ? std::string("none")
               : "p50 " + short_time(of.p50.seconds()) + "   p99 " + short_time(of.p99.seconds()) +
                     "   (" + std::to_string(of.count) + ")";
}

std::string coin_lines(const EngineView& view, const UnderlyingView& coin, double first_index,
                       double engine_seconds) {
    const std::string name(coin.name.view());
    std::string out;
    if (first_index > 0.0) {
        out += line_text(
            name + " index",
            plain_number(first_index, 2) + " -> " + plain_number(coin.index.value(), 2) + " USD (" +
                signed_number(100.0 * (coin.index.value() / first_index - 1.0), 2) + " %)");
    }
    const double outside = std::min(coin.outside_band_seconds, engine_seconds);
    const double inside = engine_seconds > 0.0 ? 100.0 * (1.0 - outside / engine_seconds) : 0.0;
    out += line_text("time inside the band", plain_number(inside, 2) + " %");
    out += line_text("farthest outside", plain_number(coin.max_outside_coins, 4) + " coins");
    out += line_text("delta at the end", signed_number(coin.delta.value(), 4) + " coins, band " +
                                             signed_number(coin.band_lower.value(), 2) + " .. " +
                                             signed_number(coin.band_upper.value(), 2));
    out += line_text("hedged", plain_number(coin.hedged_coins, 3) + " coins turned over, " +
                                   std::string(coin.hedge_instrument.view()) + " now " +
                                   plain_number(hedge_size(view, coin), 0));
    out += line_text("cost", plain_number(coin.fees_coins, 6) + " coins of fees, " +
                                 plain_number(coin.slippage_usd, 0) +
                                 " USD against the mid at decision");
    return out;
}

}  // namespace

std::string picture_lines(const EngineView& view) {
    std::string out;
    for (std::size_t i = 0;
         i < std::min<std::size_t>(view.underlying_count, view.underlyings.size()); ++i) {
        const UnderlyingView& coin = view.underlyings[i];
        out += minute_text(view.market_time) + "  " + std::string(coin.name.view()) + " " +
               padded(plain_number(coin.index.value(), 0), 7) + "  " +
               band_gauge(coin, kGaugeWidth) + " delta " +
               padded(signed_number(coin.delta.value(), 3), 7) + "  hedge " +
               padded(plain_number(hedge_size(view, coin), 0), 9) + "  orders " +
               padded(std::to_string(view.counters.orders_sent), 4) + "  " +
               std::string(to_string(view.state)) + ": " + std::string(to_string(coin.why)) + "\n";
    }
    return out;
}

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
    for (std::size_t i = 0;
         i < std::min<std::size_t>(view.underlying_count, view.underlyings.size()); ++i) {
        out += coin_lines(view, view.underlyings[i], i == 0 && first_ ? first_->index : 0.0,
                          engine_seconds);
    }
    const Counters& count = view.counters;
    out += line_text("decisions", std::to_string(count.decisions) + " on " +
                                      std::to_string(count.events) + " events");
    out += line_text("orders", std::to_string(count.orders_sent) + " sent, " +
                                   std::to_string(count.orders_filled) + " filled, " +
                                   std::to_string(count.orders_refused) + " refused, " +
                                   std::to_string(count.orders_unknown) + " became unknown");
    out += line_text("fills", std::to_string(count.fills));
    out += line_text("tick to end of decision", latency_text(last.batch));
    out += line_text("tick to order decided", latency_text(last.decide));
    out += line_text("tick to order sent", latency_text(last.wire));
    out += line_text("state at the end", std::string(to_string(view.state)) +
                                             (view.orders_done ? ", no open order (confirmed by "
                                                                 "the exchange)"
                                                               : ""));
    return out;
}

}  // namespace hedged::ops
