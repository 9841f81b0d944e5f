// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/market_session.hpp"

#include <algorithm>
#include <string>

namespace hedged::deribit {

MarketSession::MarketSession(const MarketSessionConfig& config, InstrumentTable& table,
                             InstrumentRefresh& refresh, SessionSink sink, std::uint64_t seed)
    : config_(config),
      table_(table),
      refresh_(refresh),
      connection_(config.connection, table, AccountTag{}, sink, seed),
      subscriptions_(connection_, Access::Public, config.connection.channel_retry),
      instruments_(connection_, table, refresh, config.instruments_interval,
                   config.connection.channel_retry) {
    books_.reserve(config_.hedge_instruments.size());
    want_configured();
}

void MarketSession::start(Instant now, WallTime wall) noexcept {
    connection_.start(now, wall);
    announce(ConnectionState::Connecting, "connecting", now);
}

void MarketSession::close_gracefully(Instant now) noexcept {
    connection_.stop(now, "closed by this side");
    settle(now);
}

void MarketSession::opened(Instant now, WallTime wall) noexcept {
    connection_.opened(now, wall);
    settle(now);
}

void MarketSession::closed(Instant now, std::string_view reason) noexcept {
    connection_.closed(now, reason);
    settle(now);
}

void MarketSession::frame(std::string_view text, Instant received) noexcept {
    switch (connection_.receive(text, received)) {
        case Received::Notification:
            on_notification();
            return;  // the busy way out: nothing waits for a market message
        case Received::LoggedIn:
            on_logged_in(received);
            break;
        case Received::Answer:
            on_answer(!connection_.decoded().reply.error, received);
            break;
        case Received::BadAnswer:
            on_answer(false, received);
            break;
        case Received::Nothing:
        case Received::Undecodable:
            break;
    }
    settle(received);
    advance(received);
}

void MarketSession::tick(Instant now, WallTime wall) noexcept {
    Phase const before = connection_.phase();
    connection_.tick(now, wall);
    if (before == Phase::Waiting && connection_.phase() == Phase::Connecting) {
        announce(ConnectionState::Connecting, "connecting again", now);
    }
    on_overdue(now);
    advance(now);
    settle(now);
}

void MarketSession::command(const VenueCommand& command, Instant now) noexcept {
    if (auto const* const watched = std::get_if<WatchInstrument>(&command)) {
        // Asked for at the next tick, so that many watched together share one request.
        watch(watched->instrument);
        return;
    }
    if (auto const* const wanted = std::get_if<RequestSnapshot>(&command);
        wanted != nullptr && wanted->kind == SnapshotKind::Instruments) {
        instruments_.request(wanted->generation, now);
    } else {
        refuse(command, now);
    }
    advance(now);
    settle(now);
}

// Private commands have no business here. Whoever sent one must not wait for its answer for ever.
void MarketSession::refuse(const VenueCommand& command, Instant now) noexcept {
    ++connection_.counters().misrouted_commands;
    Stamp const stamp{now, {}};
    if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
        OrderReply reply{stamp, place->client_id, Outcome::Refused, RefusalClass::Malformed, 0, {},
                         {}};
        connection_.sink().emit(reply);
    } else if (auto const* const cancel = std::get_if<CancelOrder>(&command)) {
        connection_.sink().emit(
            CancelReply{stamp, cancel->client_id, Outcome::Refused, RefusalClass::Malformed, 0});
    } else if (auto const* const query = std::get_if<QueryOrder>(&command)) {
        connection_.sink().emit(OrderQueryReply{stamp, query->client_id, QueryResult::Failed});
    } else if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
        connection_.sink().emit(
            SnapshotMark{stamp, wanted->kind, SnapshotPhase::Failed, wanted->generation});
    }
}

void MarketSession::on_logged_in(Instant now) noexcept {
    subscriptions_.reset();
    open_books();
    time_at_ = now;
    status_wanted_ = true;
}

void MarketSession::on_notification() noexcept {
    DecodedFrame const& decoded = connection_.decoded();
    for (const Event& event : decoded.events) {
        connection_.sink().emit(event);
    }
    if (decoded.book) {
        on_book(*decoded.book);
    }
    if (!decoded.unplaced.empty()) {
        // A new strike: it has no index before the list that holds it was read.
        connection_.counters().unplaced += decoded.unplaced.size();
        if (refresh_.wanted == refresh_.completed) {
            (void)refresh_.ask();
        }
    }
}

void MarketSession::on_book(const BookUpdate& update) noexcept {
    auto const book = std::ranges::find_if(
        books_, [&](const BookKeeper& b) { return b.instrument() == update.instrument; });
    if (book == books_.end()) {
        return;
    }
    SessionCounters& counters = connection_.counters();
    std::uint64_t const odd = book->inconsistencies();
    BookVerdict const verdict = book->apply(update, connection_.decoded().levels);
    counters.book_inconsistencies += book->inconsistencies() - odd;
    switch (verdict) {
        case BookVerdict::Shown:
            connection_.sink().emit(book->quote());
            return;
        case BookVerdict::Waiting:
            return;
        case BookVerdict::Lost:
            ++counters.gaps;
            break;
        case BookVerdict::Crossed:
            ++counters.crossed_books;
            break;
        case BookVerdict::Thin:
            break;
    }
    connection_.sink().emit(MarketDataGap{update.stamp, update.instrument});
    book->plan_resync(update.stamp.received, Duration{}, connection_.random());
}

void MarketSession::on_answer(bool usable, Instant now) noexcept {
    PendingRequest const request = connection_.request();
    connection_.close_request();
    if (request.overdue && !usable) {
        return;
    }
    if (request.purpose == Purpose::Instruments) {
        instruments_.on_answer(request, usable, now);
        open_books();
    } else if (request.overdue) {
        return;
    } else if (request.purpose == Purpose::Subscribe) {
        subscriptions_.on_answer(request, usable, now);
    } else if (request.purpose == Purpose::Clock && usable) {
        on_time(request, now);
    } else if (request.purpose == Purpose::Status && usable) {
        for (const Event& event : connection_.decoded().events) {
            connection_.sink().emit(event);
        }
    }
}

void MarketSession::on_time(const PendingRequest& request, Instant now) noexcept {
    RpcReply const& reply = connection_.decoded().reply;
    // One answer states the time twice. Where the two differ, one of them is wrong.
    constexpr Duration kFieldsApart = seconds(1);
    Duration const round_trip = now - request.sent;
    WallTime const exact = reply.exchange_sent;  // microseconds; the result has milliseconds
    WallTime const stated = exact != WallTime{} ? exact : reply.server_time.value_or(WallTime{});
    if (stated == WallTime{}) {
        return;
    }
    Duration const apart = stated - reply.server_time.value_or(stated);
    bool const contradicts = apart > kFieldsApart || apart < Duration{} - kFieldsApart;
    if (contradicts || !clock_.accept(round_trip, now)) {
        ++connection_.counters().clock_samples_dropped;
        return;
    }
    connection_.sink().emit(ClockSync{Stamp{now, stated}, round_trip});
}

void MarketSession::on_overdue(Instant now) noexcept {
    while (PendingRequest* const overdue = connection_.next_overdue(now)) {
        if (overdue->purpose == Purpose::Subscribe) {
            subscriptions_.on_answer(*overdue, false, now);
        } else if (overdue->purpose == Purpose::Instruments) {
            instruments_.on_answer(*overdue, false, now);
        }
    }
}

void MarketSession::advance(Instant now) noexcept {
    if (!connection_.logged_in()) {
        return;
    }
    instruments_.advance(now);
    if (instruments_.completed()) {
        // Before the first list no name has an index, and its data could only be dropped.
        resync_books(now);
        subscriptions_.advance(now);
        ask_status(now);
        ask_time(now);
    }
    if (state_ == ConnectionState::Ready || !connection_.logged_in()) {
        return;
    }
    bool const listed = instruments_.completed() &&
                        (refresh_.completed == refresh_.wanted ||
                         now - instruments_.completed_at() < config_.instruments_fresh_for);
    if (listed && subscriptions_.required_granted()) {
        announce(ConnectionState::Ready, "ready", now);
        connection_.mark_ready(now);
    } else if (std::string_view const missing = subscriptions_.first_missing(); !missing.empty()) {
        announce(ConnectionState::Connecting, "not granted: " + std::string{missing}, now);
    }
}

void MarketSession::ask_time(Instant now) noexcept {
    if (now < time_at_ || !connection_.take_request(now)) {
        return;
    }
    time_at_ = now + config_.clock_interval;
    PendingRequest* const request = connection_.ask(Request::GetTime, Purpose::Clock, now,
                                                    connection_.config().request_patience);
    if (request != nullptr) {
        (void)connection_.send(*request, encode_get_time(connection_.buffer(), request->id), now);
    }
}

// platform_state speaks of changes only: what is locked already must be asked for.
void MarketSession::ask_status(Instant now) noexcept {
    if (!status_wanted_ || !connection_.take_request(now)) {
        return;
    }
    status_wanted_ = false;
    PendingRequest* const request = connection_.ask(Request::Status, Purpose::Status, now,
                                                    connection_.config().request_patience);
    if (request != nullptr) {
        (void)connection_.send(*request, encode_status(connection_.buffer(), request->id), now);
    }
}

// Turns a failure of the connection into what the engine must know. Safe to call at any time.
void MarketSession::settle(Instant now) noexcept {
    std::optional<Reason> const failure = connection_.take_failure();
    if (!failure) {
        return;
    }
    connection_.abandon_requests([](const PendingRequest&) {});
    instruments_.reset(now);
    for (BookKeeper& book : books_) {
        book.forget();
    }
    announce(ConnectionState::Down, failure->view(), now);
}

void MarketSession::announce(ConnectionState state, std::string_view reason, Instant now) noexcept {
    Reason words;
    words.assign_truncated(reason);
    if (state == state_ && words == announced_) {
        return;
    }
    state_ = state;
    announced_ = words;
    connection_.sink().emit(
        ConnectionChange{Stamp{now, {}}, Stream::Market, state, false, false, words});
}

Instant MarketSession::next_deadline() const noexcept {
    Instant next = connection_.next_deadline();
    if (!connection_.logged_in()) {
        return next;
    }
    next = std::min(next, instruments_.next_deadline());
    if (!instruments_.completed()) {
        return next;
    }
    for (const BookKeeper& book : books_) {
        next = std::min(next, book.resync_at());
    }
    return std::min(
        {next, subscriptions_.next_deadline(), std::max(time_at_, connection_.request_at())});
}

}  // namespace hedged::deribit
