// SPDX-License-Identifier: Apache-2.0
// Connections: opening, frames, closing, time. The path of a request is in serve.cpp.
#include "hedged/exchange/deribit/front.hpp"

#include "exchange/deribit/front_impl.hpp"

#include <algorithm>

namespace hedged::exchange::deribit {

Front::Impl::Impl(Exchange& exchange, FrontConfig config, FrontOutput& output)
    : exchange_(exchange),
      config_(std::move(config)),
      output_(output),
      services_{exchange_,
                config_,
                faults_,
                Authenticator{config_},
                Credits{config_},
                ChannelHub{exchange_, output_, faults_, config_.portfolio_interval},
                {}} {}

std::size_t Front::Impl::connections_of(std::string_view ip) const {
    return static_cast<std::size_t>(
        std::count_if(sessions_.begin(), sessions_.end(),
                      [&](const auto& entry) { return entry.second.ip == ip; }));
}

bool Front::Impl::on_open(ConnectionId connection, std::string_view peer_ip, Instant now) {
    HEDGED_ASSERT(connection.raw != 0 && !sessions_.contains(connection));
    if (connections_of(peer_ip) >= config_.connections_per_address) {
        return false;
    }
    sessions_.emplace(connection,
                      Session{connection,
                              std::string{peer_ip},
                              Liveness{now, config_.idle_limit, config_.test_answer_limit},
                              std::nullopt,
                              std::nullopt,
                              false,
                              {}});
    return true;
}

void Front::Impl::on_ping(ConnectionId connection, Instant now) {
    if (auto const found = sessions_.find(connection); found != sessions_.end()) {
        found->second.liveness.heard(now);
    }
}

void Front::Impl::on_frame(ConnectionId connection, std::string_view text, Instant now) {
    auto const found = sessions_.find(connection);
    if (found == sessions_.end()) {
        return;
    }
    auto& session = found->second;
    session.liveness.heard(now);
    Request request;
    auto const malformed = parser_.parse(text, request);
    auto answer = serve(session, request, malformed, std::nullopt, now);
    if (faults_.notifications_first) {
        pump(now);
    }
    deliver(session, std::move(answer), now);
    services_.hub.greet(connection, now);
    pump(now);
}

void Front::Impl::deliver(Session& session, Answer answer, Instant now) {
    auto const connection = session.connection;
    if (!answer.text.empty() && answer.hold > Duration{}) {
        session.held.push_back({now + answer.hold, std::move(answer.text)});
    } else if (!answer.text.empty()) {
        output_.send(connection, answer.text);
    }
    if (answer.end_session) {
        close(connection, answer.end_reason, answer.cancel_orders, now);
    }
}

void Front::Impl::on_close(ConnectionId connection, Instant now) {
    end_session(connection, true, now);
    pump(now);
}

void Front::Impl::close(ConnectionId connection, std::string_view reason, bool cancel_orders,
                        Instant now) {
    end_session(connection, cancel_orders, now);
    output_.close(connection, reason);
}

void Front::Impl::end_session(ConnectionId connection, bool cancel_orders, Instant now) {
    auto const found = sessions_.find(connection);
    if (found == sessions_.end()) {
        return;
    }
    auto const& session = found->second;
    services_.hub.unsubscribe_all(connection, true);
    services_.authenticator.tokens().end_connection(connection.raw);
    if (cancel_orders && session.cancel_on_disconnect && !faults_.cancel_on_disconnect_lost) {
        due_cancels_.push_back({now + faults_.cancel_on_disconnect_delay,
                                *session.cancel_on_disconnect, session.tag()});
    }
    sessions_.erase(found);
    cancel_due(now);
}

void Front::Impl::cancel_due(Instant now) {
    for (auto const& due : due_cancels_) {
        if (due.due <= now) {
            OrderFilter filter;
            filter.session = due.session;
            (void)exchange_.cancel_all(due.account, filter, CancelReason::CancelOnDisconnect);
        }
    }
    std::erase_if(due_cancels_, [&](const DueCancel& due) { return due.due <= now; });
}

void Front::Impl::check_liveness(Instant now) {
    std::vector<std::pair<ConnectionId, std::string_view>> ended;
    for (auto& [connection, session] : sessions_) {
        switch (session.liveness.step(now)) {
            case LivenessStep::Nothing:
                break;
            case LivenessStep::SendHeartbeat:
                output_.send(connection, render_heartbeat("heartbeat"));
                break;
            case LivenessStep::SendTestRequest:
                output_.send(connection, render_heartbeat("test_request"));
                break;
            case LivenessStep::HeartbeatLost:
                ended.emplace_back(connection, "test_request not answered");
                break;
            case LivenessStep::Idle:
                ended.emplace_back(connection, "idle");
                break;
        }
    }
    for (auto const& [connection, reason] : ended) {
        close(connection, reason, true, now);
    }
}

void Front::Impl::release_held(Instant now) {
    for (auto& [connection, session] : sessions_) {
        while (!session.held.empty() && session.held.front().due <= now) {
            output_.send(connection, session.held.front().text);
            session.held.pop_front();
        }
    }
}

void Front::Impl::pump(Instant now) {
    exchange_.take_changes(changes_);
    services_.hub.note(changes_, now);
}

void Front::Impl::advance(Instant now, WallTime market_now) {
    exchange_.advance(market_now);
    cancel_due(now);
    check_liveness(now);
    release_held(now);
    pump(now);
    services_.hub.tick(now);
}

Front::Front(Exchange& exchange, FrontConfig config, FrontOutput& output)
    : impl_(std::make_unique<Impl>(exchange, std::move(config), output)) {}
Front::~Front() = default;

bool Front::on_open(ConnectionId connection, std::string_view peer_ip, Instant now) {
    return impl_->on_open(connection, peer_ip, now);
}
void Front::on_frame(ConnectionId connection, std::string_view text, Instant now) {
    impl_->on_frame(connection, text, now);
}
void Front::on_ping(ConnectionId connection, Instant now) {
    impl_->on_ping(connection, now);
}
void Front::on_close(ConnectionId connection, Instant now) {
    impl_->on_close(connection, now);
}
HttpResponse Front::on_http(const HttpRequest& request, Instant now) {
    return impl_->on_http(request, now);
}
void Front::advance(Instant now, WallTime market_now) {
    impl_->advance(now, market_now);
}
void Front::add_key(ApiKey key) {
    impl_->add_key(std::move(key));
}
Faults& Front::faults() noexcept {
    return impl_->faults();
}
std::size_t Front::connection_count() const noexcept {
    return impl_->connection_count();
}

}  // namespace hedged::exchange::deribit
