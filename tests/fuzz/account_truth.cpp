// SPDX-License-Identifier: Apache-2.0
#include "fuzz/account_truth.hpp"

#include <algorithm>
#include <string>

namespace hedged::fuzz {
namespace {

constexpr double kLot = 10.0;
constexpr Duration kOvertakingMax = seconds(10);

std::int64_t signed_lots(Side side, std::int64_t lots) {
    return side == Side::Buy ? lots : -lots;
}

template <class T>
bool same_order(const VenueCommand& command, ClientOrderId id) {
    auto const* const found = std::get_if<T>(&command);
    return found != nullptr && found->client_id == id;
}

}  // namespace

void AccountTruth::command(const VenueCommand& command) {
    if (std::holds_alternative<WatchInstrument>(command)) {
        return;
    }
    if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
        orders_[place->client_id.raw].placed = *place;
    }
    if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
        SnapshotMark const begin{stamp(), wanted->kind, SnapshotPhase::Begin, wanted->generation};
        answer_with({begin});
    }
    commands_.push_back(command);
    unanswered_.push_back(command);
}

void AccountTruth::work() {
    tick();
    bool const orders_first = chance(3);
    if (!commands_.empty() && !orders_first) {
        VenueCommand const next = commands_.front();
        commands_.pop_front();
        if (auto const* const place = std::get_if<PlaceOrder>(&next)) {
            arrive(orders_[place->client_id.raw]);
        } else if (auto const* const cancelled = std::get_if<CancelOrder>(&next)) {
            cancel(*cancelled);
        } else if (auto const* const query = std::get_if<QueryOrder>(&next)) {
            answer(*query);
        } else if (auto const* const request = std::get_if<RequestSnapshot>(&next)) {
            list(*request);
        }
        return;
    }
    for (auto& entry : orders_) {
        Order& order = entry.second;
        bool const strayed = order.where == Where::Travelling &&
                             std::none_of(commands_.begin(), commands_.end(), [&](const auto& c) {
                                 return same_order<PlaceOrder>(c, order.placed.client_id);
                             });
        if (strayed) {  // of a connection that died, with its bytes already on their way
            return arrive(order);
        }
        if (order.where == Where::Open) {
            Frame stream;
            std::int64_t const left = order.placed.quantity.value() - order.filled;
            if (chance(2)) {
                trade(order, 1 + in_.byte() % left, stream, false);
            } else {
                end(order, OrderState::Cancelled, stream);
            }
            return tell(std::move(stream));
        }
    }
}

void AccountTruth::arrive(Order& order) {
    OrderReply reply;
    reply.stamp = stamp();
    reply.client_id = order.placed.client_id;
    Frame frame;
    if (now_ > order.placed.valid_until) {
        order.where = Where::NeverArrived;
        reply.outcome = Outcome::Refused;
        reply.refusal = RefusalClass::RetryLater;
    } else {
        order.where = Where::Open;
        reply.outcome = Outcome::Accepted;
        reply.venue_id = VenueOrderId{"V" + std::to_string(order.placed.client_id.raw)};
        bool const lingers = chance(4);
        if (!lingers) {  // immediate or cancel: trades what it can, the rest goes
            std::int64_t const all = order.placed.quantity.value();
            std::int64_t const lots = chance(3) ? in_.word() % (all + 1) : all;
            Frame stream;
            if (lots > 0) {
                trade(order, lots, stream, false);
            }
            if (order.where == Where::Open) {
                end(order, OrderState::Cancelled, stream);
            }
            for (Fill fill : order.fills) {
                fill.from_reply = true;
                frame.emplace_back(fill);
            }
            frame.emplace_back(report(order));
            tell(std::move(stream));
        }
    }
    frame.emplace_back(reply);
    if (!chance(8)) {  // else the answer is swallowed
        answer_with(std::move(frame));
    }
}

void AccountTruth::trade(Order& order, std::int64_t lots, Frame& stream, bool in_reply) {
    tick();
    order.filled += lots;
    std::uint32_t const instrument = order.placed.instrument.raw;
    positions_[instrument] += signed_lots(order.placed.side, lots);
    Fill fill;
    fill.stamp = stamp();
    fill.instrument = order.placed.instrument;
    fill.client_id = order.placed.client_id;
    fill.venue_id = VenueOrderId{"V" + std::to_string(fill.client_id.raw)};
    fill.trade_id = TradeId{std::to_string(trades_.size() + 1)};
    fill.trade_sequence = trades_.size() + 1;
    fill.side = order.placed.side;
    fill.amount = kLot * static_cast<double>(lots);
    fill.price = kIndex;
    fill.index_price = UsdPrice{kIndex};
    fill.from_reply = in_reply;
    order.fills.push_back(fill);
    trades_.push_back(fill);
    stream.emplace_back(fill);
    if (order.filled == order.placed.quantity.value()) {
        end(order, OrderState::Filled, stream);
    } else {
        stream.emplace_back(report(order));
    }
    stream.emplace_back(statement(instrument));
}

void AccountTruth::end(Order& order, OrderState state, Frame& stream) {
    order.where = Where::Done;
    order.end = state;
    stream.emplace_back(report(order));
}

void AccountTruth::cancel(const CancelOrder& command) {
    auto const found = orders_.find(command.client_id.raw);
    CancelReply reply;
    reply.stamp = stamp();
    reply.client_id = command.client_id;
    bool const open = found != orders_.end() && found->second.where == Where::Open;
    if (open && !chance(4)) {
        Frame stream;
        end(found->second, OrderState::Cancelled, stream);
        tell(std::move(stream));
        reply.outcome = Outcome::Accepted;
    } else {
        reply.outcome = Outcome::Refused;
        reply.refusal = open ? RefusalClass::RetryLater : RefusalClass::OrderGone;
    }
    answer_with({reply});
}

void AccountTruth::answer(const QueryOrder& command) {
    auto const found = orders_.find(command.client_id.raw);
    bool const known = found != orders_.end() &&
                       (found->second.where == Where::Open || found->second.where == Where::Done);
    OrderQueryReply reply{stamp(), command.client_id, QueryResult::Absent};
    Frame frame;
    if (known) {
        for (Fill fill : found->second.fills) {
            fill.from_snapshot = true;
            frame.emplace_back(fill);
        }
        OrderUpdate update = report(found->second);
        update.from_snapshot = true;
        frame.emplace_back(update);
        reply.result = QueryResult::Found;
    }
    if (chance(4)) {
        frame.resize(std::min<std::size_t>(frame.size(), in_.below(3)));
        reply.result = QueryResult::Failed;
    }
    frame.emplace_back(reply);
    answer_with(std::move(frame));
}

void AccountTruth::list(const RequestSnapshot& request) {
    Frame frame = content(request.kind);
    bool const failed = chance(4);
    if (failed) {  // some pages came, another did not
        frame.resize(std::min<std::size_t>(frame.size(), in_.below(4)));
    }
    corrected_ = corrected_ && (failed || request.kind != SnapshotKind::Positions);
    frame.emplace_back(SnapshotMark{stamp(), request.kind,
                                    failed ? SnapshotPhase::Failed : SnapshotPhase::Complete,
                                    request.generation});
    if (chance(16)) {
        answer_with(frame);  // the same report once more
    }
    answer_with(std::move(frame));
}

Frame AccountTruth::content(SnapshotKind kind) const {
    Frame frame;
    switch (kind) {
        case SnapshotKind::OpenOrders:
            for (auto const& [id, order] : orders_) {
                if (order.where == Where::Open) {
                    OrderUpdate update = report(order);
                    update.from_snapshot = true;
                    frame.emplace_back(update);
                }
            }
            frame.insert(frame.end(), foreign_.begin(), foreign_.end());
            break;
        case SnapshotKind::Positions:
            for (std::uint32_t i = 0; i < kInstruments; ++i) {
                if (positions_[i] != 0) {
                    PositionUpdate update = statement(i);
                    update.from_snapshot = true;
                    frame.emplace_back(update);
                }
            }
            break;
        case SnapshotKind::Account: {
            AccountUpdate account;
            account.stamp = stamp();
            account.underlying = UnderlyingIndex{0};
            account.equity = account.balance = account.margin_balance = Coins{100.0};
            account.initial_margin = Coins{1.0};
            account.maintenance_margin = Coins{0.5};
            frame.emplace_back(account);
            break;
        }
        case SnapshotKind::Trades:
            for (Fill fill : trades_) {
                fill.from_snapshot = true;
                frame.emplace_back(fill);
            }
            break;
        case SnapshotKind::Instruments:
            break;
    }
    return frame;
}

void AccountTruth::trade_by_hand() {
    tick();
    std::uint32_t const instrument = in_.below(4) == 3 ? 1 : 0;
    Side const side = in_.one_in(2) ? Side::Sell : Side::Buy;
    std::int64_t const lots = 1 + in_.word() % 12'000;  // up to two coins
    positions_[instrument] += signed_lots(side, lots);
    Fill fill;
    fill.stamp = stamp();
    fill.instrument = InstrumentIndex{instrument};
    fill.venue_id = VenueOrderId{"H" + std::to_string(trades_.size())};
    fill.trade_id = TradeId{std::to_string(trades_.size() + 1)};
    fill.trade_sequence = trades_.size() + 1;
    fill.side = side;
    fill.amount = kLot * static_cast<double>(lots);
    fill.price = kIndex;
    fill.index_price = UsdPrice{kIndex};
    trades_.push_back(fill);
    if (connected_) {
        tell({fill, statement(instrument)});
    }
}

void AccountTruth::correct_in_silence() {
    tick();
    positions_[in_.below(kInstruments)] += static_cast<std::int64_t>(in_.word() % 4'000) - 2'000;
    corrected_ = true;
}

void AccountTruth::foreign_order() {
    OrderUpdate update;
    update.stamp = stamp();
    update.instrument = InstrumentIndex{0};
    update.venue_id = VenueOrderId{"F" + std::to_string(foreign_.size())};
    update.side = Side::Buy;
    update.state = OrderState::Open;
    update.price = 50'000.0;
    update.amount = 100.0;
    foreign_.push_back(update);
    if (connected_) {
        tell({update});
    }
}

void AccountTruth::leave_order_of_earlier_run(std::uint32_t epoch) {
    Order order;
    order.placed.client_id = make_client_order_id(epoch, 1 + in_.below(4));
    order.placed.instrument = InstrumentIndex{in_.below(kInstruments)};
    order.placed.side = in_.one_in(2) ? Side::Sell : Side::Buy;
    order.placed.quantity = Lots{10 + static_cast<std::int64_t>(in_.byte())};
    order.placed.valid_until = now_;
    order.where = Where::Open;
    auto const [at, added] = orders_.emplace(order.placed.client_id.raw, order);
    if (added && in_.one_in(2)) {
        Frame untold;
        trade(at->second, 1 + in_.byte() % 9, untold, false);
        if (in_.one_in(2)) {  // told after all, perhaps later than the lists
            tell(std::move(untold));
        }
    }
}

std::optional<Frame> AccountTruth::deliver() {
    if (answers_.empty() && stream_.empty()) {
        return std::nullopt;
    }
    bool of_answers = stream_.empty() || (!answers_.empty() && !chance(2));
    if (!answers_.empty() && !stream_.empty()) {
        // One connection carries both, so neither runs far ahead.
        const Told& first = of_answers ? answers_.front() : stream_.front();
        const Told& other = of_answers ? stream_.front() : answers_.front();
        of_answers = of_answers != (first.at - other.at > kOvertakingMax);
    }
    std::deque<Told>& channel = of_answers ? answers_ : stream_;
    Told const told = std::move(channel.front());
    Frame frame = told.frame;
    channel.pop_front();
    if (!of_answers && chance(12)) {
        channel.push_front(told);  // and the same once more
    }
    for (const Event& event : frame) {
        std::erase_if(unanswered_, [&](const VenueCommand& command) {
            if (auto const* const reply = std::get_if<OrderReply>(&event)) {
                return same_order<PlaceOrder>(command, reply->client_id);
            }
            if (auto const* const mark = std::get_if<SnapshotMark>(&event)) {
                auto const* const wanted = std::get_if<RequestSnapshot>(&command);
                return wanted != nullptr && mark->phase != SnapshotPhase::Begin &&
                       wanted->kind == mark->kind && wanted->generation == mark->generation;
            }
            return false;
        });
    }
    return frame;
}

Frame AccountTruth::disconnect() {
    connected_ = false;
    answers_.clear();
    stream_.clear();
    commands_.clear();
    Frame lost;
    for (const VenueCommand& command : unanswered_) {
        if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
            OrderReply reply;
            reply.stamp = stamp();
            reply.client_id = place->client_id;
            reply.outcome = Outcome::Unknown;
            lost.emplace_back(reply);
        } else if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
            lost.emplace_back(
                SnapshotMark{stamp(), wanted->kind, SnapshotPhase::Failed, wanted->generation});
        }
    }
    unanswered_.clear();
    for (auto& [id, order] : orders_) {
        Frame untold;
        if (order.where == Where::Travelling && !chance(2)) {
            order.where = Where::NeverArrived;
        } else if (order.where == Where::Open && chance(2)) {  // cancel-on-disconnect has holes
            end(order, OrderState::Cancelled, untold);
        }
    }
    return lost;
}

std::int64_t AccountTruth::may_trade(std::uint32_t instrument, ClientOrderId but) const {
    std::int64_t sum = 0;
    for (auto const& [id, order] : orders_) {
        bool const in_time = order.where == Where::Travelling && now_ <= order.placed.valid_until;
        if ((in_time || order.where == Where::Open) && order.placed.client_id != but &&
            order.placed.instrument.raw == instrument) {
            sum += order.placed.quantity.value() - order.filled;
        }
    }
    return sum;
}

bool AccountTruth::all_told() const {
    return connected_ && stream_.empty() && answers_.empty() && commands_.empty() && !corrected_;
}

bool AccountTruth::idle() const {
    return all_told() && std::none_of(orders_.begin(), orders_.end(), [](const auto& entry) {
               return entry.second.where == Where::Open || entry.second.where == Where::Travelling;
           });
}

OrderUpdate AccountTruth::report(const Order& order) const {
    OrderUpdate update;
    update.stamp = stamp();
    update.instrument = order.placed.instrument;
    update.client_id = order.placed.client_id;
    update.venue_id = VenueOrderId{"V" + std::to_string(order.placed.client_id.raw)};
    update.side = order.placed.side;
    update.time_in_force = order.placed.time_in_force;
    update.state = order.where == Where::Done ? order.end : OrderState::Open;
    update.price = kIndex;
    update.amount = kLot * static_cast<double>(order.placed.quantity.value());
    update.filled_amount = kLot * static_cast<double>(order.filled);
    return update;
}

PositionUpdate AccountTruth::statement(std::uint32_t instrument) const {
    PositionUpdate update;
    update.stamp = stamp();
    update.instrument = InstrumentIndex{instrument};
    update.size = kLot * static_cast<double>(positions_[instrument]);
    return update;
}

}  // namespace hedged::fuzz
