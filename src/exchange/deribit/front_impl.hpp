// SPDX-License-Identifier: Apache-2.0
// The machinery behind Front: sessions, the path of one request, faults, disconnects.
#pragma once

#include "exchange/deribit/call.hpp"
#include "exchange/deribit/envelope.hpp"

#include <map>
#include <string>
#include <vector>

namespace hedged::exchange::deribit {

// What came of one request.
struct Answer {
    std::string text;  // empty: none is sent
    bool failed = false;
    bool end_session = false;
    std::string_view end_reason;
    bool cancel_orders = true;  // of a session that ends
    Duration hold;
};

class Front::Impl {
public:
    Impl(Exchange& exchange, FrontConfig config, FrontOutput& output);

    bool on_open(ConnectionId connection, std::string_view peer_ip, Instant now);
    void on_frame(ConnectionId connection, std::string_view text, Instant now);
    void on_ping(ConnectionId connection, Instant now);
    void on_close(ConnectionId connection, Instant now);
    [[nodiscard]] HttpResponse on_http(const HttpRequest& http, Instant now);
    void advance(Instant now, WallTime market_now);

    void add_key(ApiKey key) { services_.authenticator.add_key(std::move(key)); }
    [[nodiscard]] Faults& faults() noexcept { return faults_; }
    [[nodiscard]] std::size_t connection_count() const noexcept { return sessions_.size(); }

private:
    struct DueCancel {
        Instant due;
        AccountId account;
        SessionTag session;
    };
    using OptionalGrant = std::optional<Result<Grant, WireError>>;

    [[nodiscard]] Answer serve(Session& session, Request& request, const Outcome& malformed,
                               const OptionalGrant& header, Instant now);
    [[nodiscard]] Outcome invoke(Session& session, Request& request, const Method& method,
                                 const Grant* grant, Instant now, std::string& result);
    [[nodiscard]] OptionalGrant caller_of(const Session& session, const Request& request,
                                          const OptionalGrant& header, Instant now) const;
    [[nodiscard]] bool affords(const Session& session, const Request& request, const Method* method,
                               const OptionalGrant& caller, Instant now);
    [[nodiscard]] bool swallowed(const Method* method, const std::string& name, Answer& answer);
    [[nodiscard]] Outcome refusal_by_fault(const std::string& method) const;
    void spoil(const std::string& method, Answer& answer);
    [[nodiscard]] bool fault_applies(const std::string& method) const;
    [[nodiscard]] ReplyStamp stamp(Duration hold) const;

    void deliver(Session& session, Answer answer, Instant now);
    void end_session(ConnectionId connection, bool cancel_orders, Instant now);
    void close(ConnectionId connection, std::string_view reason, bool cancel_orders, Instant now);
    void cancel_due(Instant now);
    void check_liveness(Instant now);
    void release_held(Instant now);
    void pump(Instant now);
    [[nodiscard]] std::size_t connections_of(std::string_view ip) const;
    [[nodiscard]] HttpResponse refuse_http(int status, const WireError& error) const;
    [[nodiscard]] Outcome read_http(const HttpRequest& http, Request& request);

    Exchange& exchange_;
    FrontConfig config_;
    FrontOutput& output_;
    Faults faults_;
    Services services_;
    RequestParser parser_;
    std::map<ConnectionId, Session> sessions_;
    std::vector<DueCancel> due_cancels_;
    Changes changes_;
};

}  // namespace hedged::exchange::deribit
