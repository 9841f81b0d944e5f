// SPDX-License-Identifier: Apache-2.0
// What makes the journal last, on a thread of its own: syncs in groups what was recorded since,
// keeps a spare segment ready, lets finished segments go and hands them to the archive. turn() is
// one round, told the time; it blocks for as long as the disk takes. After the first error of a
// sync nothing is synced, cut or deleted any more: what the kernel then says of those pages cannot
// be trusted, and the engine is killed on the news.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>

namespace hedged::runtime::journal {

class Keeper {
public:
    using Now = Instant (*)();

    // `first` is the segment that the writer began with.
    Keeper(Writer& writer, SegmentStore& store, const Segment& first, Now now);

    // Empty, or what went wrong for the first time in this turn.
    [[nodiscard]] std::string turn();
    // The writer has ended: everything is synced, cut to its length and let go.
    [[nodiscard]] std::string close();
    // The highest segment that was let go, for the archive; any thread.
    [[nodiscard]] std::uint32_t finished() const noexcept { return finished_.load(); }

private:
    [[nodiscard]] std::string sync_written();
    [[nodiscard]] std::string make_spare();
    [[nodiscard]] std::string let_go_below(std::uint32_t number);
    [[nodiscard]] std::string fail(std::string text);

    Writer& writer_;
    SegmentStore& store_;
    Now now_;
    std::deque<Segment> open_;  // ascending; the last may be the spare
    Writer::Progress safe_;     // everything up to here survives the machine
    std::uint32_t next_number_;
    Instant next_spare_try_;
    bool spare_failed_ = false;
    std::atomic<std::uint32_t> finished_{0};
};

}  // namespace hedged::runtime::journal
