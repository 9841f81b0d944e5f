// SPDX-License-Identifier: Apache-2.0
#include "fuzz/order_model.hpp"

#include <algorithm>

namespace hedged::fuzz {

// What was filled before us may be told once more, so only the larger of the two is proof.
std::int64_t ModelOrder::proven() const {
    return std::max(before_us, filled);
}

std::int64_t ModelOrder::to_come() const {
    std::int64_t const all = dead() ? reported : std::max(quantity, reported);
    return std::max<std::int64_t>(all - proven(), 0);
}

void OrderModel::on_sent(const PlaceOrder& placed, std::optional<Instant> at) {
    ModelOrder order;
    order.placed = placed;
    order.sent = at;
    order.quantity = placed.quantity.value();
    orders_[placed.client_id.raw] = order;
}

void OrderModel::on_restored(const PlaceOrder& placed) {
    on_sent(placed, std::nullopt);
    orders_[placed.client_id.raw].must_block = true;
}

void OrderModel::on_reply(const OrderReply& reply) {
    ModelOrder* const order = find(reply.client_id);
    if (order == nullptr || order->dead()) {
        return;
    }
    bool const vague =
        reply.refusal == RefusalClass::StateUnknown || reply.refusal == RefusalClass::OrderGone;
    switch (reply.outcome) {
        case Outcome::Accepted:
            order->acknowledged = true;
            order->must_block = false;
            return;
        case Outcome::Refused:
            if (vague || order->acknowledged) {
                order->must_block = true;
            } else {
                order->death = Death::Refused;
            }
            return;
        case Outcome::Unknown:
            order->must_block = order->must_block || !order->acknowledged;
            return;
    }
}

void OrderModel::on_update(const OrderUpdate& update, std::optional<std::int64_t> reported,
                           std::optional<std::int64_t> amount) {
    ModelOrder* order = find(update.client_id);
    bool const usable = reported && amount;
    bool const terminal = update.state == OrderState::Filled ||
                          update.state == OrderState::Cancelled ||
                          update.state == OrderState::Rejected;
    if (order == nullptr) {
        if (usable && !terminal) {  // left over by an earlier run
            ModelOrder left;
            left.placed.client_id = update.client_id;
            left.placed.instrument = update.instrument;
            left.placed.side = update.side;
            left.quantity = *amount;
            left.before_us = *reported;
            left.reported = *reported;
            left.acknowledged = true;
            left.must_block = update.state == OrderState::Unknown;
            orders_[update.client_id.raw] = left;
        }
        return;
    }
    if (!usable || order->placed.instrument != update.instrument) {
        order->must_block = order->must_block || !order->dead();
        return;
    }
    bool const odd = update.state == OrderState::Unknown;
    bool const answered = order->death == Death::Refused && !order->acknowledged;
    if (order->dead() && !terminal && !odd) {
        if (order->death != Death::Absent && !answered) {
            return;  // late or repeated
        }
        order->death = Death::None;
    }
    bool const was_dead = order->dead();
    bool const certain = order->death == Death::Told || order->death == Death::FilledUp;
    order->death = odd && !certain ? Death::None : order->death;
    order->acknowledged = true;
    if (was_dead && !order->dead()) {
        order->quantity = std::max(*amount, order->quantity);
    } else if (!order->dead() && *amount > 0) {
        order->quantity = std::max(*amount, order->proven());
    }
    order->reported = std::max(order->reported, *reported);
    if (update.state == OrderState::Filled) {
        order->reported = std::max(order->reported, order->quantity);
    }
    order->must_block = !order->dead() && odd;
    if (terminal && !certain) {
        order->death = update.state == OrderState::Rejected ? Death::ToldRejected : Death::Told;
    }
}

bool OrderModel::on_fill(const Fill& fill, std::int64_t lots) {
    auto const [known, added] =
        trades_.emplace(std::string{fill.trade_id.view()} + (fill.side == Side::Buy ? "b" : "s"),
                        fill.client_id.ours());
    // Told without a label first, it reaches its order once a later report names it.
    bool const named = added || (!known->second && fill.client_id.ours());
    known->second = known->second || fill.client_id.ours();
    ModelOrder* const order = find(fill.client_id);
    if (order == nullptr || !named) {
        return added;
    }
    order->filled += lots;
    order->reported = std::max(order->reported, order->proven());
    order->acknowledged = true;
    if (!order->dead() && order->proven() >= order->quantity) {
        order->death = Death::FilledUp;
        order->must_block = false;
    }
    return added;
}

void OrderModel::on_gone(ClientOrderId id) {
    if (ModelOrder* const order = find(id); order != nullptr && !order->dead()) {
        order->must_block = true;
    }
}

void OrderModel::on_lost_connection() {
    for (auto& [id, order] : orders_) {
        order.must_block = order.must_block || !order.dead();
    }
}

ModelOrder* OrderModel::find(ClientOrderId id) {
    auto const found = orders_.find(id.raw);
    return found == orders_.end() ? nullptr : &found->second;
}

bool OrderModel::blocked(InstrumentIndex instrument) const {
    return std::any_of(orders_.begin(), orders_.end(), [&](const auto& entry) {
        const ModelOrder& order = entry.second;
        return order.placed.instrument == instrument && order.must_block && !order.dead();
    });
}

std::int64_t OrderModel::to_come(std::uint32_t instrument, Side side) const {
    std::int64_t sum = 0;
    for (auto const& [id, order] : orders_) {
        bool const counts = order.placed.instrument.raw == instrument && order.placed.side == side;
        sum += counts ? order.to_come() : 0;
    }
    return sum;
}

}  // namespace hedged::fuzz
