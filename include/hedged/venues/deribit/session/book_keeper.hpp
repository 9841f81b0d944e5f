// SPDX-License-Identifier: Apache-2.0
// One order book kept from its messages: proves by the change ids that none was lost, and says when
// a fresh snapshot is needed. Pure; one thread; never allocates.
//
// B1  A level is applied only after a snapshot of the present subscription and an unbroken chain
//     prev_change_id == last change_id since. A whole message is applied or none of it.
// B2  After a break nothing is applied and nothing is shown until the next snapshot.
#pragma once

#include "hedged/venues/book_ladder.hpp"
#include "hedged/venues/deribit/codec/channel.hpp"
#include "hedged/venues/deribit/codec/messages.hpp"
#include "hedged/venues/deribit/session/backoff.hpp"

#include <cstdint>
#include <span>

namespace hedged::deribit {

enum class BookVerdict : std::uint8_t {
    Shown,    // applied: quote() is the top of the book
    Waiting,  // not applied: no snapshot yet
    Lost,     // a message is missing: from now on Waiting
    Crossed,  // crossed for longer than allowed: from now on Waiting
    Thin,     // our own depth limit has eaten the book: from now on Waiting
};

class BookKeeper {
public:
    BookKeeper(InstrumentIndex instrument, ChannelName channel, BackoffConfig resync,
               Duration crossed_max) noexcept
        : channel_(channel), resync_(resync), crossed_max_(crossed_max), instrument_(instrument) {}

    // A new subscription: levels of the old one are ghosts.
    void forget() noexcept;
    [[nodiscard]] BookVerdict apply(const BookUpdate& update,
                                    std::span<const BookLevel> levels) noexcept;

    [[nodiscard]] Quote quote() const noexcept;
    [[nodiscard]] bool live() const noexcept { return live_; }
    [[nodiscard]] const venues::BookLadder& ladder() const noexcept { return ladder_; }
    [[nodiscard]] const ChannelName& channel() const noexcept { return channel_; }
    [[nodiscard]] InstrumentIndex instrument() const noexcept { return instrument_; }
    [[nodiscard]] std::uint64_t inconsistencies() const noexcept { return inconsistencies_; }

    // Asks for a snapshot `patience` from now unless one came before, and a little later each time.
    void plan_resync(Instant now, Duration patience, Random& random) noexcept;
    // Never while the book is live.
    [[nodiscard]] Instant resync_at() const noexcept { return resync_at_; }

private:
    [[nodiscard]] bool crossed_too_long(Instant now) noexcept;
    [[nodiscard]] BookVerdict lose(BookVerdict verdict) noexcept;

    venues::BookLadder ladder_;
    ChannelName channel_;
    Backoff resync_;
    Duration crossed_max_;
    InstrumentIndex instrument_;
    Stamp stamp_;
    std::uint64_t change_id_ = 0;
    std::uint64_t inconsistencies_ = 0;
    std::uint32_t applied_ = 0;  // since the snapshot
    bool live_ = false;
    bool crossed_ = false;
    Instant crossed_since_;
    Instant resync_at_{INT64_MAX};
};

}  // namespace hedged::deribit
