// SPDX-License-Identifier: Apache-2.0
#include "support/order_exchange.hpp"

#include <algorithm>
#include <string>

namespace hedged::test {
namespace {

std::int64_t signed_lots(Side side, std::int64_t lots) {
    return side == Side::Buy ? lots : -lots;
}

template <class T>
Event stamped(T event, WallTime now) {
    event.stamp.venue = now;
    return event;
}

}  // namespace

void OrderExchange::take(const VenueCommand& command) {
    if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
        orders_[place->client_id.raw].placed = *place;
        unanswered_.push_back(place->client_id);
    }
    commands_.push_back(command);
}

bool OrderExchange::idle() const {
    bool const open = std::any_of(orders_.begin(), orders_.end(), [](const auto& entry) {
        return entry.second.where == Where::Open || entry.second.where == Where::Travelling;
    });
    return commands_.empty() && answers_.empty() && stream_.empty() && !open;
}

std::int64_t OrderExchange::left(std::uint32_t instrument, Side side, WallTime now) const {
    std::int64_t sum = 0;
    for (auto const& [id, order] : orders_) {
        bool const may_arrive = order.where == Where::Travelling && now <= order.placed.valid_until;
        bool const may_trade = may_arrive || order.where == Where::Open;
        if (may_trade && order.placed.side == side && order.placed.instrument.raw == instrument) {
            sum += order.placed.quantity.value() - order.filled;
        }
    }
    return sum;
}

bool OrderExchange::by_hand_untold(std::uint32_t instrument) const {
    return std::any_of(stream_.begin(), stream_.end(), [&](const Event& event) {
        auto const* const fill = std::get_if<Fill>(&event);
        return fill != nullptr && !fill->client_id.ours() && fill->instrument.raw == instrument;
    });
}

void OrderExchange::work(WallTime now) {
    if (!commands_.empty() && random_.below(3) != 0) {
        VenueCommand const command = commands_.front();
        commands_.pop_front();
        if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
            arrive(orders_[place->client_id.raw], now);
        } else if (auto const* const cancelled = std::get_if<CancelOrder>(&command)) {
            cancel(*cancelled, now);
        } else if (auto const* const query = std::get_if<QueryOrder>(&command)) {
            answer(*query, now);
        } else if (auto const* const request = std::get_if<RequestSnapshot>(&command)) {
            list(*request, now);
        }
        return;
    }
    for (auto& [id, order] : orders_) {
        // Of a connection that died, with its bytes already on their way.
        if (order.where == Where::Travelling && commands_.empty()) {
            arrive(order, now);
            return;
        }
        if (order.where == Where::Open) {
            if (random_.below(3) != 0) {
                trade(order, now);
            } else {
                finish(order, OrderState::Cancelled, now);
            }
            return;
        }
    }
}

void OrderExchange::arrive(Order& order, WallTime now) {
    if (order.where != Where::Travelling) {
        return;
    }
    OrderReply reply;
    reply.client_id = order.placed.client_id;
    bool const late = now > order.placed.valid_until;
    if (late || chance(6)) {
        order.where = Where::NeverArrived;
        reply.outcome = Outcome::Refused;
        reply.refusal = late ? RefusalClass::RetryLater : RefusalClass::Price;
    } else {
        order.where = Where::Open;
        reply.outcome = Outcome::Accepted;
        reply.venue_id = VenueOrderId{"V" + std::to_string(order.placed.client_id.raw)};
        stream_.push_back(stamped(report(order, now), now));
    }
    bool const swallowed = chance(8);
    if (!swallowed) {
        answers_.push_back(stamped(reply, now));
    }
}

void OrderExchange::trade(Order& order, WallTime now) {
    std::int64_t const left = order.placed.quantity.value() - order.filled;
    std::int64_t const lots =
        random_.below(2) == 0
            ? left
            : 1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(left)));
    order.filled += lots;
    std::uint32_t const instrument = order.placed.instrument.raw;
    positions_[instrument] += signed_lots(order.placed.side, lots);

    Fill fill;
    fill.instrument = order.placed.instrument;
    fill.client_id = order.placed.client_id;
    fill.trade_id = TradeId{std::to_string(++trades_)};
    fill.trade_sequence = trades_;
    fill.side = order.placed.side;
    fill.amount = 10.0 * static_cast<double>(lots);
    fill.price = 60'000.0;
    fill.stamp.venue = now;
    order.fills.push_back(fill);
    stream_.push_back(fill);
    if (chance(2)) {
        answers_.push_back(fill);
    }
    if (chance(4)) {
        stream_.push_back(fill);
    }
    if (order.filled == order.placed.quantity.value()) {
        finish(order, OrderState::Filled, now);
    } else {
        stream_.push_back(stamped(report(order, now), now));
    }
    stream_.push_back(position_report(instrument, now));
}

void OrderExchange::finish(Order& order, OrderState end, WallTime now) {
    order.where = Where::Done;
    order.end = end;
    stream_.push_back(stamped(report(order, now), now));
}

void OrderExchange::cancel(const CancelOrder& command, WallTime now) {
    Order& order = orders_[command.client_id.raw];
    CancelReply reply;
    reply.client_id = command.client_id;
    if (order.where == Where::Open && !chance(4)) {
        finish(order, OrderState::Cancelled, now);
        reply.outcome = Outcome::Accepted;
    } else {
        reply.outcome = Outcome::Refused;
        reply.refusal =
            order.where == Where::Open ? RefusalClass::RetryLater : RefusalClass::OrderGone;
    }
    answers_.push_back(stamped(reply, now));
}

void OrderExchange::answer(const QueryOrder& command, WallTime now) {
    const Order& order = orders_[command.client_id.raw];
    OrderQueryReply reply;
    reply.client_id = command.client_id;
    bool const known = order.where == Where::Open || order.where == Where::Done;
    reply.result = chance(4) ? QueryResult::Failed
                   : known   ? QueryResult::Found
                             : QueryResult::Absent;
    if (reply.result == QueryResult::Found) {
        for (Fill fill : order.fills) {
            fill.from_snapshot = true;
            answers_.push_back(fill);
        }
        OrderUpdate update = report(order, now);
        update.from_snapshot = true;
        answers_.push_back(stamped(update, now));
    }
    answers_.push_back(stamped(reply, now));
}

void OrderExchange::list(const RequestSnapshot& request, WallTime now) {
    SnapshotMark mark{{}, request.kind, SnapshotPhase::Begin, request.generation};
    answers_.push_back(stamped(mark, now));
    if (request.kind == SnapshotKind::OpenOrders) {
        for (auto const& [id, order] : orders_) {
            if (order.where == Where::Open) {
                answers_.push_back(stamped(report(order, now), now));
            }
        }
    } else {
        for (std::uint32_t i = 0; i < kInstruments; ++i) {
            if (positions_[i] != 0) {
                answers_.push_back(position_report(i, now));
            }
        }
    }
    mark.phase = chance(4) ? SnapshotPhase::Failed : SnapshotPhase::Complete;
    answers_.push_back(stamped(mark, now));
}

void OrderExchange::trade_by_hand(WallTime now) {
    auto const instrument = static_cast<std::uint32_t>(random_.below(kInstruments));
    Side const side = random_.below(2) == 0 ? Side::Buy : Side::Sell;
    auto const lots = static_cast<std::int64_t>(1'000'000 + random_.below(1'000'000));
    positions_[instrument] += signed_lots(side, lots);
    Fill fill;
    fill.instrument = InstrumentIndex{instrument};
    fill.trade_id = TradeId{std::to_string(++trades_)};
    fill.trade_sequence = trades_;
    fill.side = side;
    fill.amount = 10.0 * static_cast<double>(lots);
    fill.price = 60'000.0;
    fill.stamp.venue = now;
    stream_.push_back(fill);
    stream_.push_back(position_report(instrument, now));
}

std::optional<Event> OrderExchange::deliver(Instant now) {
    if (answers_.empty() && stream_.empty()) {
        return std::nullopt;
    }
    bool const from_answers = stream_.empty() || (!answers_.empty() && random_.below(2) == 0);
    std::deque<Event>& channel = from_answers ? answers_ : stream_;
    Event event = channel.front();
    channel.pop_front();
    std::visit(
        [now](auto& inner) {
            if constexpr (requires { inner.stamp; }) {
                inner.stamp.received = now;
            }
        },
        event);
    if (auto const* const reply = std::get_if<OrderReply>(&event)) {
        std::erase(unanswered_, reply->client_id);
    }
    return event;
}

std::vector<Event> OrderExchange::disconnect(Instant now) {
    connected_ = false;
    answers_.clear();
    stream_.clear();
    commands_.clear();
    for (auto& [id, order] : orders_) {
        if (order.where == Where::Travelling && random_.below(2) == 0) {
            order.where = Where::NeverArrived;
        }
    }
    std::vector<Event> events;
    for (ClientOrderId const id : unanswered_) {
        OrderReply lost;
        lost.stamp.received = now;
        lost.client_id = id;
        lost.outcome = Outcome::Unknown;
        events.emplace_back(lost);
    }
    unanswered_.clear();
    return events;
}

OrderUpdate OrderExchange::report(const Order& order, WallTime now) const {
    OrderUpdate update;
    update.stamp.venue = now;
    update.instrument = order.placed.instrument;
    update.client_id = order.placed.client_id;
    update.venue_id = VenueOrderId{"V" + std::to_string(order.placed.client_id.raw)};
    update.side = order.placed.side;
    update.time_in_force = order.placed.time_in_force;
    update.state = order.where == Where::Done ? order.end : OrderState::Open;
    update.price = 60'000.0;
    update.amount = 10.0 * static_cast<double>(order.placed.quantity.value());
    update.filled_amount = 10.0 * static_cast<double>(order.filled);
    return update;
}

PositionUpdate OrderExchange::position_report(std::uint32_t instrument, WallTime now) const {
    PositionUpdate update;
    update.stamp.venue = now;
    update.instrument = InstrumentIndex{instrument};
    update.size = 10.0 * static_cast<double>(positions_[instrument]);
    return update;
}

}  // namespace hedged::test
