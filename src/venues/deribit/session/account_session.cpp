// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/account_session.hpp"

#include <algorithm>
#include <string>

namespace hedged::deribit {

namespace {

constexpr std::uint8_t bit(SnapshotKind kind) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}
// Trades before positions: what was traded while no connection stood explains what is held now, and
// shows the labels of another instance.
constexpr std::uint8_t kEverything = bit(SnapshotKind::OpenOrders) | bit(SnapshotKind::Trades) |
                                     bit(SnapshotKind::Positions) | bit(SnapshotKind::Account);
// Between two instrument lists asked for because of what strangers trade.
constexpr Duration kStrangerInterval = seconds(60);

}  // namespace

AccountSession::AccountSession(const AccountSessionConfig& config, InstrumentTable& table,
                               InstrumentRefresh& refresh, SessionSink sink, std::uint64_t seed)
    : config_(config),
      table_(table),
      refresh_(refresh),
      connection_(config.connection, table, config.tag, sink, seed),
      subscriptions_(connection_, Access::Private, config.connection.channel_retry),
      snapshots_(connection_, table, config_),
      queries_(connection_, table, config_),
      modes_(config.modes, table.underlying_count()),
      read_retry_(config.snapshot_retry) {
    announced_.stream = Stream::Account;
    for (std::size_t i = 0; i < table_.underlying_count(); ++i) {
        std::string_view const currency =
            table_.underlying_at(UnderlyingIndex{static_cast<std::uint8_t>(i)}).currency.view();
        (void)subscriptions_.want(user_changes_channel("any", currency, Interval::Raw).view(),
                                  true);
        (void)subscriptions_.want(user_portfolio_channel(currency).view(), true);
    }
    (void)subscriptions_.want(kUserLockChannel, false);
}

void AccountSession::start(Instant now, WallTime wall) noexcept {
    connection_.start(now, wall);
    announce(ConnectionState::Connecting, "connecting", now);
}

void AccountSession::close_gracefully(Instant now) noexcept {
    connection_.stop(now, "closed by this side");
    settle(now);
}

void AccountSession::opened(Instant now, WallTime wall) noexcept {
    connection_.opened(now, wall);
    settle(now);
}

void AccountSession::closed(Instant now, std::string_view reason) noexcept {
    connection_.closed(now, reason);
    settle(now);
}

void AccountSession::frame(std::string_view text, Instant received) noexcept {
    switch (connection_.receive(text, received)) {
        case Received::Notification:
            on_notification(received);
            break;
        case Received::LoggedIn:
            on_logged_in(received);
            break;
        case Received::Answer:
            on_answer(!connection_.decoded().reply.error, received);
            break;
        case Received::BadAnswer:
            on_answer(false, received);
            break;
        case Received::Undecodable:
            ++connection_.counters().private_data_lost;
            doubt(kEverything, "private data could not be decoded", received);
            break;
        case Received::Nothing:
            break;
    }
    settle(received);
    advance(received);
}

void AccountSession::tick(Instant now, WallTime wall) noexcept {
    Phase const before = connection_.phase();
    connection_.tick(now, wall);
    if (before == Phase::Waiting && connection_.phase() == Phase::Connecting) {
        announce(ConnectionState::Connecting, "connecting again", now);
    }
    on_overdue(now);
    settle(now);
    advance(now);
}

void AccountSession::on_logged_in(Instant now) noexcept {
    GrantedScope const& scope = connection_.scope();
    if (!scope.trade_read || !scope.account_read) {
        connection_.fail(now, "this key may not read orders and account (trade, account scopes)",
                         Retry::AfterRefusal);
        return;
    }
    subscriptions_.reset();
    disconnect_ = Disconnect::Unset;
    disconnect_fault_ = Reason{};
    disconnect_retry_at_ = kNever;
    locked_.clear();
    modes_.forget();
    missing_ = kEverything;
    reading_ = 0;
    outdated_ = 0;
    read_retry_.reset();
    read_at_ = now;
    list_patience_until_ = now + config_.instruments_patience;
}

void AccountSession::on_notification(Instant now) noexcept {
    emit_decoded(now);
    std::optional<AccountLock> const& lock = connection_.decoded().account_lock;
    if (!lock) {
        return;
    }
    auto* const known = std::ranges::find(locked_, lock->underlying);
    if (known != locked_.end()) {
        locked_.swap_remove(static_cast<std::size_t>(known - locked_.begin()));
    }
    if (lock->locked && !locked_.push_back(lock->underlying)) {
        locked_[0] = UnderlyingIndex{};  // more coins than can be told apart: the whole account
    }
    if (!lock->underlying.valid() && !lock->locked) {
        locked_.clear();
    }
    if (announced_.state == ConnectionState::Ready) {
        announce_ready(now);
    }
}

// Before what it came with: no report may end a wait for the account that is not as expected.
void AccountSession::take_modes(Instant now) noexcept {
    std::vector<AccountModes> const& told = connection_.decoded().account_modes;
    for (AccountModes const& modes : told) {
        modes_.take(modes);
    }
    if (!told.empty() && announced_.state == ConnectionState::Ready) {
        announce_ready(now);
    }
}

void AccountSession::emit_decoded(Instant now) noexcept {
    take_modes(now);
    for (const Event& event : connection_.decoded().events) {
        connection_.sink().emit(event);
    }
    note_unplaced(now);
}

void AccountSession::note_unplaced(Instant now) noexcept {
    DecodedFrame const& decoded = connection_.decoded();
    if (decoded.unplaced.empty()) {
        return;
    }
    connection_.counters().unplaced += decoded.unplaced.size();
    auto const risk = std::ranges::find_if(decoded.unplaced, is_risk);
    if (risk != decoded.unplaced.end()) {
        awaited_list_ = refresh_.ask();
        list_patience_until_ = now + config_.instruments_patience;
        doubt(kEverything, "unknown instrument " + std::string{risk->instrument.view()}, now);
    } else if (now >= unplaced_asked_at_) {
        unplaced_asked_at_ = now + kStrangerInterval;
        awaited_list_ = refresh_.ask();
        list_patience_until_ = now + config_.instruments_patience;
        missing_ = static_cast<Kinds>(missing_ | bit(SnapshotKind::Positions));
    }
}

// What we know may be wrong: no trading until it was read again. A reading under way is too old.
void AccountSession::doubt(Kinds kinds, std::string_view why, Instant now) noexcept {
    missing_ = static_cast<Kinds>(missing_ | kinds);
    outdated_ = static_cast<Kinds>(outdated_ | (reading_ & kinds));
    if (connection_.logged_in() && announced_.state == ConnectionState::Ready) {
        // Whoever hears this expects no answer any more, and asks again.
        queries_.reset(now);
        announce(ConnectionState::Connecting, "reading the account again: " + std::string{why},
                 now);
    }
}

void AccountSession::on_answer(bool usable, Instant now) noexcept {
    PendingRequest const request = connection_.request();
    connection_.close_request();
    if (request.purpose == Purpose::Order) {
        on_order_answer(request, usable, now);
        return;
    }
    if (request.purpose == Purpose::Cancel) {
        on_cancel_answer(request, usable, now);
        return;
    }
    if (!request.overdue) {
        if (usable && request.purpose == Purpose::Snapshot) {
            take_modes(now);
        }
        pass_on(request, usable, now);
    }
    if (request.purpose == Purpose::Snapshot || request.purpose == Purpose::Query) {
        note_unplaced(now);
    }
}

void AccountSession::pass_on(const PendingRequest& request, bool usable, Instant now) noexcept {
    if (request.purpose == Purpose::Subscribe) {
        subscriptions_.on_answer(request, usable, now);
    } else if (request.purpose == Purpose::Disconnect) {
        on_disconnect_answer(request, usable, now);
    } else if (request.purpose == Purpose::Query) {
        queries_.on_answer(request, usable, now);
    } else if (request.purpose == Purpose::Snapshot) {
        if (auto const end = snapshots_.on_answer(request, usable, now)) {
            on_snapshot_end(*end, now);
        }
    }
}

void AccountSession::on_overdue(Instant now) noexcept {
    while (PendingRequest* const overdue = connection_.next_overdue(now)) {
        if (!lost(*overdue, now)) {
            pass_on(*overdue, false, now);
        }
    }
}

// Turns a failure of the connection into what the engine must know. Safe to call at any time.
void AccountSession::settle(Instant now) noexcept {
    std::optional<Reason> const failure = connection_.take_failure();
    if (!failure) {
        return;
    }
    disconnect_ = Disconnect::Unset;
    announce(ConnectionState::Down, failure->view(), now);
    connection_.abandon_requests(
        [this, now](const PendingRequest& request) noexcept { (void)lost(request, now); });
    queries_.reset(now);
    snapshots_.reset(now);
    missing_ = 0;
    reading_ = 0;
}

void AccountSession::announce(ConnectionState state, std::string_view reason,
                              Instant now) noexcept {
    ConnectionChange change;
    change.stream = Stream::Account;
    change.state = state;
    bool const ready = state == ConnectionState::Ready;
    change.cancel_on_disconnect = ready && disconnect_ == Disconnect::Confirmed;
    change.may_trade =
        ready && connection_.scope().trade_write && locked_.empty() && modes_.as_expected();
    change.reason.assign_truncated(reason);
    if (change.state == announced_.state && change.reason == announced_.reason &&
        change.may_trade == announced_.may_trade &&
        change.cancel_on_disconnect == announced_.cancel_on_disconnect) {
        return;
    }
    change.stamp.received = now;
    announced_ = change;
    connection_.sink().emit(change);
}

void AccountSession::announce_ready(Instant now) noexcept {
    std::string const otherwise = modes_.text();
    std::string_view reason = "ready";
    if (disconnect_ != Disconnect::Confirmed) {
        reason = disconnect_fault_.empty() ? "cancel-on-disconnect is not confirmed"
                                           : disconnect_fault_.view();
    } else if (!connection_.scope().trade_write) {
        reason = "the key may not trade (trade:read_write missing)";
    } else if (!locked_.empty()) {
        reason = "the exchange has locked this account";
    } else if (!otherwise.empty()) {
        reason = otherwise;
    }
    announce(ConnectionState::Ready, reason, now);
}

Instant AccountSession::next_deadline() const noexcept {
    Instant next = connection_.next_deadline();
    if (!connection_.logged_in()) {
        return next;
    }
    next = std::min({next, snapshots_.next_deadline(), queries_.next_deadline()});
    if (disconnect_ == Disconnect::Confirmed || disconnect_ == Disconnect::Failed) {
        next = std::min(next, subscriptions_.next_deadline());
    }
    if (disconnect_ == Disconnect::Unset || disconnect_ == Disconnect::Read) {
        next = std::min(next, connection_.request_at());
    } else if (disconnect_ == Disconnect::Failed) {
        next = std::min(next, disconnect_retry_at_);
    }
    if ((missing_ & ~reading_) != 0 && subscriptions_.required_granted()) {
        next = std::min(next, refresh_.completed >= awaited_list_
                                  ? read_at_
                                  : std::max(read_at_, list_patience_until_));
    }
    return next;
}

}  // namespace hedged::deribit
