// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/keeper.hpp"

namespace hedged::runtime::journal {

namespace {

constexpr Duration kSpareRetry = seconds(1);

}  // namespace

Keeper::Keeper(Writer& writer, SegmentStore& store, const Segment& first, Now now)
    : writer_(writer), store_(store), now_(now), next_number_(first.number + 1) {
    open_.push_back(first);
    writer_.say_safe(now_());
}

std::string Keeper::turn() {
    if (writer_.failed()) {
        return {};
    }
    const Instant start = now_();
    std::string fault = sync_written();
    if (!fault.empty()) {
        return fault;
    }
    // Not the time of the sync's end: what was recorded meanwhile is not safe yet.
    writer_.say_safe(start);
    fault = make_spare();
    if (fault.empty() && safe_.segment > Writer::kSegmentsInUse) {
        fault = let_go_below(safe_.segment - Writer::kSegmentsInUse + 1);
    }
    return fault;
}

std::string Keeper::sync_written() {
    const Writer::Progress now = writer_.progress();
    if (now.segment == safe_.segment && now.bytes == safe_.bytes) {
        return {};
    }
    for (const Segment& segment : open_) {
        if (segment.number < safe_.segment || segment.number > now.segment) {
            continue;
        }
        if (std::string fault =
                store_.sync(segment, segment.number == now.segment ? now.bytes : segment.size);
            !fault.empty()) {
            return fail(std::move(fault));
        }
        if (segment.number == now.segment) {
            store_.extend_ready(segment, now.bytes);
        }
    }
    safe_ = now;
    return {};
}

// A full disk is not the end: what is in hand goes on, and it is tried again.
std::string Keeper::make_spare() {
    if (!writer_.wants_spare() || now_() < next_spare_try_) {
        return {};
    }
    auto made = store_.create(next_number_);
    if (!made) {
        next_spare_try_ = now_() + kSpareRetry;
        writer_.say_full(true);
        const bool news = !spare_failed_;
        spare_failed_ = true;
        return news ? made.error() : std::string{};
    }
    ++next_number_;
    open_.push_back(made.value());
    spare_failed_ = false;
    writer_.say_full(false);
    (void)writer_.offer_spare(made.value());
    return {};
}

std::string Keeper::let_go_below(std::uint32_t number) {
    while (!open_.empty() && open_.front().number < number) {
        const Segment segment = open_.front();
        open_.pop_front();
        if (std::string fault = store_.finish(segment, segment.size); !fault.empty()) {
            return fault;
        }
        finished_.store(segment.number);
    }
    return {};
}

std::string Keeper::close() {
    if (writer_.failed()) {
        return {};
    }
    if (std::string fault = sync_written(); !fault.empty()) {
        return fault;
    }
    (void)writer_.take_spare_back();
    for (const Segment& segment : open_) {
        const std::size_t used = segment.number < safe_.segment    ? segment.size
                                 : segment.number == safe_.segment ? safe_.bytes
                                                                   : 0;
        if (std::string fault = store_.finish(segment, used); !fault.empty()) {
            return fault;
        }
    }
    open_.clear();
    finished_.store(safe_.segment);
    return {};
}

std::string Keeper::fail(std::string text) {
    writer_.say_failed(text);
    return text;
}

}  // namespace hedged::runtime::journal
