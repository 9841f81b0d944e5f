// SPDX-License-Identifier: Apache-2.0
// What a session counts for operators and tests: totals since the process started, never reset.
// Written by the session's thread; plain data. What the decoder survived is counted beside it, in
// DecodeCounters (codec/counters.hpp).
#pragma once

#include <cstdint>

namespace hedged::deribit {

struct SessionCounters {
    std::uint64_t connects = 0;    // connections that opened
    std::uint64_t reconnects = 0;  // of those, after the first
    std::uint64_t logins = 0;
    std::uint64_t login_refusals = 0;
    std::uint64_t refreshes = 0;
    std::uint64_t reauths = 0;  // the refresh failed: logged in again on the same connection
    std::uint64_t frames = 0;
    std::uint64_t frames_ignored = 0;  // after this side had given the connection up
    std::uint64_t decode_errors = 0;   // by kind: DecodeCounters
    std::uint64_t decode_storms = 0;   // connections given up for them
    std::uint64_t test_requests = 0;
    std::uint64_t silences = 0;  // connections given up because nothing was heard
    std::uint64_t requests = 0;
    std::uint64_t requests_overdue = 0;
    std::uint64_t late_replies = 0;
    std::uint64_t unmatched_replies = 0;
    std::uint64_t error_replies = 0;
    std::uint64_t throttled = 0;         // code 10028
    std::uint64_t missing_channels = 0;  // asked for and not granted, each time
    std::uint64_t channels_refused = 0;  // beyond kChannelsMax: never asked for
    std::uint64_t misrouted_commands = 0;
    // Market.
    std::uint64_t gaps = 0;
    std::uint64_t resyncs = 0;
    std::uint64_t crossed_books = 0;
    std::uint64_t book_inconsistencies = 0;  // a level changed that we never had
    std::uint64_t instrument_lists = 0;
    std::uint64_t unreadable_definitions = 0;
    std::uint64_t clock_samples_dropped = 0;
    // Account.
    std::uint64_t unplaced = 0;           // private data on an instrument we do not know
    std::uint64_t private_data_lost = 0;  // undecodable private data: everything is read again
    std::uint64_t snapshots_failed = 0;
    std::uint64_t orders_not_sent = 0;
    std::uint64_t orders_unknown = 0;
    std::uint64_t cancels_unknown = 0;
};

}  // namespace hedged::deribit
