// SPDX-License-Identifier: Apache-2.0
#include "simulator/saboteur.hpp"

#include <algorithm>
#include <variant>

namespace hedged::simulator {
namespace {

using auditor::Canary;

constexpr Duration kLate = milliseconds(150);
constexpr Duration kQueued = milliseconds(400);
constexpr Duration kQueuedForLong = seconds(20);

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
        case Canary::ForgetsOrdersAtRestart:
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
            believes_empty_ = true;
        }
    } else if (auto* const fill = std::get_if<Fill>(&told)) {
        if (is(Canary::AppliesFillTwice)) {
            out.push_back(told);
            fill->trade_id = TradeId{std::string(fill->trade_id.view()) + "x"};
        }
        // Always the same ones: what is told again by another way is dropped there as well.
        if (is(Canary::DropsPrivateEvent) && !fill->trade_id.empty() &&
            fill->trade_id.view().back() % 3 == 0) {
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
    } else if (auto* const position = std::get_if<PositionUpdate>(&told);
               position != nullptr && position->from_snapshot && believes_empty_) {
        return;  // it was told once that there are none
    } else if (position != nullptr && is(Canary::ForgetsOrdersAtRestart)) {
        // Until the account's stream speaks of the instrument that was traded.
        if (stale_hedge_ && position->from_snapshot && position->mark_price > 1'000.0 &&
            position->instrument == hedge_.value_or(position->instrument)) {
            hedge_ = position->instrument;
            position->size = *stale_hedge_;
        } else if (!position->from_snapshot) {
            stale_hedge_.reset();
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
    } else if (is(Canary::HoldsWithoutReason)) {
        for (Action& action : actions) {
            auto* const note = std::get_if<Note>(&action);
            if (note != nullptr && note->kind == NoteKind::CannotHedge) {
                note->severity = Severity::Debug;  // or somebody would be told
            }
        }
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

void Saboteur::answer_itself(std::string_view frame) {
    const bool open = frame.find("private/get_open_orders") != std::string_view::npos;
    const bool trades = frame.find("private/get_user_trades_by_currency") != std::string_view::npos;
    constexpr std::string_view kId = "\"id\":";
    const std::size_t at = frame.find(kId);
    if (!(open || trades) || at == std::string_view::npos) {
        return;
    }
    const std::size_t from = at + kId.size();
    const std::string id{frame.substr(from, frame.find_first_of(",}", from) - from)};
    ids_answered_.push_back("\"id\":" + id + ",");
    answers_.push_back(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" +
                       (open ? "[]" : R"({"trades":[],"has_more":false})") +
                       R"(,"usIn":1,"usOut":1,"usDiff":0,"testnet":true})");
}

bool Saboteur::throws_away(std::string_view frame) {
    const std::string_view head = frame.substr(0, 64);
    return std::erase_if(ids_answered_, [&](const std::string& id) {
               return head.find(id) != std::string_view::npos;
           }) > 0;
}

bool Saboteur::lets_pass(std::string& frame, Instant now) {
    if (is(Canary::SkipsReconcileAtStart)) {
        answer_itself(frame);
    }
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
    const Duration patience = is(Canary::SendsAfterKill) ? kQueuedForLong : kQueued;
    while (!held_.empty() && (killed || now - held_.front().since >= patience)) {
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
