// SPDX-License-Identifier: Apache-2.0
// What the recorded chains say about each option and each expiry at any market time: volatility and
// quote widths per option and basis per expiry, linear between two recordings and held after the
// last. Options that first appear in a later recording get a listing time before it. Immutable
// after construction apart from the position in time that seek() sets. Allocates when built.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/chain_history.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hedged::exchange {

struct ExpiryTrack {
    WallTime expiry;
    std::string forward_name;
    bool listed_future = false;
    std::optional<WallTime> listed;  // none: before the first recording
    std::vector<double> basis;       // ln(F/S) per recording, NaN where absent
};

struct OptionTrack {
    std::string name;
    OptionType type = OptionType::Call;
    double strike = 0.0;
    std::size_t expiry = 0;  // into expiries()
    std::optional<WallTime> listed;
    double open_interest = 0.0;
    std::vector<float> volatility;  // per recording, held over gaps
    std::vector<float> bid_width;   // mark less bid in coin, negative: no bid
    std::vector<float> ask_width;
};

struct SurfacePoint {
    double volatility = 0.0;  // rounded to 1e-4, as published
    std::optional<double> bid_width;
    std::optional<double> ask_width;
};

class Surface {
public:
    Surface(const ChainHistory& history, std::uint64_t seed);

    [[nodiscard]] const std::vector<ExpiryTrack>& expiries() const noexcept { return expiries_; }
    [[nodiscard]] const std::vector<OptionTrack>& options() const noexcept { return options_; }

    void seek(WallTime time) noexcept;
    [[nodiscard]] SurfacePoint point(std::size_t option) const noexcept;
    [[nodiscard]] double basis(std::size_t expiry) const noexcept;  // ln(F/S)

private:
    void collect(const ChainHistory& history);
    void fill_gaps();
    void choose_listing_times(std::uint64_t seed);
    [[nodiscard]] double blend(const std::vector<float>& values) const noexcept;
    [[nodiscard]] std::optional<double> blend_width(
        const std::vector<float>& values) const noexcept;

    std::vector<WallTime> times_;
    std::vector<ExpiryTrack> expiries_;
    std::vector<OptionTrack> options_;
    WallTime now_;
    std::size_t left_ = 0;   // recording at or before now
    std::size_t right_ = 0;  // the next one, or left_ after the last
    double fraction_ = 0.0;  // of the way from left to right
};

}  // namespace hedged::exchange
