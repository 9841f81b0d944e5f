// SPDX-License-Identifier: Apache-2.0
// The half of AccountSession that gets from a login to Ready: cancel-on-disconnect, streams, then
// orders, positions and account.
#include "hedged/venues/deribit/session/account_session.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hedged::deribit {

namespace {

constexpr std::uint8_t bit(SnapshotKind kind) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}

}  // namespace

void AccountSession::advance(Instant now) noexcept {
    if (!connection_.logged_in()) {
        return;
    }
    advance_disconnect(now);
    if (disconnect_ == Disconnect::Confirmed || disconnect_ == Disconnect::Failed) {
        subscriptions_.advance(now);
    }
    queries_.advance(now);
    if (subscriptions_.required_granted()) {
        advance_reading(now);
        snapshots_.advance(now);
    } else if (std::string_view const missing = subscriptions_.first_missing(); !missing.empty()) {
        announce(ConnectionState::Connecting, "not granted: " + std::string{missing}, now);
    }
    settle(now);
}

void AccountSession::advance_disconnect(Instant now) noexcept {
    if (disconnect_ == Disconnect::Failed && now >= disconnect_retry_at_) {
        disconnect_ = Disconnect::Unset;
    }
    bool const enable = disconnect_ == Disconnect::Unset;
    if ((!enable && disconnect_ != Disconnect::Read) || !connection_.take_request(now)) {
        return;
    }
    PendingRequest* const request =
        connection_.ask(enable ? Request::EnableCancelOnDisconnect : Request::GetCancelOnDisconnect,
                        Purpose::Disconnect, now, connection_.config().request_patience);
    if (request == nullptr) {
        return;
    }
    Buffer const out = connection_.buffer();
    std::string_view const frame =
        enable ? encode_enable_cancel_on_disconnect(out, request->id, DisconnectScope::Connection)
               : encode_get_cancel_on_disconnect(out, request->id, DisconnectScope::Connection);
    if (connection_.send(*request, frame, now)) {
        disconnect_ = enable ? Disconnect::Enabling : Disconnect::Reading;
    }
}

// Only what is read back counts. It is read even when setting it was refused: the account may have
// it on by itself.
void AccountSession::on_disconnect_answer(const PendingRequest& request, bool usable,
                                          Instant now) noexcept {
    RpcReply const& reply = connection_.decoded().reply;
    if (!usable) {
        std::string fault = "cancel-on-disconnect is not confirmed: ";
        fault += request.overdue ? "no answer"
                 : reply.error   ? std::to_string(reply.error->code) + " " +
                                     std::string{reply.error->message.view()}
                               : "an answer that cannot be read";
        disconnect_fault_.assign_truncated(fault);
    }
    if (request.request == Request::EnableCancelOnDisconnect) {
        disconnect_ = Disconnect::Read;
        return;
    }
    if (usable && reply.cancel_on_disconnect.value_or(false)) {
        disconnect_ = Disconnect::Confirmed;
        disconnect_fault_ = Reason{};
    } else {
        disconnect_ = Disconnect::Failed;
        disconnect_retry_at_ = now + config_.disconnect_retry;
        if (usable) {
            disconnect_fault_.assign_truncated("cancel-on-disconnect is off at the exchange");
        }
    }
    if (announced_.state == ConnectionState::Ready) {
        announce_ready(now);
    }
}

void AccountSession::advance_reading(Instant now) noexcept {
    // Without the instrument list most of what is read could not be placed.
    bool const listed = refresh_.completed >= awaited_list_ || now >= list_patience_until_;
    if ((missing_ & ~reading_) != 0 && now >= read_at_ && listed) {
        for (SnapshotKind const kind : {SnapshotKind::OpenOrders, SnapshotKind::Trades,
                                        SnapshotKind::Positions, SnapshotKind::Account}) {
            if ((missing_ & ~reading_ & bit(kind)) == 0) {
                continue;
            }
            if (!snapshots_.request(kind, 0, now)) {  // as many as there can be are under way
                read_at_ = now + read_retry_.draw(connection_.random());
                break;
            }
            reading_ = static_cast<Kinds>(reading_ | bit(kind));
        }
    }
    if (missing_ == 0 && announced_.state != ConnectionState::Ready) {
        announce_ready(now);
        connection_.mark_ready(now);
    } else if (announced_.state == ConnectionState::Ready) {
        announce_ready(now);  // a later login may have granted another scope
    }
}

void AccountSession::on_snapshot_end(const SnapshotEnd& end, Instant now) noexcept {
    if (end.generation != 0 || (reading_ & bit(end.kind)) == 0) {
        return;
    }
    reading_ = static_cast<Kinds>(reading_ & ~bit(end.kind));
    bool const outdated = (outdated_ & bit(end.kind)) != 0;
    outdated_ = static_cast<Kinds>(outdated_ & ~bit(end.kind));
    if (end.phase == SnapshotPhase::Complete) {
        missing_ = outdated ? missing_ : static_cast<Kinds>(missing_ & ~bit(end.kind));
    } else {
        read_at_ = now + read_retry_.draw(connection_.random());
        announce(ConnectionState::Connecting, "the account could not be read, trying again", now);
    }
    if (missing_ == 0) {
        read_retry_.reset();
    }
}

}  // namespace hedged::deribit
