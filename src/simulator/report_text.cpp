// SPDX-License-Identifier: Apache-2.0
// What a swarm came to, and what a run is like, as text for people.
#include "hedged/simulator/swarm.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace hedged::simulator {
namespace {

__attribute__((format(printf, 2, 3))) void line(std::string& out, const char* format, ...) {
    std::array<char, 512> text{};
    va_list arguments;
    va_start(arguments, format);
    (void)std::vsnprintf(text.data(), text.size(), format, arguments);
    va_end(arguments);
    out += text.data();
    out += '\n';
}

unsigned long long whole(std::uint64_t value) {
    return value;
}

}  // namespace

std::string summary_text(const SwarmReport& report) {
    std::string out;
    const double hours = report.simulated.seconds() / 3'600.0;
    line(out, "seeds              %12llu", whole(report.runs));
    line(out, "simulated hours    %12.2f", hours);
    line(out, "real seconds       %12.1f", report.real_seconds);
    line(out, "processor seconds  %12.1f", report.cpu_seconds);
    line(out, "speed a core       %12.0f times real",
         report.cpu_seconds > 0.0 ? report.simulated.seconds() / report.cpu_seconds : 0.0);
    line(out, "events             %12llu", whole(report.events));
    line(out, "faults injected    %12llu", whole(report.faults.total()));
    line(out, "orders             %12llu", whole(report.orders));
    line(out, "fills              %12llu", whole(report.fills));
    line(out, "starts             %12llu", whole(report.starts));
    line(out, "crashes            %12llu", whole(report.deaths));
    line(out, "trading at the end %12llu", whole(report.recovered));
    line(out, "seeds with a violation %8llu", whole(report.runs_with_findings));
    line(out, "  and with an open one %8llu", whole(report.runs_with_open_findings));
    return out;
}

std::string histogram_text(const FaultTally& faults) {
    std::string out = "fault                       times   kinds met within a minute\n";
    std::size_t met_in_all = 0;
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const auto kind = static_cast<FaultKind>(i);
        std::size_t met = 0;
        for (std::size_t k = 0; k < kFaultKinds; ++k) {
            met += faults.pair(kind, static_cast<FaultKind>(k)) > 0 ? 1U : 0U;
        }
        met_in_all += met;
        line(out, "%-24s %8llu   %zu of %zu", std::string(to_string(kind)).c_str(),
             whole(faults.count(kind)), met, kFaultKinds);
    }
    const std::size_t all = kFaultKinds * (kFaultKinds + 1) / 2;
    line(out, "pairs met %zu of %zu; never met:", faults.pairs_met(), all);
    std::size_t shown = 0;
    for (std::size_t a = 0; a < kFaultKinds; ++a) {
        for (std::size_t b = a; b < kFaultKinds; ++b) {
            const auto first = static_cast<FaultKind>(a);
            const auto second = static_cast<FaultKind>(b);
            if (faults.pair(first, second) == 0 && shown < 200) {
                ++shown;
                line(out, "  %s + %s", std::string(to_string(first)).c_str(),
                     std::string(to_string(second)).c_str());
            }
        }
    }
    return out;
}

std::string describe(const RunOptions& options) {
    std::string out;
    const engine::UnderlyingConfig& coin = options.engine.underlyings[0];
    line(out, "seed %llu: %.0f s with faults, then %.0f s without", whole(options.seed),
         options.faulty.seconds(), options.quiet.seconds());
    line(out,
         "market: %s, index %.2f, %zu options, starts %lld, x%lld, volatility %.2f, step %lld ms",
         options.recorded_market ? "recorded" : "invented", options.history.front().index,
         options.history.front().options.size(),
         static_cast<long long>(options.exchange.start.nanoseconds() / 1'000'000'000),
         static_cast<long long>(options.speed), options.exchange.market.path_volatility,
         static_cast<long long>(options.exchange_step.nanoseconds() / 1'000'000));
    line(out, "book: %.2f coins and %zu positions", options.coin_balance, options.positions.size());
    for (const exchange::SeedPosition& position : options.positions) {
        line(out, "  %-24s %12.1f", position.instrument.c_str(), position.size);
    }
    line(out,
         "band: %.3f to %.3f, target %.3f, %s%s; slippage %.1f bp; orders %u/s %u/min, %.2f coins",
         coin.band.lower.value(), coin.band.upper.value(), coin.band.target.value(),
         coin.numeraire == portfolio::Numeraire::Coin ? "coin" : "usd",
         coin.include_equity ? " with equity" : "", coin.slippage_cap_bp,
         options.engine.limits.max_orders_per_second, options.engine.limits.max_orders_per_minute,
         options.engine.limits.underlyings[0].max_order_coins.value());
    line(
        out,
        "network: %.1f to %.1f ms; engine after %lld us, network side after %lld us; timer %lld ms",
        options.latency_min.seconds() * 1e3, options.latency_max.seconds() * 1e3,
        static_cast<long long>(options.engine_delay.nanoseconds() / 1'000),
        static_cast<long long>(options.io_delay.nanoseconds() / 1'000),
        static_cast<long long>(options.timer.nanoseconds() / 1'000'000));
    line(out, "session: heartbeat %.0f s, books %d, marks %s, tokens live %.0f s, arm %s",
         options.market_session.connection.heartbeat.seconds(),
         static_cast<int>(options.market_session.hedge_books),
         options.market_session.whole_chain_marks ? "whole chain" : "by leg",
         options.front.session_token_life.seconds(),
         options.engine.require_arm ? "needed" : "not needed");
    out += "faults (mean seconds between two):";
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const FaultRate& rate = options.faults.at(i);
        if (rate.on) {
            out += " " + std::string(to_string(static_cast<FaultKind>(i))) + " " +
                   std::to_string(static_cast<int>(rate.every.seconds()));
        }
    }
    out += '\n';
    return out;
}

}  // namespace hedged::simulator
