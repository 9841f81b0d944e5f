// SPDX-License-Identifier: Apache-2.0
// The path of one request: limits, who is calling, may they, do it, answer; with the faults of the
// rehearsal on the way.
#include "exchange/deribit/front_impl.hpp"

namespace hedged::exchange::deribit {
namespace {

bool is_cancel(std::string_view method) noexcept {
    return method.starts_with("private/cancel");
}

}  // namespace

bool Front::Impl::fault_applies(const std::string& method) const {
    return method.starts_with(faults_.methods);
}

ReplyStamp Front::Impl::stamp(Duration hold) const {
    return {exchange_.now().nanoseconds() / 1000, hold.nanoseconds() / 1000, config_.testnet};
}

Front::Impl::OptionalGrant Front::Impl::caller_of(const Session& session, const Request& request,
                                                  const OptionalGrant& header, Instant now) const {
    Caller const caller{session.connection.raw, session.ip};
    if (!request.access_token.empty()) {
        return services_.authenticator.from_token(request.access_token, caller, now);
    }
    if (header) {
        return header;
    }
    if (!session.grant) {
        return std::nullopt;
    }
    if (session.grant->expires <= now) {
        return WireError{ErrorCode::Unauthorized, "token has expired", {}, {}, {}};
    }
    return *session.grant;
}

bool Front::Impl::affords(const Session& session, const Request& request, const Method* method,
                          const OptionalGrant& caller, Instant now) {
    auto const use =
        method == nullptr ? CreditClass::NonMatching : credit_of(*method, request.params);
    return caller && caller->ok() ? services_.credits.take(caller->value().account, use, now)
                                  : services_.credits.take(session.ip, use, now);
}

// True when a fault makes the request disappear before it is acted on.
bool Front::Impl::swallowed(const Method* method, const std::string& name, Answer& answer) {
    if (method == nullptr) {
        return false;
    }
    if (fault_applies(name) && faults_.close_before_acting > 0) {
        --faults_.close_before_acting;
        answer.end_session = true;
        answer.end_reason = "fault: closed before acting";
        return true;
    }
    if (fault_applies(name) && faults_.swallow_requests > 0) {
        --faults_.swallow_requests;
        return true;
    }
    if (is_cancel(name) && faults_.swallow_cancels > 0) {
        --faults_.swallow_cancels;
        return true;
    }
    return false;
}

Outcome Front::Impl::refusal_by_fault(const std::string& method) const {
    if (faults_.reject_code == 0 || !method.starts_with(faults_.reject_methods)) {
        return std::nullopt;
    }
    return fail(static_cast<ErrorCode>(faults_.reject_code));
}

// What faults do to a finished answer.
void Front::Impl::spoil(const std::string& method, Answer& answer) {
    if (!fault_applies(method)) {
        return;
    }
    if (faults_.close_after_acting > 0) {
        --faults_.close_after_acting;
        answer.text.clear();
        answer.end_session = true;
        answer.end_reason = "fault: closed after acting";
    } else if (faults_.drop_replies > 0) {
        --faults_.drop_replies;
        answer.text.clear();
    }
}

Outcome Front::Impl::invoke(Session& session, Request& request, const Method& method,
                            const Grant* grant, Instant now, std::string& result) {
    JsonWriter json{result};
    Call call{services_, session, request.params, grant, now, json};
    return method.handler(call);
}

Answer Front::Impl::serve(Session& session, Request& request, const Outcome& malformed,
                          const OptionalGrant& header, Instant now) {
    Answer answer;
    auto const* const method = malformed ? nullptr : find_method(request.method);
    auto const caller = caller_of(session, request, header, now);
    auto const refuse = [&](const WireError& error) {
        answer.text = render_error(request.id, error, stamp(answer.hold));
        answer.failed = true;
        return answer;
    };
    if (!affords(session, request, method, caller, now)) {
        // Running dry ends the session too: protocols 1.10.
        answer.end_session = !session.is_http();
        answer.end_reason = "too_many_requests";
        return refuse(fail(ErrorCode::TooManyRequests));
    }
    if (malformed) {
        return refuse(*malformed);
    }
    if (method == nullptr) {
        return refuse(fail(ErrorCode::MethodNotFound));
    }
    if (swallowed(method, request.method, answer)) {
        return answer;
    }
    if (fault_applies(request.method)) {
        answer.hold = faults_.reply_delay;
    }
    if (auto const refused = refusal_by_fault(request.method)) {
        answer.end_session = faults_.reject_ends_session && !session.is_http();
        answer.end_reason = "fault: refused and closed";
        return refuse(*refused);
    }
    if (method->websocket_only && session.is_http()) {
        return refuse(fail(ErrorCode::MustBeWebsocket));
    }
    if (method->need != Need::Nothing && !caller) {
        return refuse(fail(ErrorCode::AuthorizationRequired));
    }
    if (method->need != Need::Nothing && !caller->ok()) {
        return refuse(caller->error());
    }
    auto const* const grant = caller && caller->ok() ? &caller->value() : nullptr;
    if (grant != nullptr && !allows(grant->scope.rights, method->need)) {
        return refuse(fail(ErrorCode::Forbidden));
    }
    std::string result;
    if (auto const failed = invoke(session, request, *method, grant, now, result)) {
        (void)refuse(*failed);
    } else if (session.logged_out) {
        // The exchange does not answer a logout: it closes, and leaves the orders alone.
        answer.end_session = true;
        answer.end_reason = "logout";
        answer.cancel_orders = false;
        return answer;
    } else {
        answer.text = render_reply(request.id, result, stamp(answer.hold));
    }
    spoil(request.method, answer);
    return answer;
}

}  // namespace hedged::exchange::deribit
