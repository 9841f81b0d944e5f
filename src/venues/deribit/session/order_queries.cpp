// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/order_queries.hpp"

#include <algorithm>

namespace hedged::deribit {

namespace {

constexpr std::uint32_t kSlotBits = 8;
constexpr std::uint32_t kSerialMask = 0x00FF'FFFFU;

}  // namespace

void OrderQueries::request(const QueryOrder& query, Instant now) noexcept {
    auto* const free = std::ranges::find_if(queries_, [](const Query& q) { return !q.active; });
    bool const placed = query.instrument.valid() && query.instrument.raw < table_.size();
    if (!connection_.logged_in() || free == queries_.end() || !placed ||
        encode_label(config_.tag, query.client_id).empty()) {
        connection_.sink().emit(
            OrderQueryReply{Stamp{now, {}}, query.client_id, QueryResult::Failed});
        return;
    }
    *free = Query{};
    free->active = true;
    free->serial = ++serial_ & kSerialMask;
    free->client_id = query.client_id;
    free->currency = table_.spec(query.instrument).underlying.raw;
    free->pages.begin(connection_.exchange_at(now), config_.trades_lookback);
}

void OrderQueries::advance(Instant now) noexcept {
    for (std::uint32_t slot = 0; slot < kQueriesMax; ++slot) {
        Query& query = queries_[slot];
        if (!query.active) {
            continue;
        }
        if (query.history == Step::Ask &&
            !ask(query, slot, query.history, Request::OrderStateByLabel, now)) {
            return;
        }
        if (query.open == Step::Ask && !ask(query, slot, query.open, Request::OpenOrders, now)) {
            return;
        }
        Request const trades =
            query.orders == 1 ? Request::UserTradesByOrder : Request::UserTradesByCurrency;
        if (can_ask_trades(query) && !ask(query, slot, query.trades, trades, now)) {
            return;
        }
    }
}

bool OrderQueries::ask(Query& query, std::uint32_t slot, Step& step, Request what,
                       Instant now) noexcept {
    if (!connection_.logged_in() || !connection_.take_request(now)) {
        return false;
    }
    PendingRequest* const request =
        connection_.ask(what, Purpose::Query, now, connection_.config().request_patience);
    if (request == nullptr) {
        return false;
    }
    request->context = slot | (query.serial << kSlotBits);
    request->client_id = query.client_id;
    if (!connection_.send(*request, encode(query, what, request->id), now)) {
        return false;
    }
    step = Step::Asked;
    return true;
}

std::string_view OrderQueries::encode(const Query& query, Request what, RequestId id) noexcept {
    std::string_view const currency =
        table_.underlying_at(UnderlyingIndex{query.currency}).currency.view();
    Buffer const out = connection_.buffer();
    if (what == Request::OrderStateByLabel) {
        return encode_get_order_state_by_label(out, id, currency,
                                               encode_label(config_.tag, query.client_id).view());
    }
    if (what == Request::OpenOrders) {
        return encode_get_open_orders(out, id, currency);
    }
    if (what == Request::UserTradesByOrder) {
        return encode_get_user_trades_by_order(out, id, query.venue_id.view());
    }
    return encode_get_user_trades(out, id, currency, query.pages.from(), query.pages.to(),
                                  config_.trades_per_page);
}

void OrderQueries::on_answer(const PendingRequest& request, bool usable, Instant now) noexcept {
    Query& query = queries_[request.context % (1U << kSlotBits)];
    if (!query.active || query.serial != request.context >> kSlotBits) {
        return;
    }
    DecodedFrame const& decoded = connection_.decoded();
    // "No such order" is an answer, and not to be confused with no answer.
    bool const unheard_of = !usable && !request.overdue && decoded.reply.error &&
                            decoded.reply.error->refusal == RefusalClass::OrderGone;
    if (!usable && !unheard_of) {
        finish(query, QueryResult::Failed, now);
        return;
    }
    if (usable) {
        emit_matching(query);
    }
    if (request.request == Request::OrderStateByLabel) {
        query.history = Step::Answered;
        return;
    }
    if (request.request == Request::OpenOrders) {
        query.open = Step::Answered;
        return;
    }
    PageVerdict const page = request.request == Request::UserTradesByCurrency && usable
                                 ? query.pages.take(decoded, config_.trade_pages_max)
                                 : PageVerdict::Whole;
    if (page == PageVerdict::More) {
        query.trades = Step::Ask;
    } else if (page == PageVerdict::Short ||
               (usable && page == PageVerdict::Whole && decoded.reply.has_more)) {
        finish(query, QueryResult::Failed, now);
    } else {
        finish(query, query.found ? QueryResult::Found : QueryResult::Absent, now);
    }
}

void OrderQueries::emit_matching(Query& query) noexcept {
    for (const Event& event : connection_.decoded().events) {
        if (auto const* const order = std::get_if<OrderUpdate>(&event)) {
            if (order->client_id != query.client_id) {
                continue;
            }
            if (order->venue_id != query.venue_id) {
                query.venue_id = order->venue_id;
                ++query.orders;
            }
            query.found = true;
            connection_.sink().emit(event);
        } else if (auto const* const fill = std::get_if<Fill>(&event)) {
            bool const by_id = query.orders == 1 && fill->venue_id == query.venue_id;
            if (fill->client_id != query.client_id && !by_id) {
                continue;
            }
            // A trade does not always repeat the label of its order.
            Fill ours = *fill;
            ours.client_id = query.client_id;
            query.found = true;
            connection_.sink().emit(ours);
        }
    }
}

void OrderQueries::finish(Query& query, QueryResult result, Instant now) noexcept {
    query.active = false;
    connection_.sink().emit(OrderQueryReply{Stamp{now, {}}, query.client_id, result});
}

void OrderQueries::reset(Instant now) noexcept {
    for (Query& query : queries_) {
        if (query.active) {
            finish(query, QueryResult::Failed, now);
        }
    }
}

Instant OrderQueries::next_deadline() const noexcept {
    bool const waiting = std::ranges::any_of(queries_, [](const Query& q) {
        return q.active && (q.history == Step::Ask || q.open == Step::Ask || can_ask_trades(q));
    });
    return waiting ? connection_.request_at() : kNever;
}

}  // namespace hedged::deribit
