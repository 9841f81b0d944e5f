// SPDX-License-Identifier: Apache-2.0
#include "simulator/virtual_journal.hpp"

#include "simulator/virtual_clock.hpp"

#include <array>
#include <utility>

namespace hedged::simulator {

namespace journal = runtime::journal;

Result<std::unique_ptr<VirtualJournal>, std::string> VirtualJournal::open(
    SegmentShelf& shelf, std::uint32_t epoch, Duration sync_every,
    const runtime::Carried& carried) {
    std::unique_ptr<VirtualJournal> out(new VirtualJournal(shelf, epoch, sync_every));
    const auto first = out->store_.create(1);
    if (!first) {
        return first.error();
    }
    journal::Identity identity;
    identity.epoch = epoch;
    out->writer_ = std::make_unique<journal::Writer>(identity, out->store_, first.value());
    out->writer_->say_wall_offset(virtual_wall().nanoseconds() - virtual_now().nanoseconds());
    out->writer_->at(virtual_now());
    out->keeper_ =
        std::make_unique<journal::Keeper>(*out->writer_, out->store_, first.value(), virtual_now);
    std::string fault = out->turn();
    // Where the production Start carries a configuration, what was inherited stands by itself.
    const auto room = std::make_unique<std::array<std::byte, runtime::kCarriedBytesMax>>();
    const std::size_t size = runtime::pack(carried, *room);
    if (fault.empty() &&
        !(out->writer_->record(journal::RecordType::Start, {}) &&
          out->writer_->record(journal::RecordType::Carry, std::span{*room}.first(size)) &&
          out->writer_->sync_now())) {
        fault = "the start could not be recorded";
    }
    if (!fault.empty()) {
        return fault;
    }
    return out;
}

std::string VirtualJournal::turn() {
    const Instant now = virtual_now();
    due_ = now + sync_every_;
    writer_->say_wall_offset(virtual_wall().nanoseconds() - now.nanoseconds());
    return keeper_->turn();
}

void VirtualJournal::close_clean() {
    (void)writer_->record(journal::RecordType::CleanStop, {});
    (void)keeper_->close();
}

void VirtualJournal::new_bytes(const Take& take) {
    const auto progress = writer_->progress();
    while (told_segment_ <= progress.segment) {
        const bool current = told_segment_ == progress.segment;
        const SegmentShelf::File* const file = shelf_.find(epoch_, told_segment_);
        const std::size_t end = current           ? progress.bytes
                                : file != nullptr ? end_of_records(*file, told_)
                                                  : told_;
        if (file != nullptr && end > told_) {
            take(told_segment_, told_,
                 {reinterpret_cast<const char*>(file->bytes.get()) + told_, end - told_});
        }
        told_ = end;
        if (current) {
            return;
        }
        ++told_segment_;
        told_ = 0;
    }
}

}  // namespace hedged::simulator
