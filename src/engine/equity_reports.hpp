// SPDX-License-Identifier: Apache-2.0
// What a report of the account's equity adds to the equity that we follow ourselves. The exchange
// does not say of which moment a report is, and it travels apart from the prices: taken as of now
// it would move the delta of a book that counts its equity by whatever the equity did meanwhile. So
// it waits until prices have come that the exchange stated after the report was here, and may then
// be of any moment since the report before it: what our own equity was worth at one of them is no
// news. One report leaves a range for what ours is off by, and the next ones narrow it. One that
// contradicts them may be of a moment whose prices were lost; two in a row, and something has
// changed. Engine thread only, no allocation.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hedged::engine {

class EquityReports {
public:
    // How much longer a report may have travelled than the prices of its moment, or they than it.
    [[nodiscard]] static Duration skew(Duration clock_error) noexcept;
    // Prices older than this are not followed, and where none came for longer nothing is known.
    static constexpr Duration kPause = seconds(2);
    // Reports this close behind one another may have been held up together.
    static constexpr Duration kBurst = milliseconds(50);
    static constexpr double kLostSteps = 2.0;

    // The account is being asked for, and each time that ended. A report in between may be the
    // answer and as old as the question: when that is long ago it is left out, and what is pushed
    // tells the same sooner.
    void on_reading(bool began, Instant now) noexcept;
    // `market_now` is the exchange's time as far as the newest index tells.
    void on_report(Coins equity, Instant now, WallTime market_now, Duration skew) noexcept;
    // Our own equity at prices that can be believed. After a pause in them it begins anew.
    void on_followed(Coins equity, Instant now) noexcept;
    // The prices of this moment cannot be believed. A report that may be of it is compared with
    // what our own equity may have been then: farther off than at the moments around it by no more
    // than kLostSteps of its largest steps.
    void on_lost(Instant now) noexcept { lost_at_ = now; }
    // Our own equity is not what it was: nothing can be compared with it.
    void clear() noexcept;

    // Of the newest report that arrived before `stated`, once: what is to be added to our equity.
    // All prices that it comes from were stated at that time or later. A report from before what
    // it can be compared with says nothing.
    [[nodiscard]] std::optional<Coins> news(WallTime stated) noexcept;

private:
    struct Report {
        Coins equity;
        Instant from;  // the exchange made it after this
        WallTime arrived;
    };
    struct Stretch {
        Instant began;
        Coins low;
        Coins high;
        Coins step;  // the largest to a sample in it from the one before
    };
    // This many times the error of our clock, which is half a round trip, within these bounds.
    static constexpr std::int64_t kSkewTrips = 8;
    static constexpr Duration kSkewMin = milliseconds(50);
    static constexpr Duration kSkewMax = seconds(1);
    static constexpr Duration kStretch = milliseconds(50);

    struct Range {
        Coins low;
        Coins high;
        Coins step;
    };
    // Of our own equity at the moments that the report may be of.
    [[nodiscard]] Range followed_since(const Report& report) const noexcept;

    std::optional<Report> waiting_;  // the first, and the newest behind it
    std::optional<Report> newest_;
    std::optional<Instant> followed_at_;
    Coins last_followed_;
    std::optional<Instant> lost_at_;
    std::optional<Instant> last_at_;
    Instant last_from_;
    std::uint32_t readings_ = 0;  // under way
    Instant reading_since_;
    std::array<Stretch, 256> stretches_{};  // a ring
    std::size_t count_ = 0;
    [[nodiscard]] static std::optional<Range> common(const Range& a, const Range& b) noexcept;

    std::optional<Range> off_by_;   // ours, by all reports so far
    std::optional<Range> doubted_;  // the same, by the last one alone, which contradicts them
};

}  // namespace hedged::engine
