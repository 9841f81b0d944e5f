// SPDX-License-Identifier: Apache-2.0
// Misbehaviour on demand: a rehearsal sets these and the front obeys. Counters count down as they
// are used. Everything defaults to an exchange that behaves. Plain values.
#pragma once

#include "hedged/core/time.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace hedged::exchange::deribit {

struct Faults {
    // Which calls the next five apply to: methods that start so ("private/buy"); empty: all.
    std::string methods;
    int drop_replies = 0;         // acted on, never answered
    Duration reply_delay;         // answered late; notifications are not held, so they overtake
    int close_before_acting = 0;  // the connection dies and the request with it
    int close_after_acting = 0;   // the request takes effect, then the connection dies unanswered
    int swallow_requests = 0;     // neither acted on nor answered, the connection lives

    int swallow_cancels = 0;  // as swallow_requests, for every method that cancels

    // Calls that start with `reject_methods` are refused with `reject_code` while it is not 0.
    std::string reject_methods = "private/";
    std::int32_t reject_code = 0;
    bool reject_ends_session = false;  // and the connection is closed, as it is for 10028

    bool notifications_first = false;  // what a call causes is told before the call is answered
    bool duplicate_user_trades = false;
    int drop_book_changes = 0;              // the chain of change ids then has a hole
    std::set<std::string> frozen_channels;  // say nothing, as if nothing happened
    std::string order_state_word;           // written in place of every order_state when set

    Duration cancel_on_disconnect_delay;     // orders outlive their connection by so much
    bool cancel_on_disconnect_lost = false;  // never fires
};

}  // namespace hedged::exchange::deribit
