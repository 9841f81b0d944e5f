// SPDX-License-Identifier: Apache-2.0
// What both sessions share: connecting with back-off, logging in by signature, heartbeats, token
// refresh, request ids with deadlines, request budgets, and giving a connection up. A state machine
// over bytes and given time; one thread; allocates at login only.
//
// C1  A failure is kept until the owner takes it (take_failure), after which the connection is
//     Closing or Waiting. Between the two nothing is sent.
// C2  want_close is called at most once a connection, and only while one is being made or open.
// C3  Every nonce and request id is used once in the life of the object.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/venues/deribit/codec/decoder.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"
#include "hedged/venues/deribit/session/backoff.hpp"
#include "hedged/venues/deribit/session/pending_requests.hpp"
#include "hedged/venues/deribit/session/session_config.hpp"
#include "hedged/venues/deribit/session/session_counters.hpp"
#include "hedged/venues/deribit/session/session_sink.hpp"
#include "hedged/venues/deribit/session/signature.hpp"
#include "hedged/venues/deribit/session/token_bucket.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace hedged::deribit {

inline constexpr Instant kNever{INT64_MAX};

enum class Phase : std::uint8_t {
    Idle,  // not wanted
    Waiting,
    Connecting,
    LoggingIn,
    LoggedIn,
    Closing,  // given up by us; the transport has not confirmed yet
};

// What the frame was, beyond what the connection dealt with itself.
enum class Received : std::uint8_t {
    Nothing,
    LoggedIn,
    Notification,  // see decoded()
    Answer,        // to `request()`; decoded() holds the result or the error
    BadAnswer,     // to `request()`, and it could not be decoded
    Undecodable,   // a notification, or something, that could not be decoded
};

enum class Retry : std::uint8_t { Soon, AfterRefill, AfterRefusal };

struct GrantedScope {
    bool trade_read = false;
    bool trade_write = false;
    bool account_read = false;
    bool account_write = false;
};

using Reason = FixedString<79>;

class Connection {
public:
    Connection(const ConnectionConfig& config, InstrumentTable& table, const AccountTag& tag,
               SessionSink sink, std::uint64_t seed);

    void start(Instant now, WallTime wall) noexcept;
    void stop(Instant now, std::string_view reason) noexcept;
    void opened(Instant now, WallTime wall) noexcept;
    void closed(Instant now, std::string_view reason) noexcept;
    [[nodiscard]] Received receive(std::string_view frame, Instant received) noexcept;
    void tick(Instant now, WallTime wall) noexcept;

    void fail(Instant now, std::string_view reason, Retry retry = Retry::Soon) noexcept;
    // Once for each failure; the owner then emits what was lost.
    [[nodiscard]] std::optional<Reason> take_failure() noexcept;
    // The owner reached Ready; long enough of it resets the back-off.
    void mark_ready(Instant now) noexcept { ready_since_ = now; }

    // A place for an answer. Null: too many are waiting, or nothing can be sent now.
    [[nodiscard]] PendingRequest* ask(Request request, Purpose purpose, Instant now,
                                      Duration patience) noexcept;
    // Sends what was written for `request`; an empty frame could not be encoded and is not sent.
    // False: not sent, and the request is closed unless the connection failed over it.
    bool send(PendingRequest& request, std::string_view frame, Instant now) noexcept;
    [[nodiscard]] Buffer buffer() noexcept { return buffer_; }

    // The request of the answer in hand. The owner closes it.
    [[nodiscard]] PendingRequest& request() noexcept { return *request_; }
    void close_request() noexcept { requests_.close(*request_); }
    [[nodiscard]] PendingRequest* next_overdue(Instant now) noexcept;
    template <class Lost>
    void abandon_requests(Lost lost) noexcept {
        requests_.abandon(lost);
    }

    [[nodiscard]] bool take_request(Instant now) noexcept {
        return !throttled(now) && budget_.take(now);
    }
    [[nodiscard]] Instant request_at() const noexcept {
        return std::max(budget_.ready_at(), throttled_until_);
    }
    [[nodiscard]] bool take_subscribe(Instant now) noexcept {
        return !throttled(now) && subscribe_budget_.take(now);
    }
    [[nodiscard]] Instant subscribe_at() const noexcept {
        return std::max(subscribe_budget_.ready_at(), throttled_until_);
    }
    // Credits ran out (code 10028): until then nothing but cancels should leave.
    [[nodiscard]] bool throttled(Instant now) const noexcept { return now < throttled_until_; }

    [[nodiscard]] Phase phase() const noexcept { return phase_; }
    [[nodiscard]] bool logged_in() const noexcept { return phase_ == Phase::LoggedIn; }
    [[nodiscard]] const GrantedScope& scope() const noexcept { return scope_; }
    // Valid during the call that brought the frame.
    [[nodiscard]] const DecodedFrame& decoded() const noexcept { return decoded_; }
    [[nodiscard]] const DecodeCounters& decode_counters() const noexcept {
        return decoder_.counters();
    }
    [[nodiscard]] SessionCounters& counters() noexcept { return counters_; }
    [[nodiscard]] const SessionCounters& counters() const noexcept { return counters_; }
    [[nodiscard]] Random& random() noexcept { return random_; }
    [[nodiscard]] const ConnectionConfig& config() const noexcept { return config_; }
    [[nodiscard]] const SessionSink& sink() const noexcept { return sink_; }
    [[nodiscard]] WallTime wall_at(Instant now) const noexcept {
        return wall_ + (now - wall_taken_);
    }
    // The exchange's clock by its newest answer, late by the way home; before there was one, the
    // machine's own, which may be wrong by any amount.
    [[nodiscard]] WallTime exchange_at(Instant now) const noexcept {
        return exchange_ == WallTime{} ? wall_at(now) : exchange_ + (now - exchange_taken_);
    }
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    void ask_to_connect(Instant now) noexcept;
    void log_in(Instant now) noexcept;
    void refresh(Instant now) noexcept;
    [[nodiscard]] Received on_answer(Instant now) noexcept;
    [[nodiscard]] Received on_bad_answer(Instant now) noexcept;
    [[nodiscard]] Received on_login(Instant now) noexcept;
    void on_refresh(Instant now) noexcept;
    void refuse_login(Instant now) noexcept;
    [[nodiscard]] bool take_grant(const AuthGrant& grant, Instant now) noexcept;
    void on_error(Instant now) noexcept;
    void note_decode_error(Instant now) noexcept;
    void answer_test(Instant now) noexcept;
    void reauthenticate(Instant now) noexcept;
    [[nodiscard]] bool open() const noexcept {
        return phase_ == Phase::LoggingIn || phase_ == Phase::LoggedIn;
    }

    ConnectionConfig config_;
    SessionSink sink_;
    Random random_;
    NonceSource nonces_;
    Decoder decoder_;
    DecodedFrame decoded_;
    PendingRequests requests_;
    PendingRequest* request_ = nullptr;
    Backoff reconnect_;
    TokenBucket budget_;
    TokenBucket subscribe_budget_;
    SessionCounters counters_;
    std::vector<char> buffer_;

    Phase phase_ = Phase::Idle;
    bool failure_pending_ = false;
    Reason failure_;
    Retry retry_ = Retry::Soon;
    GrantedScope scope_;
    std::string refresh_token_;
    WallTime wall_;
    WallTime exchange_;
    Instant exchange_taken_;
    Instant wall_taken_;
    Instant act_at_ = kNever;  // Waiting: connect. Connecting: give up.
    Instant last_heard_;
    Instant refresh_at_ = kNever;
    Instant reauth_after_;  // not again before
    Instant ready_since_ = kNever;
    Instant throttled_until_;
    Instant errors_since_;
    std::uint32_t errors_recent_ = 0;
};

}  // namespace hedged::deribit
