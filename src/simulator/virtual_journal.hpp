// SPDX-License-Identifier: Apache-2.0
// The journal of one life on the virtual disk: the production writer and keeper, the keeper turned
// by virtual time instead of a thread. Dropping it without close() is what a dying process does.
// One thread.
#pragma once

#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/journal/keeper.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "simulator/virtual_segments.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace hedged::simulator {

class VirtualJournal {
public:
    [[nodiscard]] static Result<std::unique_ptr<VirtualJournal>, std::string> open(
        SegmentShelf& shelf, std::uint32_t epoch, Duration sync_every,
        const runtime::Carried& carried);

    [[nodiscard]] runtime::journal::Writer& writer() noexcept { return *writer_; }
    [[nodiscard]] Instant next_due() const noexcept { return due_; }
    // The keeper's round. Not empty: what went wrong for the first time.
    [[nodiscard]] std::string turn();
    void close_clean();

    // What was written since the last call, in pieces that lie in one segment each.
    using Take = std::function<void(std::uint32_t segment, std::size_t offset, std::string_view)>;
    void new_bytes(const Take& take);

private:
    VirtualJournal(SegmentShelf& shelf, std::uint32_t epoch, Duration sync_every)
        : shelf_(shelf), epoch_(epoch), sync_every_(sync_every), store_(shelf, epoch, kSegment) {}

    static constexpr std::size_t kSegment = std::size_t{256} << 10U;

    SegmentShelf& shelf_;
    std::uint32_t epoch_;
    Duration sync_every_;
    VirtualSegments store_;
    std::unique_ptr<runtime::journal::Writer> writer_;
    std::unique_ptr<runtime::journal::Keeper> keeper_;
    Instant due_;
    std::uint32_t told_segment_ = 1;
    std::size_t told_ = 0;
};

}  // namespace hedged::simulator
