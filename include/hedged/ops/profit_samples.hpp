// SPDX-License-Identifier: Apache-2.0
// How much a book's profit moves, with its hedge and without: the standard deviation of its changes
// from one picture to the next. Told a picture once a real second; starts when the desk first
// trades. Ops thread.
#pragma once

#include "hedged/protocol/engine_view.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hedged::ops {

struct ProfitSpread {
    std::uint64_t changes = 0;  // of which the deviation is; below two there is none
    BookProfit hedged;
    BookProfit unhedged;
    double market_seconds = 0.0;  // between two pictures, on average

    [[nodiscard]] bool known() const noexcept { return changes >= 2; }
    // Of the unhedged book's; zero when that did not move.
    [[nodiscard]] double ratio() const noexcept {
        return unhedged.value() > 0.0 ? hedged / unhedged : 0.0;
    }
};

class ProfitSamples {
public:
    void sample(const EngineView& view) noexcept;
    [[nodiscard]] ProfitSpread spread(std::size_t underlying) const noexcept;

private:
    // Welford: mean and sum of squares without the cancellation.
    struct Moments {
        double mean = 0.0;
        double squares = 0.0;
        void add(double value, double count) noexcept;
        [[nodiscard]] double deviation(double count) const noexcept;
    };
    struct Entry {
        bool begun = false;
        std::uint64_t changes = 0;
        WallTime first;
        WallTime last;
        ProfitView profit;
        Moments hedged;
        Moments unhedged;
    };
    bool traded_ = false;
    std::array<Entry, kUnderlyingsMax> entries_{};
};

}  // namespace hedged::ops
