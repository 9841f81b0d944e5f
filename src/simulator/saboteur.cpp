// SPDX-License-Identifier: Apache-2.0
#include "simulator/saboteur.hpp"

#include <algorithm>
#include <variant>

namespace hedged::simulator {
namespace {

using auditor::Canary;

constexpr Duration kLate = milliseconds(150);
constexpr Duration kQueued = milliseconds(400);

bool is_order(std::string_view frame) noexcept {
    return frame.find("\"private/buy\"") != std::string_view::npos ||
           frame.find("\"private/sell\"") != std::string_view::npos;
}

}  // namespace

void Saboteur::configure(engine::EngineConfig& config) const {
    risk::UnderlyingLimits& money = config.limits.underlyings[0];
    hedging::DeltaBand& band = config.underlyings[0].band;
    if (is(Canary::WidensLimit)) {
        money.max_order_coins = Coins{money.max_order_coins.value() * 20.0};
        money.max_order_contracts *= 20.0;
        money.max_order_value = Usd{money.max_order_value.value() * 20.0};
        money.max_hedge_position = Coins{1'000.0};
    } else if (is(Canary::MixesConfigurations)) {
        band.lower = BookDelta{band.lower.value() - 3.0};
        band.target = BookDelta{band.target.value() - 3.0};
        band.upper = BookDelta{band.upper.value() - 3.0};
    } else if (is(Canary::IgnoresStaleness)) {
        config.limits.feed_lag_max = seconds(100'000);
    }
}

void Saboteur::hear(const Event& event, std::vector<Event>& out) {
    switch (canary_) {
        case Canary::IgnoresStaleness:
            hear_data(event, out);
            return;
        case Canary::None:
        case Canary::RetriesLateOrder:
        case Canary::SendsAfterKill:
        case Canary::JournalsAfterWire:
        case Canary::ForgetsOrdersAtRestart:
        case Canary::AcceptsGarbageTail:
        case Canary::FlipsThroughBand:
        case Canary::ExceedsRate:
        case Canary::WidensLimit:
        case Canary::CancelsForeignOrder:
        case Canary::MixesConfigurations:
        case Canary::SendsNonFinite:
        case Canary::TwoSenders:
        case Canary::LeaksSecret:
            out.push_back(event);
            return;
        case Canary::SkipsReconcileAtStart:
        case Canary::FailedReportIsEmpty:
        case Canary::AppliesFillTwice:
        case Canary::ResolvesWithoutEvidence:
        case Canary::DropsPrivateEvent:
        case Canary::HoldsWithoutReason:
            hear_account(event, out);
            return;
    }
}

// A heartbeat counts as data: at each of the engine's ticks the newest prices are new again.
void Saboteur::hear_data(const Event& event, std::vector<Event>& out) {
    if (const auto* const quote = std::get_if<Quote>(&event)) {
        quote_ = *quote;
    } else if (const auto* const index = std::get_if<IndexPrice>(&event)) {
        index_ = *index;
    } else if (const auto* const timer = std::get_if<Timer>(&event)) {
        if (quote_) {
            quote_->stamp.received = timer->now;
            out.emplace_back(*quote_);
        }
        if (index_) {
            index_->stamp.received = timer->now;
            out.emplace_back(*index_);
        }
    }
    out.push_back(event);
}

void Saboteur::hear_account(const Event& event, std::vector<Event>& out) {
    Event told = event;
    if (auto* const mark = std::get_if<SnapshotMark>(&told)) {
        if (is(Canary::FailedReportIsEmpty) && mark->phase == SnapshotPhase::Failed) {
            mark->phase = SnapshotPhase::Complete;
        }
        if (is(Canary::SkipsReconcileAtStart) && mark->phase == SnapshotPhase::Begin) {
            out.push_back(told);
            mark->phase = SnapshotPhase::Complete;
        }
    } else if (auto* const fill = std::get_if<Fill>(&told)) {
        if (is(Canary::AppliesFillTwice)) {
            out.push_back(told);
            fill->trade_id = TradeId{std::string(fill->trade_id.view()) + "x"};
        }
        if (is(Canary::DropsPrivateEvent) && random_.below(3) == 0) {
            return;
        }
    } else if (auto* const reply = std::get_if<OrderReply>(&told)) {
        if (is(Canary::ResolvesWithoutEvidence) && reply->outcome == Outcome::Unknown) {
            reply->outcome = Outcome::Refused;
            reply->refusal = RefusalClass::RetryLater;
        }
    } else if (const auto* const change = std::get_if<ConnectionChange>(&told)) {
        const bool ready =
            change->stream == Stream::Account && change->state == ConnectionState::Ready;
        if (is(Canary::HoldsWithoutReason) && ready && ++ready_times_ > 1) {
            return;
        }
    } else if (is(Canary::DropsPrivateEvent) && (std::holds_alternative<PositionUpdate>(told) ||
                                                 std::holds_alternative<OrderUpdate>(told))) {
        if (random_.below(3) == 0) {
            return;
        }
    }
    out.push_back(told);
}

void Saboteur::retry_late(const Event& cause, Actions& actions) {
    if (const auto* const reply = std::get_if<OrderReply>(&cause)) {
        answered_ = answered_ || (last_order_ && reply->client_id == last_order_->client_id);
    }
    for (const Action& action : actions) {
        const auto* const command = std::get_if<VenueCommand>(&action);
        const auto* const order = command == nullptr ? nullptr : std::get_if<PlaceOrder>(command);
        if (order != nullptr) {
            last_order_ = *order;
            answered_ = false;
            order_at_ = Instant{};
        }
    }
    const auto* const timer = std::get_if<Timer>(&cause);
    if (timer == nullptr || answered_ || !last_order_) {
        return;
    }
    if (order_at_ == Instant{}) {
        order_at_ = timer->now;
    } else if (timer->now - order_at_ > kLate) {
        PlaceOrder again = *last_order_;
        again.client_id = make_client_order_id(again.client_id.epoch(), ++extra_ids_);
        (void)actions.push_back(VenueCommand{again});
        answered_ = true;
    }
}

// Once something was cancelled it is cancelled again at every look.
void Saboteur::repeat_cancels(const Event& cause, Actions& actions) {
    for (const Action& action : actions) {
        if (const auto* const command = std::get_if<VenueCommand>(&action)) {
            if (const auto* const cancel = std::get_if<CancelOrder>(command)) {
                last_cancel_ = *cancel;
            } else if (const auto* const order = std::get_if<PlaceOrder>(command)) {
                last_cancel_ = CancelOrder{order->client_id, order->instrument, {}};
            }
        }
    }
    if (last_cancel_ && std::holds_alternative<Timer>(cause)) {
        (void)actions.push_back(VenueCommand{*last_cancel_});
    }
}

void Saboteur::want(const Event& cause, Actions& actions) {
    if (is(Canary::RetriesLateOrder)) {
        retry_late(cause, actions);
    } else if (is(Canary::ExceedsRate)) {
        repeat_cancels(cause, actions);
    } else if (is(Canary::FlipsThroughBand)) {
        for (Action& action : actions) {
            auto* const command = std::get_if<VenueCommand>(&action);
            auto* const order = command == nullptr ? nullptr : std::get_if<PlaceOrder>(command);
            if (order != nullptr) {
                order->quantity = Lots{order->quantity.value() * 8};
            }
        }
    }
}

bool Saboteur::lets_pass(std::string& frame, Instant now) {
    if (!is_order(frame)) {
        return true;
    }
    if (is(Canary::SendsAfterKill)) {
        held_.push_back({now, frame});
        return false;
    }
    const std::size_t price = frame.find("\"price\":");
    if (is(Canary::SendsNonFinite) && price != std::string::npos && ++orders_seen_ % 3 == 0) {
        const std::size_t value = price + 8;
        frame.replace(value, frame.find_first_of(",}", value) - value, "1e999");
    }
    if (is(Canary::CancelsForeignOrder) && ++orders_seen_ % 3 == 0) {
        held_.push_back({now - kQueued, R"({"jsonrpc":"2.0","id":987654321,)"
                                        R"("method":"private/cancel_all","params":{}})"});
    }
    return true;
}

std::vector<std::string> Saboteur::due(Instant now, bool killed) {
    std::vector<std::string> out;
    while (!held_.empty() && (killed || now - held_.front().since >= kQueued)) {
        out.push_back(std::move(held_.front().frame));
        held_.erase(held_.begin());
    }
    return out;
}

void Saboteur::say(Note& note, std::string_view secret) const {
    if (is(Canary::LeaksSecret) && note.severity >= Severity::Warning) {
        note.text.assign_truncated("login " + std::string(secret));
    }
}

}  // namespace hedged::simulator
