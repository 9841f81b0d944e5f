// SPDX-License-Identifier: Apache-2.0
#include "runtime/alternate_venue.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace hedged::runtime {

namespace {

template <class T>
concept AboutAnOrder = requires(const T& it) {
    it.client_id;
    it.stamp;
};

double signed_amount(Side side, double amount) noexcept {
    return sign_of(side) * amount;
}

}  // namespace

AlternateVenue::Line& AlternateVenue::line(InstrumentIndex index) {
    if (index.raw >= lines_.size()) {
        lines_.resize(index.raw + 1);
    }
    return lines_[index.raw];
}

double AlternateVenue::size_of(const Line& line) noexcept {
    return line.recorded_size + line.alternate.amount - line.recorded.amount;
}

void AlternateVenue::pass(const Event& recorded, std::vector<Event>& out) {
    std::visit(
        [&](const auto& it) {
            using T = std::decay_t<decltype(it)>;
            if constexpr (requires { it.now; }) {
                now_ = std::max(now_, it.now);
            } else {
                now_ = std::max(now_, it.stamp.received);
                venue_now_ = std::max(venue_now_, it.stamp.venue);
            }
            execute_due(out);
            if constexpr (std::is_same_v<T, Fill>) {
                if (ours(it.client_id)) {
                    on_recorded_fill(it);
                    return;
                }
                line(it.instrument).recorded_size += signed_amount(it.side, it.amount);
            } else if constexpr (AboutAnOrder<T>) {
                if (ours(it.client_id)) {
                    return;
                }
            } else if constexpr (std::is_same_v<T, PositionUpdate>) {
                line(it.instrument).recorded_size = it.size;
                if (!it.from_snapshot) {
                    PositionUpdate other = it;
                    other.size = size_of(line(it.instrument));
                    other.published_delta.reset();
                    out.emplace_back(other);
                }
                return;
            } else if constexpr (std::is_same_v<T, AccountUpdate>) {
                accounts_.resize(std::max<std::size_t>(accounts_.size(), it.underlying.raw + 1U));
                accounts_[it.underlying.raw] = it;
                out.emplace_back(adjusted(it));
                return;
            } else if constexpr (std::is_same_v<T, SnapshotMark>) {
                // The other engine asks at other times; it is answered from what this one taught.
                if (it.kind == SnapshotKind::OpenOrders || it.kind == SnapshotKind::Positions ||
                    it.kind == SnapshotKind::Account) {
                    known_.at(static_cast<std::size_t>(it.kind)) |=
                        it.phase == SnapshotPhase::Complete;
                    return;
                }
            } else if constexpr (std::is_same_v<T, ConnectionChange>) {
                if (it.stream == Stream::Account && it.state != ConnectionState::Ready) {
                    known_ = {};
                    asked_.clear();
                }
            } else if constexpr (std::is_same_v<T, InstrumentDefinition>) {
                line(it.spec.index).spec = it.spec;
            } else if constexpr (std::is_same_v<T, Quote> || std::is_same_v<T, Ticker>) {
                learn(it);
            }
            if constexpr (std::is_same_v<T, BatchEnd>) {
                answer(out);
            }
            out.emplace_back(it);
        },
        recorded);
}

void AlternateVenue::learn(const Quote& quote) {
    line(quote.instrument).quote = quote;
}

void AlternateVenue::learn(const Ticker& ticker) {
    Line& known = line(ticker.instrument);
    known.mark = ticker.mark_price;
    known.quote.bid_price = ticker.bid_price;
    known.quote.bid_amount = ticker.bid_amount;
    known.quote.ask_price = ticker.ask_price;
    known.quote.ask_amount = ticker.ask_amount;
}

void AlternateVenue::on_recorded_fill(const Fill& fill) {
    if (!seen_trades_
             .insert(std::string(fill.trade_id.view()) + (fill.side == Side::Buy ? "b" : "s"))
             .second ||
        !(fill.price > 0.0)) {
        return;
    }
    Line& known = line(fill.instrument);
    const double amount = signed_amount(fill.side, fill.amount);
    known.recorded.amount += amount;
    known.recorded.amount_in_coin += amount / fill.price;
    known.recorded.fees += fill.fee;
    known.recorded_size += amount;
}

void AlternateVenue::take(const VenueCommand& command, Instant now) {
    if (const auto* order = std::get_if<PlaceOrder>(&command)) {
        working_.push_back({*order, now + latency_});
    } else if (const auto* wanted = std::get_if<RequestSnapshot>(&command)) {
        asked_.push_back(*wanted);
    } else if (const auto* cancel = std::get_if<CancelOrder>(&command)) {
        for (Working& working : working_) {
            if (working.order.client_id == cancel->client_id) {
                // Nothing of it can fill any more; its end is told when it is due.
                working.order.time_in_force = TimeInForce::ImmediateOrCancel;
                working.order.limit = PriceTicks{working.order.side == Side::Buy ? 0 : INT64_MAX};
            }
        }
    }
}

void AlternateVenue::execute_due(std::vector<Event>& out) {
    for (std::size_t i = 0; i < working_.size();) {
        Working working = working_[i];
        if (working.due > now_) {
            ++i;
            continue;
        }
        const std::size_t before = out.size();
        execute(working, out);
        const bool ended = std::any_of(
            out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), [](const Event& event) {
                const auto* update = std::get_if<OrderUpdate>(&event);
                return update != nullptr && update->state != OrderState::Open;
            });
        if (ended) {
            working_.erase(working_.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            working_[i] = working;
            ++i;
        }
    }
}

void AlternateVenue::execute(Working& working, std::vector<Event>& out) {
    const PlaceOrder& order = working.order;
    const Line& known = line(order.instrument);
    const bool buys = order.side == Side::Buy;
    const double limit = static_cast<double>(order.limit.value()) * known.spec.tick.value();
    const double best = buys ? known.quote.ask_price : known.quote.bid_price;
    const double there = buys ? known.quote.ask_amount : known.quote.bid_amount;
    const double wanted = static_cast<double>(order.quantity.value()) * known.spec.lot.value();
    const bool crosses = best > 0.0 && (buys ? limit >= best : limit <= best);
    const bool rests = order.time_in_force == TimeInForce::GoodTilCancelled;
    if (!working.acknowledged) {
        OrderReply reply;
        reply.stamp = stamp();
        reply.client_id = order.client_id;
        reply.outcome = Outcome::Accepted;
        out.emplace_back(reply);
        working.acknowledged = true;
        if (rests && crosses && order.post_only) {
            settle(working, 0.0, 0.0, false, out);
            return;
        }
        if (rests && !crosses) {
            return;
        }
        settle(working, crosses ? std::min(wanted, there) : 0.0, best, false, out);
    } else if (crosses) {
        settle(working, wanted, limit, true, out);
    }
}

void AlternateVenue::settle(const Working& working, double amount, double price, bool maker,
                            std::vector<Event>& out) {
    const PlaceOrder& order = working.order;
    Line& known = line(order.instrument);
    const double lot = known.spec.lot.value();
    const double wanted = static_cast<double>(order.quantity.value()) * lot;
    amount = std::floor(amount / lot + 1e-9) * lot;
    OrderUpdate update;
    update.stamp = stamp();
    update.instrument = order.instrument;
    update.client_id = order.client_id;
    update.side = order.side;
    update.time_in_force = order.time_in_force;
    update.price = static_cast<double>(order.limit.value()) * known.spec.tick.value();
    update.amount = wanted;
    update.filled_amount = amount;
    update.average_price = amount > 0.0 ? price : 0.0;
    update.state = amount >= wanted ? OrderState::Filled : OrderState::Cancelled;
    if (amount > 0.0) {
        Fill fill;
        fill.stamp = stamp();
        fill.instrument = order.instrument;
        fill.client_id = order.client_id;
        (void)fill.trade_id.assign("alternate-" + std::to_string(++trades_));
        fill.trade_sequence = trades_;
        fill.side = order.side;
        fill.liquidity = maker ? Liquidity::Maker : Liquidity::Taker;
        fill.amount = amount;
        fill.price = price;
        const double rate = maker ? known.spec.maker_fee : known.spec.taker_fee;
        fill.fee = rate * (known.spec.amount_unit == AmountUnit::InUsd ? amount / price : amount);
        const double moved = signed_amount(order.side, amount);
        known.alternate.amount += moved;
        known.alternate.amount_in_coin += moved / price;
        known.alternate.fees += fill.fee;
        out.emplace_back(fill);
    }
    out.emplace_back(update);
    if (amount > 0.0) {
        PositionUpdate position;
        position.stamp = stamp();
        position.instrument = order.instrument;
        position.size = size_of(known);
        position.mark_price = known.mark;
        out.emplace_back(position);
    }
}

AccountUpdate AlternateVenue::adjusted(AccountUpdate account) const {
    double coins = 0.0;
    for (const Line& known : lines_) {
        if (known.spec.underlying != account.underlying || !(known.mark > 0.0) ||
            known.spec.payoff != Payoff::Inverse || known.spec.kind == InstrumentKind::Option) {
            continue;
        }
        const auto profit = [&](const Trades& trades) {
            return trades.amount_in_coin - trades.amount / known.mark - trades.fees;
        };
        coins += profit(known.alternate) - profit(known.recorded);
    }
    for (Coins* const of : {&account.equity, &account.balance, &account.margin_balance}) {
        *of += Coins{coins};
    }
    account.delta_total.reset();  // the exchange's own sum holds for the recorded positions
    return account;
}

void AlternateVenue::answer(std::vector<Event>& out) {
    for (std::size_t left = asked_.size(); left > 0; --left) {
        const RequestSnapshot wanted = asked_.front();
        asked_.pop_front();
        const auto kind = static_cast<std::size_t>(wanted.kind);
        if (kind < known_.size() && known_.at(kind)) {
            answer(wanted, out);
        } else {
            asked_.push_back(wanted);
        }
    }
}

void AlternateVenue::answer(const RequestSnapshot& wanted, std::vector<Event>& out) {
    out.emplace_back(SnapshotMark{stamp(), wanted.kind, SnapshotPhase::Begin, wanted.generation});
    if (wanted.kind == SnapshotKind::Positions) {
        for (const Line& known : lines_) {
            if (size_of(known) != 0.0) {
                PositionUpdate position;
                position.stamp = stamp();
                position.instrument = known.spec.index;
                position.from_snapshot = true;
                position.size = size_of(known);
                position.mark_price = known.mark;
                out.emplace_back(position);
            }
        }
    } else if (wanted.kind == SnapshotKind::Account) {
        for (const auto& account : accounts_) {
            if (account) {
                AccountUpdate now = adjusted(*account);
                now.stamp = stamp();
                out.emplace_back(now);
            }
        }
    }
    out.emplace_back(
        SnapshotMark{stamp(), wanted.kind, SnapshotPhase::Complete, wanted.generation});
}

}  // namespace hedged::runtime
