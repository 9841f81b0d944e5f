// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/render.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <ctime>

namespace hedged::ops {
namespace {

std::string_view name_of(const UnderlyingView& underlying) {
    return underlying.name.view();
}

double gamma_per_percent(Gamma gamma, UsdPrice index) {
    return gamma.value() * index.value() * 0.01;
}

std::string why_line(const UnderlyingView& underlying) {
    std::string line = fmt::format("{}: {}", name_of(underlying), to_string(underlying.why));
    if (underlying.check != RiskCheck::None) {
        line += fmt::format(" (check {}: {})", static_cast<int>(underlying.check),
                            to_string(underlying.check));
    }
    if (!underlying.why_instrument.empty()) {
        line += fmt::format(" [{}]", underlying.why_instrument.view());
    }
    return line;
}

std::string status_text(const EngineView& view) {
    std::string out = fmt::format(
        "state        {}\narmed        {}\nreconciled   {}\nmarket data  {}\naccount      {}\n"
        "market time  {}\norder budget {:.1f} credits left\n",
        state_line(view), view.armed ? "yes" : "no", view.reconciled ? "yes" : "no",
        to_string(view.market), to_string(view.account), utc_text(view.market_time),
        view.order_tokens);
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        const UnderlyingView& u = view.underlyings[i];
        out += fmt::format(
            "{:<12} index {:.2f} ({:.1f} s old)  delta {:+.4f}  band [{:+.2f}, {:+.2f}]  target "
            "{:+.2f}\n             in flight +{:.4f} / -{:.4f}  equity {:.4f}  legs {} ({} without "
            "price)  {}\n",
            name_of(u), u.index.value(), u.index_age_seconds, u.delta.value(), u.band_lower.value(),
            u.band_upper.value(), u.target.value(), u.in_flight_buys.value(),
            u.in_flight_sells.value(), u.equity.value(), u.legs, u.legs_excluded, to_string(u.why));
    }
    const Counters& c = view.counters;
    out += fmt::format(
        "orders       {} sent, {} filled, {} refused, {} of unknown fate, {} cancels; {} live now\n"
        "fills        {} ({} duplicates ignored)\nchecks       {} denials, {} times out of budget, "
        "{} data gaps\nengine       {} events, {} batches, {} decisions, {} exact passes\n",
        c.orders_sent, c.orders_filled, c.orders_refused, c.orders_unknown, c.cancels_sent,
        view.order_count, c.fills, c.duplicate_fills, c.risk_denials, c.rate_limited, c.gaps,
        c.events, c.batches, c.decisions, c.full_repricings);
    return out;
}

std::string why_text(const EngineView& view) {
    std::string out = fmt::format("state: {}\n", state_line(view));
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        const UnderlyingView& u = view.underlyings[i];
        out += why_line(u) + "\n";
        out += fmt::format("  delta {:+.4f} in band [{:+.2f}, {:+.2f}], wanted trade {:+.4f}\n",
                           u.delta.value(), u.band_lower.value(), u.band_upper.value(),
                           u.wanted.value());
    }
    return out;
}

std::string orders_text(const EngineView& view) {
    if (view.order_count == 0) {
        return "no live orders\n";
    }
    std::string out =
        fmt::format("{:<24} {:<5} {:>12} {:>12} {:>12} {:<16} {:>8}  {}\n", "instrument", "side",
                    "amount", "filled", "price", "state", "age s", "exchange id");
    for (std::uint32_t i = 0; i < view.order_count; ++i) {
        const OrderView& o = view.orders[i];
        out += fmt::format("{:<24} {:<5} {:>12.4f} {:>12.4f} {:>12.4f} {:<16} {:>8.2f}  {}\n",
                           o.instrument.view(), to_string(o.side), o.amount, o.filled, o.price,
                           o.state.view(), o.age_seconds, o.venue_id.view());
    }
    return out;
}

std::string positions_text(const EngineView& view) {
    if (view.position_count == 0) {
        return "no positions\n";
    }
    std::string out = fmt::format("{:<24} {:<10} {:>14} {:>14} {:>10}\n", "instrument", "kind",
                                  "size", "mark", "delta");
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        const PositionView& p = view.positions[i];
        out += fmt::format("{:<24} {:<10} {:>14.4f} {:>14.4f} {:>+10.4f}{}\n", p.instrument.view(),
                           to_string(p.kind), p.size, p.mark_price, p.delta.value(),
                           p.excluded ? "  NO USABLE PRICE" : "");
    }
    return out;
}

std::string greeks_text(const EngineView& view) {
    std::string out;
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        const UnderlyingView& u = view.underlyings[i];
        out += fmt::format(
            "{}: delta {:+.4f} coins, gamma {:+.4f} coins per 1 %, vega {:+.1f} USD per point, "
            "theta {:+.1f} USD per day\n",
            name_of(u), u.delta.value(), gamma_per_percent(u.gamma, u.index),
            u.vega.value() / 100.0, u.theta.value() / 365.0);
    }
    UsdPrice const index = view.underlying_count > 0 ? view.underlyings[0].index : UsdPrice{};
    out += fmt::format("{:<24} {:>12} {:>8} {:>10} {:>10} {:>10} {:>10} {:>6}\n", "instrument",
                       "size", "vol %", "delta", "gamma 1%", "vega/pt", "theta/d", "age s");
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        const PositionView& p = view.positions[i];
        out += fmt::format(
            "{:<24} {:>12.2f} {:>8.2f} {:>+10.4f} {:>+10.4f} {:>+10.1f} {:>+10.1f} {:>6.1f}{}\n",
            p.instrument.view(), p.size, p.vol * 100.0, p.delta.value(),
            gamma_per_percent(p.gamma, index), p.vega.value() / 100.0, p.theta.value() / 365.0,
            p.data_age_seconds, p.excluded ? "  NO USABLE PRICE" : "");
    }
    return out;
}

}  // namespace

std::string state_line(const EngineView& view) {
    std::string line{to_string(view.state)};
    Why const first = view.underlying_count > 0 ? view.underlyings[0].why : Why::NotReconciled;
    if (view.state == TradingState::Hold && !view.state_reason.empty()) {
        line += fmt::format(": {}", view.state_reason.view());
    } else if (view.state == TradingState::Hold) {
        line += fmt::format(": {}", to_string(first));
    } else if (!view.state_reason.empty() && view.state != TradingState::Normal) {
        line += fmt::format(": {}", view.state_reason.view());
    }
    if (view.state == TradingState::Killed) {
        line += view.orders_done ? "; the exchange confirms no open order"
                                 : "; still cancelling until the exchange confirms";
    }
    return line;
}

std::string utc_text(WallTime time) {
    std::time_t const seconds_since_epoch = time.nanoseconds() / 1'000'000'000;
    std::tm parts{};
    if (time.nanoseconds() <= 0 || gmtime_r(&seconds_since_epoch, &parts) == nullptr) {
        return "unknown";
    }
    std::array<char, 32> text{};
    std::size_t const size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), size};
}

std::string render_text(Topic topic, const EngineView& view) {
    switch (topic) {
        case Topic::Status:
            return status_text(view);
        case Topic::Why:
            return why_text(view);
        case Topic::Orders:
            return orders_text(view);
        case Topic::Positions:
            return positions_text(view);
        case Topic::Greeks:
            return greeks_text(view);
    }
    return {};
}

}  // namespace hedged::ops
