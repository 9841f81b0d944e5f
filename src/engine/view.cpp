// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/amounts.hpp"
#include "hedged/market/price_grid.hpp"

#include "engine/core.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace hedged::engine {
namespace {

// FNV-1a over fields, never over memory with padding.
class Hash {
public:
    void add(std::uint64_t word) noexcept {
        for (unsigned shift = 0; shift < 64; shift += 8) {
            hash_ = (hash_ ^ ((word >> shift) & 0xffU)) * 0x100000001b3ULL;
        }
    }
    void add(double number) noexcept { add(std::bit_cast<std::uint64_t>(number)); }
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

template <class Unit>
ProfitLinesView lines_of(const portfolio::ProfitLines<Unit>& lines) noexcept {
    return {lines.delta.value(),      lines.gamma.value(),    lines.vega.value(),
            lines.theta.value(),      lines.vanna.value(),    lines.volga.value(),
            lines.carry.value(),      lines.residual.value(), lines.trading.value(),
            lines.slippage.value(),   lines.fees.value(),     lines.funding.value(),
            lines.revaluation.value()};
}

Vol number_of(const market::VolEstimate& estimate) noexcept {
    return estimate.usable() ? estimate.vol : Vol{std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace

void Engine::Core::view_underlying(const Desk& desk, UnderlyingView& out) const noexcept {
    auto const index = indices_.last(desk.index);
    out.name.assign_truncated(desk.config.name.view());
    out.index = index ? index->price : UsdPrice{};
    out.index_age_seconds = index ? (now_ - index->stamp.received).seconds() : 0.0;
    auto const exposure = desk.book.exposure_at(out.index);
    out.delta = exposure.delta;
    out.gamma = exposure.gamma;
    out.vega = exposure.vega;
    out.theta = exposure.theta;
    out.smile_delta = exposure.smile;
    out.equity = desk.account.equity;
    out.initial_margin = desk.account.initial_margin;
    out.maintenance_margin = desk.account.maintenance_margin;
    out.wanted = desk.wanted;
    out.target = desk.config.band.target;
    out.band_lower = desk.config.band.lower;
    out.band_upper = desk.config.band.upper;
    out.legs = static_cast<std::uint32_t>(desk.book.leg_count());
    out.legs_excluded = static_cast<std::uint32_t>(desk.book.excluded_count());
    out.why = desk.why;
    out.check = desk.check;
    out.hedge_instrument = desk.config.hedge_instrument;
    out.hedge_index = desk.hedge;
    if (const InstrumentSpec* const spec = instruments_.find(desk.why_instrument)) {
        out.why_instrument = spec->name;
    }
    for (const gateway::LiveOrder& order : gateway_.orders()) {
        const InstrumentSpec* const spec = instruments_.find(order.instrument);
        if (spec != nullptr && spec->underlying == desk.index && out.index.value() > 0.0) {
            BookDelta const coins{
                market::coins_from_lots(*spec, order.in_flight(), out.index).value()};
            (order.side == Side::Buy ? out.in_flight_buys : out.in_flight_sells) += coins;
        }
    }
    out.outside_band_seconds = desk.outside_seconds;
    out.max_outside_coins = desk.max_outside_coins;
    out.hedged_coins = desk.hedged_coins;
    out.fees_coins = desk.fees_coins;
    out.slippage_usd = desk.slippage_usd;
    const portfolio::Profit& profit = desk.profit.profit();
    out.profit = {profit.measured,     desk.config.numeraire == portfolio::Numeraire::Usd,
                  profit.hedged,       profit.unhedged,
                  profit.hedged_coins, profit.unhedged_coins,
                  profit.funding};
    out.last_hedge = desk.last_hedge;
    out.stated = desk.stated;
    if (const InstrumentSpec* const spec = instruments_.find(desk.hedge)) {
        out.hedge_position = gateway_.positions().amount(*spec);
    }
}

void Engine::Core::view_attribution(const Desk& desk, UnderlyingView& out) noexcept {
    auto const& since_start = desk.attribution.since_start();
    out.attribution = {since_start.measured,
                       lines_of(since_start.unhedged.usd),
                       lines_of(since_start.hedge.usd),
                       lines_of(since_start.unhedged.coins),
                       lines_of(since_start.hedge.coins),
                       since_start.external};
    out.realised = {number_of(desk.realised.fast()), number_of(desk.realised.slow()),
                    number_of(desk.realised.parkinson()), number_of(desk.realised.yang_zhang())};
}

void Engine::Core::view_smiles(const Desk& desk, UnderlyingView& out) const noexcept {
    for (std::size_t i = 0; i < desk.smile.expiry_count(); ++i) {
        if (out.smile_count == out.smiles.size()) {
            return;
        }
        auto const report = desk.smile.report(i, now_);
        if (!report.has_forward) {
            continue;  // of the chain alone: nothing of it is held
        }
        SmileView& line = out.smiles[out.smile_count++];
        line.expiry = report.expiry;
        line.status.assign_truncated(pricing::to_string(report.status));
        line.usable = report.usable;
        line.points = report.points;
        line.at_the_money = report.at_the_money;
        line.rms = report.rms;
        line.data_age_seconds = (now_ - report.data_received).seconds();
    }
}

void Engine::Core::view_orders(EngineView& out) const noexcept {
    for (const gateway::LiveOrder& order : gateway_.orders()) {
        if (out.order_count == out.orders.size()) {
            return;
        }
        const InstrumentSpec* const spec = instruments_.find(order.instrument);
        if (spec == nullptr) {
            continue;
        }
        OrderView& line = out.orders[out.order_count++];
        line.client_id = order.id;
        line.venue_id = order.venue_id;
        line.instrument = spec->name;
        line.side = order.side;
        line.state.assign_truncated(gateway::to_string(order.state));
        line.amount = market::amount_from_lots(*spec, order.quantity);
        line.filled = market::amount_from_lots(*spec, order.filled);
        line.price = market::price_from_ticks(*spec, order.limit);
        line.age_seconds = (now_ - order.sent_at).seconds();
    }
}

void Engine::Core::view_positions(EngineView& out) const noexcept {
    for (const Desk& desk : desks_) {
        for (std::size_t i = 0; i < desk.book.leg_count(); ++i) {
            if (out.position_count == out.positions.size()) {
                return;
            }
            auto const leg = desk.book.leg(i);
            const InstrumentSpec* const spec = instruments_.find(leg.instrument);
            if (spec == nullptr) {
                continue;
            }
            PositionView& line = out.positions[out.position_count++];
            const Ticker* const ticker = quotes_.ticker(leg.instrument);
            line.instrument = spec->name;
            line.index = spec->index;
            line.kind = spec->kind;
            line.size = leg.amount;
            line.mark_price = ticker == nullptr ? 0.0 : ticker->mark_price;
            line.vol = leg.vol.value();
            line.vol_source = vol_source_[leg.instrument.raw];
            line.delta = leg.delta;
            line.gamma = leg.gamma;
            line.vega = leg.vega;
            line.theta = leg.theta;
            line.data_age_seconds = (now_ - leg.data_received).seconds();
            line.excluded = leg.status == portfolio::LegStatus::NoMarketData ||
                            leg.status == portfolio::LegStatus::BadInput;
        }
    }
}

void Engine::Core::view(EngineView& out) const noexcept {
    out = EngineView{};
    out.at = now_;
    out.market_time = clock_.market_time(now_).value_or(WallTime{});
    out.state = state_.state();
    out.state_reason.assign_truncated(state_.reason());
    out.armed = state_.armed();
    out.reconciled = !state_.holds(risk::HoldCause::NotReconciled);
    out.orders_done = orders_done();
    out.market = market_;
    out.account = account_;
    out.market_reason = market_reason_;
    out.account_reason = account_reason_;
    out.epoch = gateway_.epoch();
    out.order_tokens = order_tokens_;
    out.counters = counters_;
    const gateway::GatewayCounters& sent = gateway_.counters();
    out.counters.orders_sent = sent.orders_sent;
    out.counters.orders_filled = sent.orders_filled;
    out.counters.orders_refused = sent.orders_refused;
    out.counters.orders_unknown = sent.orders_unknown;
    out.counters.cancels_sent = sent.cancels_sent;
    out.counters.fills = sent.fills;
    out.counters.duplicate_fills = sent.duplicate_fills;
    out.counters.rate_limited = sent.rate_limited;
    out.earlier_orders = earlier_orders();
    out.underlying_count = static_cast<std::uint32_t>(desks_.size());
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        view_underlying(desks_[i], out.underlyings[i]);
        view_attribution(desks_[i], out.underlyings[i]);
        view_smiles(desks_[i], out.underlyings[i]);
    }
    view_orders(out);
    view_positions(out);
}

std::uint64_t Engine::Core::state_hash() const noexcept {
    Hash hash;
    hash.add(static_cast<std::uint64_t>(state_.state()));
    hash.add(counters_.decisions);
    for (const gateway::LiveOrder& order : gateway_.orders()) {
        hash.add(order.id.raw);
        hash.add(static_cast<std::uint64_t>(order.state));
        hash.add(static_cast<std::uint64_t>(order.filled.value()));
    }
    for (std::uint32_t raw = 0; raw < instruments_.index_end(); ++raw) {
        if (gateway_.positions().known(InstrumentIndex{raw})) {
            hash.add(std::uint64_t{raw});
            hash.add(static_cast<std::uint64_t>(
                gateway_.positions().lots(InstrumentIndex{raw}).value()));
        }
    }
    for (const Desk& desk : desks_) {
        hash.add(desk.delta.value());
        hash.add(static_cast<std::uint64_t>(desk.why));
        hash.add(static_cast<std::uint64_t>(desk.watched_for.nanoseconds()));
        hash.add(std::uint64_t{desk.warm});
    }
    hash.add(std::uint64_t{earlier_orders()});
    hash.add(gateway_.counters().orders_sent);
    return hash.value();
}

}  // namespace hedged::engine
