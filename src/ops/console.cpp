// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/console.hpp"

#include "hedged/ops/render.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

namespace hedged::ops {
namespace {

// Column of a level; the band's edges stand a quarter from each end, so that there is room outside.
std::size_t column(double level, double lower, double upper, std::size_t width) {
    double const span = std::max(upper - lower, 1e-12) * 2.0;
    double const from = lower - span / 4.0;
    double const share = std::clamp((level - from) / span, 0.0, 1.0);
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(width - 1)));
}

}  // namespace

std::string band_gauge(const UnderlyingView& u, std::size_t width) {
    double const lower = u.band_lower.value();
    double const upper = u.band_upper.value();
    std::string gauge(width, ' ');
    std::size_t const left = column(lower, lower, upper, width);
    std::size_t const right = column(upper, lower, upper, width);
    std::fill(gauge.begin() + static_cast<std::ptrdiff_t>(left),
              gauge.begin() + static_cast<std::ptrdiff_t>(right), '-');
    gauge[left] = '[';
    gauge[right] = ']';
    gauge[column(u.target.value(), lower, upper, width)] = '|';
    if (std::isfinite(u.delta.value())) {
        bool const inside = u.delta.value() >= lower && u.delta.value() <= upper;
        gauge[column(u.delta.value(), lower, upper, width)] = inside ? 'o' : 'X';
    }
    return gauge;
}

std::string console_line(const EngineView& view) {
    if (view.underlying_count == 0) {
        return "starting";
    }
    const UnderlyingView& u = view.underlyings[0];
    return fmt::format("{}  {} {:>9.2f}  delta {:+7.3f} {}  orders {:>4}  fills {:>4}  {}: {}",
                       utc_text(view.market_time).substr(0, 16), u.name.view(), u.index.value(),
                       u.delta.value(), band_gauge(u), view.counters.orders_sent,
                       view.counters.fills, to_string(view.state), to_string(u.why));
}

std::string summary(const EngineView& view, const RunFigures& run) {
    std::string out = fmt::format("\nsummary after {:.1f} s\n", run.seconds);
    double const hours = (view.market_time - run.first_market_time).seconds() / 3'600.0;
    if (run.first_market_time.nanoseconds() > 0) {
        out += fmt::format("  market time      {} to {} ({:.1f} h)\n",
                           utc_text(run.first_market_time), utc_text(view.market_time), hours);
    }
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        const UnderlyingView& u = view.underlyings[i];
        if (i == 0 && run.first_index > 0.0) {
            out += fmt::format("  index            {:.2f} -> {:.2f} ({:+.2f} %), lowest {:.2f}\n",
                               run.first_index, u.index.value(),
                               100.0 * (u.index.value() / run.first_index - 1.0), run.lowest_index);
        }
        double const inside =
            run.seconds > 0.0 ? 100.0 * (1.0 - u.outside_band_seconds / run.seconds) : 0.0;
        out += fmt::format(
            "  {} delta        {:+.4f} now, band [{:+.2f}, {:+.2f}], inside {:.1f} % of the time\n"
            "  farthest out     {:.4f} coins beyond the band, once it had been inside\n"
            "  hedged           {:.4f} coins turned over, fees {:.6f} coins, slippage {:.2f} USD\n",
            u.name.view(), u.delta.value(), u.band_lower.value(), u.band_upper.value(),
            std::clamp(inside, 0.0, 100.0), u.max_outside_coins, u.hedged_coins, u.fees_coins,
            u.slippage_usd);
    }
    const Counters& c = view.counters;
    out += fmt::format(
        "  orders           {} sent, {} filled, {} refused, {} of unknown fate, {} cancels\n"
        "  decisions        {} over {} events, {} exact passes\n",
        c.orders_sent, c.orders_filled, c.orders_refused, c.orders_unknown, c.cancels_sent,
        c.decisions, c.events, c.full_repricings);
    if (run.decide_samples > 0) {
        out += fmt::format("  batch to decision {:.1f} us median, {:.1f} us p99 ({} samples)\n",
                           run.decide_p50_us, run.decide_p99_us, run.decide_samples);
    }
    out += fmt::format("  state            {}\n", state_line(view));
    return out;
}

}  // namespace hedged::ops
