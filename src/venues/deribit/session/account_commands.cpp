// SPDX-License-Identifier: Apache-2.0
// The half of AccountSession that carries commands out: what leaves, what is refused at once, and
// what the answer, or its absence, means.
#include "hedged/venues/deribit/session/account_session.hpp"

#include <algorithm>

namespace hedged::deribit {

void AccountSession::command(const VenueCommand& command, Instant now) noexcept {
    if (auto const* const order = std::get_if<PlaceOrder>(&command)) {
        place(*order, now);
    } else if (auto const* const unwanted = std::get_if<CancelOrder>(&command)) {
        cancel(*unwanted, now);
    } else if (auto const* const query = std::get_if<QueryOrder>(&command)) {
        queries_.request(*query, now);
        queries_.advance(now);
    } else if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
        snapshot(*wanted, now);
    } else {
        ++connection_.counters().misrouted_commands;  // what to watch is the market's business
    }
    settle(now);
}

// A reading taken before the streams run could miss what happens in between.
void AccountSession::snapshot(const RequestSnapshot& wanted, Instant now) noexcept {
    if (!connection_.logged_in() || !subscriptions_.required_granted()) {
        ++connection_.counters().snapshots_failed;
        connection_.sink().emit(
            SnapshotMark{Stamp{now, {}}, wanted.kind, SnapshotPhase::Failed, wanted.generation});
        return;
    }
    (void)snapshots_.request(wanted.kind, wanted.generation, now);
    snapshots_.advance(now);
}

// Empty when an order may leave. The engine knows all this; it is checked again at the door.
std::string_view AccountSession::obstacle(Instant now) const noexcept {
    if (announced_.state != ConnectionState::Ready || !connection_.logged_in()) {
        return "the account session is not ready";
    }
    if (!announced_.cancel_on_disconnect) {
        return "cancel-on-disconnect is not confirmed";
    }
    if (!announced_.may_trade) {
        return "this key or account may not trade now";
    }
    return connection_.throttled(now) ? "waiting for rate credits" : "";
}

void AccountSession::not_sent(const PlaceOrder& order, RefusalClass refusal, std::string_view why,
                              Instant now) noexcept {
    ++connection_.counters().orders_not_sent;
    OrderReply reply;
    reply.stamp.received = now;
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Refused;
    reply.refusal = refusal;
    reply.message.assign_truncated(why);
    connection_.sink().emit(reply);
}

void AccountSession::place(const PlaceOrder& order, Instant now) noexcept {
    if (std::string_view const why = obstacle(now); !why.empty()) {
        not_sent(order, RefusalClass::RetryLater, why, now);
        return;
    }
    if (!order.instrument.valid() || order.instrument.raw >= table_.size() ||
        !table_.defined(order.instrument)) {
        not_sent(order, RefusalClass::Instrument, "unknown instrument", now);
        return;
    }
    PendingRequest* const request =
        connection_.ask(order.side == Side::Buy ? Request::Buy : Request::Sell, Purpose::Order, now,
                        config_.order_patience);
    if (request == nullptr) {
        not_sent(order, RefusalClass::RetryLater, "too many requests are unanswered", now);
        return;
    }
    request->client_id = order.client_id;
    std::string_view const frame = encode_place(connection_.buffer(), request->id, order,
                                                table_.spec(order.instrument), config_.tag);
    bool const written = !frame.empty();
    // When the socket refuses it, the request ends as Unknown with the connection.
    (void)connection_.send(*request, frame, now);
    if (!written) {
        not_sent(order, RefusalClass::Malformed, "the order could not be written", now);
    }
}

void AccountSession::cancel(const CancelOrder& order, Instant now) noexcept {
    CancelReply reply{Stamp{now, {}}, order.client_id, Outcome::Refused, RefusalClass::RetryLater,
                      0};
    bool const named = !order.venue_id.empty();
    bool const placed = order.instrument.valid() && order.instrument.raw < table_.size();
    Label const label = encode_label(config_.tag, order.client_id);
    if (!named && (!placed || label.empty())) {
        reply.refusal = RefusalClass::Malformed;
        connection_.sink().emit(reply);
        return;
    }
    PendingRequest* const request =
        connection_.logged_in() ? connection_.ask(named ? Request::Cancel : Request::CancelByLabel,
                                                  Purpose::Cancel, now, config_.order_patience)
                                : nullptr;
    if (request == nullptr) {
        connection_.sink().emit(reply);
        return;
    }
    request->client_id = order.client_id;
    Buffer const out = connection_.buffer();
    std::string_view frame;
    if (named) {
        frame = encode_cancel(out, request->id, order.venue_id.view());
    } else {
        Underlying const& coin = table_.underlying_at(table_.spec(order.instrument).underlying);
        frame = encode_cancel_by_label(out, request->id, coin.currency.view(), label.view());
    }
    (void)connection_.send(*request, frame, now);
    if (frame.empty()) {
        reply.refusal = RefusalClass::Malformed;
        connection_.sink().emit(reply);
    }
}

// True when the request was an order or a cancel, whose fate is now unknown.
bool AccountSession::lost(const PendingRequest& request, Instant now) noexcept {
    if (request.purpose == Purpose::Order) {
        ++connection_.counters().orders_unknown;
        OrderReply reply;
        reply.stamp.received = now;
        reply.client_id = request.client_id;
        reply.refusal = RefusalClass::StateUnknown;
        reply.message.assign_truncated(request.overdue ? "no answer in time"
                                                       : "the connection was lost");
        connection_.sink().emit(reply);
        return true;
    }
    if (request.purpose == Purpose::Cancel) {
        ++connection_.counters().cancels_unknown;
        connection_.sink().emit(CancelReply{Stamp{now, {}}, request.client_id, Outcome::Unknown,
                                            RefusalClass::StateUnknown, 0});
        return true;
    }
    return false;
}

// What the answer in hand says about an order.
OrderReply AccountSession::judge(const PendingRequest& request, bool usable,
                                 Instant now) const noexcept {
    OrderReply reply;
    reply.stamp.received = now;
    reply.client_id = request.client_id;
    reply.refusal = RefusalClass::StateUnknown;
    DecodedFrame const& decoded = connection_.decoded();
    if (decoded.reply.error) {
        RpcError const& error = *decoded.reply.error;
        reply.outcome =
            error.refusal == RefusalClass::StateUnknown ? Outcome::Unknown : Outcome::Refused;
        reply.refusal = error.refusal;
        reply.venue_code = error.code;
        reply.message = error.message;
        return reply;
    }
    if (!usable) {
        reply.message.assign_truncated("the answer could not be read");
        return reply;
    }
    for (const Event& event : decoded.events) {
        auto const* const order = std::get_if<OrderUpdate>(&event);
        if (order == nullptr || order->client_id != request.client_id) {
            continue;
        }
        reply.venue_id = order->venue_id;
        reply.stamp.venue = order->stamp.venue;
        bool const rejected = order->state == OrderState::Rejected;
        reply.outcome = rejected ? Outcome::Refused : Outcome::Accepted;
        reply.refusal = RefusalClass::Other;
        reply.message.assign_truncated(rejected ? "rejected" : "");
        return reply;
    }
    reply.message.assign_truncated("the answer does not name the order");
    return reply;
}

void AccountSession::on_order_answer(const PendingRequest& request, bool usable,
                                     Instant now) noexcept {
    OrderReply const reply = judge(request, usable, now);
    if (usable) {
        emit_decoded(now);
    }
    bool const unknown = reply.outcome == Outcome::Unknown;
    if (unknown && request.overdue) {
        return;  // said already
    }
    connection_.counters().orders_unknown += unknown ? 1U : 0U;
    connection_.sink().emit(reply);
}

void AccountSession::on_cancel_answer(const PendingRequest& request, bool usable,
                                      Instant now) noexcept {
    RpcReply const& answer = connection_.decoded().reply;
    CancelReply reply{Stamp{now, {}}, request.client_id, Outcome::Unknown,
                      RefusalClass::StateUnknown, 0};
    if (answer.error) {
        bool const unknown = answer.error->refusal == RefusalClass::StateUnknown;
        reply.outcome = unknown ? Outcome::Unknown : Outcome::Refused;
        reply.refusal = answer.error->refusal;
        reply.venue_code = answer.error->code;
    } else if (usable && request.request == Request::CancelByLabel) {
        // None cancelled: the label is not open, which is a question and not an answer.
        bool const some = answer.count.value_or(0) > 0;
        reply.outcome = some ? Outcome::Accepted : Outcome::Refused;
        reply.refusal = some ? RefusalClass::Other : RefusalClass::OrderGone;
    } else if (usable) {
        reply.outcome = Outcome::Accepted;
        reply.refusal = RefusalClass::Other;
    }
    if (usable) {
        emit_decoded(now);
    }
    bool const unknown = reply.outcome == Outcome::Unknown;
    if (unknown && request.overdue) {
        return;
    }
    connection_.counters().cancels_unknown += unknown ? 1U : 0U;
    connection_.sink().emit(reply);
}

}  // namespace hedged::deribit
