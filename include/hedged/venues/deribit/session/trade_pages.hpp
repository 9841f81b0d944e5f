// SPDX-License-Identifier: Apache-2.0
// Reads the account's trades of one coin page by page, oldest first, and knows when the list is
// whole. A page that brings nothing new while more is promised is a failure, never an end. Pure;
// one thread.
#pragma once

#include "hedged/venues/deribit/codec/messages.hpp"

#include <algorithm>
#include <optional>
#include <variant>

namespace hedged::deribit {

enum class PageVerdict : std::uint8_t { Whole, More, Short };

class TradePages {
public:
    // The exchange wants both ends. What it did last must lie before the second, however late
    // `exchange_now` is and however fast a rehearsal's market runs, so that lies a day ahead.
    void begin(WallTime exchange_now, Duration lookback) noexcept {
        from_ = exchange_now - lookback;
        to_ = exchange_now + seconds(86'400);
        pages_ = 0;
    }
    [[nodiscard]] WallTime from() const noexcept { return from_; }
    [[nodiscard]] WallTime to() const noexcept { return to_; }

    [[nodiscard]] PageVerdict take(const DecodedFrame& page, std::uint32_t pages_max) noexcept {
        if (!page.reply.has_more) {
            return PageVerdict::Whole;
        }
        std::optional<WallTime> first;
        WallTime last;
        for (const Event& event : page.events) {
            if (auto const* const fill = std::get_if<Fill>(&event)) {
                first = first.value_or(fill->stamp.venue);
                last = fill->stamp.venue;
            }
        }
        if (!first || *first > last || last <= from_ || ++pages_ >= pages_max) {
            return PageVerdict::Short;
        }
        // Trades of the same millisecond may be split over pages: read it again.
        from_ = last;
        return PageVerdict::More;
    }

private:
    WallTime from_;
    WallTime to_;
    std::uint32_t pages_ = 0;
};

}  // namespace hedged::deribit
