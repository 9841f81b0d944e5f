// SPDX-License-Identifier: Apache-2.0
// To which index a report of the account's equity belongs. The exchange does not say, and the
// report and the index travel on two connections: read at the wrong one, a report moves the delta
// of a book that counts its equity by the equity times the move. So a report waits until an index
// has come that the exchange stated after the report was here, and then belongs to any index since
// the report before it: what those explain is no news. Engine thread only, no allocation.
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
    // How much longer a report may have travelled than the index of its moment.
    static constexpr Duration kSkew = seconds(1);
    // Reports this close behind one another may have been held up together.
    static constexpr Duration kBurst = milliseconds(50);

    struct Dated {
        Coins equity;
        UsdPrice low;  // of the indices that it may belong to
        UsdPrice high;
    };

    // The account is being asked for, and each time that ended. A report in between may be the
    // answer and as old as the question: when that is long ago it is left out, since more than the
    // index may have moved; what is pushed tells the same sooner.
    void on_reading(bool began, Instant now) noexcept;
    // `market_now` is the exchange's time by our clock.
    void on_report(Coins equity, Instant now, WallTime market_now) noexcept;
    // The newest report that can be dated with it; empty when there is none.
    [[nodiscard]] std::optional<Dated> on_index(UsdPrice price, WallTime stated,
                                                Instant now) noexcept;

private:
    struct Report {
        Coins equity;
        Instant from;  // the exchange made it after this
        WallTime arrived;
    };
    struct Stretch {
        Instant began;
        UsdPrice low;
        UsdPrice high;
    };
    static constexpr Duration kStretch = milliseconds(250);

    void remember(UsdPrice price, Instant now) noexcept;
    [[nodiscard]] Dated dated(const Report& report) const noexcept;

    std::optional<Report> waiting_;  // the first not dated, and the newest behind it
    std::optional<Report> newest_;
    std::optional<Instant> last_at_;
    Instant last_from_;
    std::uint32_t readings_ = 0;  // under way
    Instant reading_since_;
    std::array<Stretch, 64> stretches_{};  // a ring
    std::size_t count_ = 0;
};

}  // namespace hedged::engine
