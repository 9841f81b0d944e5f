// SPDX-License-Identifier: Apache-2.0
// The public half of Deribit: instruments, indices, tickers, quotes, books, marks, locks, the
// exchange's clock. Logged in all the same, since raw channels need it. A state machine: bytes,
// commands and time in; frames and events out through the sink. One thread; a market frame costs no
// allocation once buffers have grown. The sink must not call back into the session.
//
// M1  Ready is announced only when every required channel is granted and the instrument list was
//     read: on this connection, or so lately that nothing much can have changed.
// M2  After a lost connection nothing of a book survives; a gap in one book concerns that
//     instrument alone and is announced before anything else of it.
// M3  What is subscribed after any number of reconnects is what was configured and watched.
#pragma once

#include "hedged/protocol/venue_command.hpp"
#include "hedged/venues/deribit/session/book_keeper.hpp"
#include "hedged/venues/deribit/session/clock_sampler.hpp"
#include "hedged/venues/deribit/session/connection.hpp"
#include "hedged/venues/deribit/session/instrument_download.hpp"
#include "hedged/venues/deribit/session/subscriptions.hpp"

#include <vector>

namespace hedged::deribit {

class MarketSession {
public:
    // `table` and `refresh` are shared with the account session and must outlive both.
    MarketSession(const MarketSessionConfig& config, InstrumentTable& table,
                  InstrumentRefresh& refresh, SessionSink sink, std::uint64_t seed);
    ~MarketSession() = default;
    MarketSession(const MarketSession&) = delete;
    MarketSession& operator=(const MarketSession&) = delete;

    void start(Instant now, WallTime wall) noexcept;
    // Closes for good.
    void close_gracefully(Instant now) noexcept;

    void opened(Instant now, WallTime wall) noexcept;
    void closed(Instant now, std::string_view reason) noexcept;
    // One text frame with kFramePadding readable bytes behind it; `received` was taken before.
    void frame(std::string_view text, Instant received) noexcept;
    void command(const VenueCommand& command, Instant now) noexcept;
    void tick(Instant now, WallTime wall) noexcept;
    // When tick() will have something to do; earlier calls do no harm.
    [[nodiscard]] Instant next_deadline() const noexcept;

    [[nodiscard]] ConnectionState state() const noexcept { return state_; }
    [[nodiscard]] Phase phase() const noexcept { return connection_.phase(); }
    [[nodiscard]] const SessionCounters& counters() const noexcept {
        return connection_.counters();
    }
    [[nodiscard]] const DecodeCounters& decode_counters() const noexcept {
        return connection_.decode_counters();
    }
    [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
    // Null unless a book is kept for this instrument.
    [[nodiscard]] const venues::BookLadder* book(InstrumentIndex instrument) const noexcept;

private:
    void want_configured() noexcept;
    void want_hedge_instrument(std::string_view name) noexcept;
    void watch(InstrumentIndex instrument) noexcept;
    void refuse(const VenueCommand& command, Instant now) noexcept;
    void on_logged_in(Instant now) noexcept;
    void on_notification() noexcept;
    void on_book(const BookUpdate& update) noexcept;
    void on_answer(bool usable, Instant now) noexcept;
    void on_time(const PendingRequest& request, Instant now) noexcept;
    void on_overdue(Instant now) noexcept;
    void open_books() noexcept;
    void resync_books(Instant now) noexcept;
    void ask_time(Instant now) noexcept;
    void ask_status(Instant now) noexcept;
    void advance(Instant now) noexcept;
    void settle(Instant now) noexcept;
    void announce(ConnectionState state, std::string_view reason, Instant now) noexcept;

    MarketSessionConfig config_;
    InstrumentTable& table_;
    InstrumentRefresh& refresh_;
    Connection connection_;
    Subscriptions subscriptions_;
    InstrumentDownload instruments_;
    ClockSampler clock_;
    std::vector<BookKeeper> books_;
    ConnectionState state_ = ConnectionState::Down;
    Reason announced_;
    Instant time_at_;
    bool status_wanted_ = false;
};

}  // namespace hedged::deribit
