// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/connection.hpp"

#include <algorithm>

namespace hedged::deribit {

namespace {

constexpr Duration kErrorWindow = seconds(60);

}  // namespace

Connection::Connection(const ConnectionConfig& config, InstrumentTable& table,
                       const AccountTag& tag, SessionSink sink, std::uint64_t seed)
    : config_(config),
      sink_(sink),
      random_(seed),
      nonces_(random_),
      decoder_(table, tag),
      reconnect_(config.reconnect),
      budget_(config.requests_per_second, config.request_burst),
      subscribe_budget_(config.subscribes_per_second, config.subscribe_burst),
      buffer_(kRequestBytesMax) {
    HEDGED_ASSERT(sink.owner != nullptr);
}

void Connection::start(Instant now, WallTime wall) noexcept {
    if (phase_ != Phase::Idle) {
        return;
    }
    wall_ = wall;
    wall_taken_ = now;
    ask_to_connect(now);
}

void Connection::stop(Instant now, std::string_view reason) noexcept {
    fail(now, reason);
    phase_ = Phase::Idle;
    act_at_ = kNever;
}

void Connection::ask_to_connect(Instant now) noexcept {
    phase_ = Phase::Connecting;
    act_at_ = now + config_.connect_patience;
    sink_.connect();
}

void Connection::opened(Instant now, WallTime wall) noexcept {
    if (phase_ != Phase::Connecting) {
        return;
    }
    wall_ = wall;
    wall_taken_ = now;
    last_heard_ = now;
    act_at_ = kNever;
    scope_ = GrantedScope{};
    counters_.reconnects += counters_.connects > 0 ? 1U : 0U;
    ++counters_.connects;
    phase_ = Phase::LoggingIn;
    log_in(now);
}

// Reports the end of a connection, or of the attempt to make one, whoever ended it.
void Connection::closed(Instant now, std::string_view reason) noexcept {
    if (phase_ == Phase::Idle || phase_ == Phase::Waiting) {
        return;
    }
    if (phase_ != Phase::Closing) {
        failure_.assign_truncated(reason.empty() ? "connection closed" : reason);
        failure_pending_ = true;
        retry_ = throttled(now) ? Retry::AfterRefill : Retry::Soon;
    }
    Duration wait = reconnect_.draw(random_);
    if (retry_ == Retry::AfterRefill) {
        wait = std::max(wait, throttled_until_ - now);
    } else if (retry_ == Retry::AfterRefusal) {
        wait = config_.refused_delay + wait;
    }
    phase_ = Phase::Waiting;
    act_at_ = now + wait;
    refresh_at_ = kNever;
    ready_since_ = kNever;
}

void Connection::fail(Instant now, std::string_view reason, Retry retry) noexcept {
    if (phase_ != Phase::Connecting && !open()) {
        return;
    }
    failure_.assign_truncated(reason);
    failure_pending_ = true;
    retry_ = retry == Retry::Soon && throttled(now) ? Retry::AfterRefill : retry;
    phase_ = Phase::Closing;
    act_at_ = kNever;
    refresh_at_ = kNever;
    ready_since_ = kNever;
    sink_.close(failure_.view());
}

std::optional<Reason> Connection::take_failure() noexcept {
    if (!failure_pending_) {
        return std::nullopt;
    }
    failure_pending_ = false;
    return failure_;
}

PendingRequest* Connection::ask(Request request, Purpose purpose, Instant now,
                                Duration patience) noexcept {
    return open() ? requests_.open(request, purpose, now, patience) : nullptr;
}

bool Connection::send(PendingRequest& request, std::string_view frame, Instant now) noexcept {
    if (frame.empty() || !open()) {
        requests_.close(request);
        return false;
    }
    ++counters_.requests;
    if (!sink_.send(frame)) {
        // Part of it may have left: the request stays, and ends with the connection.
        fail(now, "the connection did not take a frame");
        return false;
    }
    return true;
}

// Deals with its own; returns the owner's.
PendingRequest* Connection::next_overdue(Instant now) noexcept {
    while (PendingRequest* const overdue = requests_.next_overdue(now)) {
        ++counters_.requests_overdue;
        if (overdue->purpose == Purpose::Login || overdue->purpose == Purpose::Heartbeat) {
            fail(now, "no answer to the login");
        } else if (overdue->purpose == Purpose::Refresh) {
            reauthenticate(now);
        } else if (overdue->purpose != Purpose::Test) {
            return overdue;
        }
    }
    return nullptr;
}

Received Connection::receive(std::string_view frame, Instant received) noexcept {
    if (!open()) {
        ++counters_.frames_ignored;
        return Received::Nothing;
    }
    ++counters_.frames;
    last_heard_ = received;
    if (!decoder_.decode(frame, received, decoded_).ok()) {
        note_decode_error(received);
        return Received::Undecodable;
    }
    switch (decoded_.kind) {
        case FrameKind::Notification:
            return Received::Notification;
        case FrameKind::TestRequest:
            answer_test(received);
            return Received::Nothing;
        case FrameKind::Reply:
        case FrameKind::ErrorReply:
            return on_answer(received);
        case FrameKind::None:
        case FrameKind::Heartbeat:
        case FrameKind::Request:
            break;
    }
    return Received::Nothing;
}

Received Connection::on_answer(Instant now) noexcept {
    if (decoded_.reply.exchange_sent != WallTime{}) {
        exchange_ = decoded_.reply.exchange_sent;
        exchange_taken_ = now;
    }
    RpcId const& id = decoded_.reply.id;
    request_ = id.is_number ? requests_.find(id.number) : nullptr;
    bool const is_error = decoded_.kind == FrameKind::ErrorReply;
    if (is_error) {
        on_error(now);
    }
    if (request_ == nullptr) {
        ++counters_.unmatched_replies;
        return Received::Nothing;
    }
    counters_.late_replies += request_->overdue ? 1U : 0U;
    Purpose const purpose = request_->purpose;
    if (!is_error && !decoder_.decode_reply(request_->request, decoded_).ok()) {
        note_decode_error(now);
        return on_bad_answer(now);
    }
    if (purpose == Purpose::Login || purpose == Purpose::Heartbeat) {
        return on_login(now);
    }
    if (purpose == Purpose::Refresh) {
        on_refresh(now);
        return Received::Nothing;
    }
    if (purpose == Purpose::Test) {
        close_request();
        return Received::Nothing;
    }
    return Received::Answer;
}

Received Connection::on_bad_answer(Instant now) noexcept {
    Purpose const purpose = request_->purpose;
    if (purpose == Purpose::Login || purpose == Purpose::Heartbeat) {
        fail(now, "the answer to the login cannot be read");
        return Received::Nothing;
    }
    if (purpose == Purpose::Refresh || purpose == Purpose::Test) {
        close_request();
        if (purpose == Purpose::Refresh) {
            reauthenticate(now);
        }
        return Received::Nothing;
    }
    return Received::BadAnswer;
}

void Connection::note_decode_error(Instant now) noexcept {
    ++counters_.decode_errors;
    if (now - errors_since_ > kErrorWindow) {
        errors_since_ = now;
        errors_recent_ = 0;
    }
    if (++errors_recent_ > config_.decode_errors_per_minute) {
        errors_recent_ = 0;
        ++counters_.decode_storms;
        fail(now, "too many frames that cannot be decoded");
    }
}

void Connection::answer_test(Instant now) noexcept {
    ++counters_.test_requests;
    PendingRequest* const request =
        ask(Request::Test, Purpose::Test, now, config_.request_patience);
    if (request == nullptr) {
        fail(now, "no room to answer a test request");
        return;
    }
    (void)send(*request, encode_test(buffer_, request->id), now);
}

void Connection::tick(Instant now, WallTime wall) noexcept {
    wall_ = wall;
    wall_taken_ = now;
    if (phase_ == Phase::Waiting && now >= act_at_) {
        ask_to_connect(now);
    } else if (phase_ == Phase::Connecting && now >= act_at_) {
        fail(now, "the connection did not open in time");
    }
    if (!open()) {
        return;
    }
    if (now - last_heard_ >= config_.heartbeat * 2) {
        ++counters_.silences;
        fail(now, "nothing heard for two heartbeats");
        return;
    }
    if (ready_since_ != kNever && now - ready_since_ >= config_.stable_after) {
        reconnect_.reset();
        ready_since_ = kNever;
    }
    if (now >= refresh_at_) {
        refresh(now);
    }
}

Instant Connection::next_deadline() const noexcept {
    if (!open()) {
        return act_at_;
    }
    return std::min(
        {last_heard_ + config_.heartbeat * 2, refresh_at_, requests_.next_deadline(kNever)});
}

}  // namespace hedged::deribit
