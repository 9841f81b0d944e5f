// SPDX-License-Identifier: Apache-2.0
// A gateway that may trade, with the real gatekeeper before it, and the words an exchange says to
// it. Time is in milliseconds; market time runs beside it (see kVenueZeroMs).
#pragma once

#include "hedged/gateway/gateway.hpp"

#include "support/risk_scene.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hedged::test {

// Budgets so wide that tests about other things never meet them.
inline risk::Limits wide_limits() {
    risk::Limits limits = sensible_limits();
    limits.max_orders_per_second = 128;
    limits.max_orders_per_minute = 100'000;
    limits.max_orders_per_day = 100'000;
    limits.credits_per_second = 1e6;
    limits.credit_burst = 1e6;
    limits.refusals_max = 64;
    limits.same_refusals_max = 64;
    limits.underlyings[0].max_hedge_position = Coins{1e9};
    return limits;
}

struct GatewayScene {
    explicit GatewayScene(const risk::Limits& with = wide_limits(), std::uint32_t epoch = 7)
        : limits(with), gateway(config(with, epoch), state, table) {
        for (std::uint32_t i = 0; i < 100; ++i) {
            std::string const name = i == 0 ? "BTC-PERPETUAL" : "BTC-TEST-" + std::to_string(i);
            (void)table.define(perpetual(i, kBtc, name));
            gate.allow(InstrumentIndex{i});
        }
        make_ready(state, at_ms(0));
        connect();
        out->clear();
    }
    static gateway::GatewayConfig config(const risk::Limits& limits, std::uint32_t epoch) {
        gateway::GatewayConfig config;
        config.epoch = epoch;
        config.rate = gateway::rate_limits_from(limits);
        config.trades_remembered = 4'096;
        return config;
    }

    Instant now() const { return at_ms(ms); }
    WallTime market() const { return venue_ms(ms); }
    Stamp stamp() const { return stamp_ms(ms); }
    void wait(std::int64_t for_ms) { ms += for_ms; }

    // A real approval: the world is arranged so that this very order is needed.
    Result<risk::RiskApproved<OrderProposal>, risk::Denial> approve(Side side, std::int64_t lots,
                                                                    std::uint32_t instrument = 0) {
        RiskScene const world(limits);
        OrderProposal proposal = world.proposal;
        risk::OrderContext context = world.context;
        context.now = now();
        context.market_time = market();
        context.spec = table.find(InstrumentIndex{instrument});
        context.hedged_delta = context.delta_per_lot * (-sign_of(side) * static_cast<double>(lots));
        proposal.instrument = InstrumentIndex{instrument};
        proposal.side = side;
        proposal.quantity = Lots{lots};
        // No two proposals are the same: the duplicate check has its own tests.
        proposal.limit = PriceTicks{120'000 + static_cast<std::int64_t>(++proposals % 200)};
        proposal.reference_price = RiskScene::kIndex;
        return gate.approve(proposal, context);
    }
    Result<ClientOrderId, gateway::SubmitRefusal> submit(Side side, std::int64_t lots,
                                                         std::uint32_t instrument = 0) {
        auto approved = approve(side, lots, instrument);
        HEDGED_ASSERT(approved.ok());
        return gateway.submit(std::move(approved.value()), now(), market(), *out);
    }
    ClientOrderId sent(Side side, std::int64_t lots, std::uint32_t instrument = 0) {
        auto const result = submit(side, lots, instrument);
        HEDGED_ASSERT(result.ok());
        return result.value();
    }
    void drive() { gateway.drive(now(), market(), *out); }

    void connect(ConnectionState to = ConnectionState::Ready) {
        ConnectionChange change;
        change.stamp = stamp();
        change.stream = Stream::Account;
        change.state = to;
        gateway.on(change, *out);
    }
    void reply(ClientOrderId id, Outcome outcome, RefusalClass refusal = RefusalClass::Other,
               std::string_view venue_id = "") {
        OrderReply reply;
        reply.stamp = stamp();
        reply.client_id = id;
        reply.outcome = outcome;
        reply.refusal = refusal;
        reply.venue_id = VenueOrderId{venue_id};
        gateway.on(reply, *out);
    }
    OrderUpdate report(ClientOrderId id, OrderState to, std::int64_t lots, std::int64_t filled,
                       Side side = Side::Buy, std::uint32_t instrument = 0) const {
        OrderUpdate update;
        update.stamp = stamp();
        update.instrument = InstrumentIndex{instrument};
        update.client_id = id;
        update.venue_id = VenueOrderId{"V" + std::to_string(id.raw)};
        update.side = side;
        update.state = to;
        update.time_in_force = TimeInForce::ImmediateOrCancel;
        update.price = 60'000.0;
        update.amount = 10.0 * static_cast<double>(lots);
        update.filled_amount = 10.0 * static_cast<double>(filled);
        return update;
    }
    void update(ClientOrderId id, OrderState to, std::int64_t lots, std::int64_t filled = 0) {
        gateway.on(report(id, to, lots, filled), *out);
    }
    Fill trade(ClientOrderId id, std::string_view trade_id, std::int64_t lots,
               Side side = Side::Buy, std::uint32_t instrument = 0) const {
        Fill fill;
        fill.stamp = stamp();
        fill.instrument = InstrumentIndex{instrument};
        fill.client_id = id;
        fill.trade_id = TradeId{trade_id};
        fill.side = side;
        fill.amount = 10.0 * static_cast<double>(lots);
        fill.price = 60'000.0;
        fill.index_price = UsdPrice{60'000.0};
        return fill;
    }
    gateway::FillOutcome fill(ClientOrderId id, std::string_view trade_id, std::int64_t lots,
                              Side side = Side::Buy) {
        return gateway.on(trade(id, trade_id, lots, side), *out);
    }
    void answer(ClientOrderId id, QueryResult result) {
        gateway.on(OrderQueryReply{stamp(), id, result}, *out);
    }
    void cancel_reply(ClientOrderId id, Outcome outcome,
                      RefusalClass refusal = RefusalClass::Other) {
        gateway.on(CancelReply{stamp(), id, outcome, refusal, 0}, *out);
    }
    void mark(SnapshotKind kind, SnapshotPhase phase, std::uint32_t generation = 1) {
        gateway.on(SnapshotMark{stamp(), kind, phase, generation}, *out);
    }
    gateway::PositionChange position(double amount, std::uint32_t instrument = 0) {
        PositionUpdate update;
        update.stamp = stamp();
        update.instrument = InstrumentIndex{instrument};
        update.size = amount;
        return gateway.on(update, *out);
    }

    template <class Command>
    std::vector<Command> take() {
        std::vector<Command> found;
        for (const Action& action : *out) {
            if (auto const* const command = std::get_if<VenueCommand>(&action)) {
                if (auto const* const match = std::get_if<Command>(command)) {
                    found.push_back(*match);
                }
            }
        }
        return found;
    }
    // Drives and gives only the commands of this kind that left now.
    template <class Command>
    std::vector<Command> driven() {
        out->clear();
        drive();
        return take<Command>();
    }
    std::size_t notes(NoteKind kind) const {
        std::size_t found = 0;
        for (const Action& action : *out) {
            auto const* const note = std::get_if<Note>(&action);
            found += note != nullptr && note->kind == kind ? 1U : 0U;
        }
        return found;
    }
    gateway::LiveState state_of(ClientOrderId id) const {
        const gateway::LiveOrder* const order = gateway.find(id);
        HEDGED_ASSERT(order != nullptr);
        return order->state;
    }
    bool listed(ClientOrderId id) const { return gateway.find(id) != nullptr; }
    gateway::InFlight in_flight(std::uint32_t instrument = 0) const {
        return gateway.in_flight(InstrumentIndex{instrument});
    }
    std::int64_t position_lots(std::uint32_t instrument = 0) const {
        return gateway.positions().lots(InstrumentIndex{instrument}).value();
    }

    std::int64_t ms = 10'000;
    std::uint64_t proposals = 0;
    risk::Limits limits;
    market::InstrumentTable table{128};
    risk::TradingStateMachine state{limits};
    risk::Gatekeeper gate{limits, state};
    gateway::Gateway gateway;
    std::unique_ptr<Actions> out = std::make_unique<Actions>();
};

}  // namespace hedged::test
