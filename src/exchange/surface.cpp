// SPDX-License-Identifier: Apache-2.0
#include "exchange/surface.hpp"

#include "exchange/hashing.hpp"
#include "exchange/iso_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace hedged::exchange {
namespace {

constexpr float kAbsent = std::numeric_limits<float>::quiet_NaN();
constexpr float kNoQuote = -1.0F;

std::size_t first_present(const std::vector<double>& values) noexcept {
    std::size_t i = 0;
    while (i < values.size() && std::isnan(values[i])) {
        ++i;
    }
    return i;
}
std::size_t first_present(const std::vector<float>& values) noexcept {
    std::size_t i = 0;
    while (i < values.size() && std::isnan(values[i])) {
        ++i;
    }
    return i;
}

// A quote on the wrong side of the mark, or far from it by a rounding tick, has no width.
float width_of(double distance, double price) noexcept {
    return price > 0.0 ? static_cast<float>(std::max(distance, 0.0)) : kNoQuote;
}

void hold_over_gaps(std::vector<float>& values) noexcept {
    const std::size_t first = first_present(values);
    for (std::size_t i = 0; i < first && first < values.size(); ++i) {
        values[i] = values[first];
    }
    for (std::size_t i = first + 1; i < values.size(); ++i) {
        if (std::isnan(values[i])) {
            values[i] = values[i - 1];
        }
    }
}

}  // namespace

Surface::Surface(const ChainHistory& history, std::uint64_t seed) {
    for (const ChainSnapshot& snapshot : history) {
        times_.push_back(snapshot.time);
    }
    collect(history);
    choose_listing_times(seed);
    fill_gaps();
    seek(times_.front());
}

void Surface::collect(const ChainHistory& history) {
    std::map<WallTime, std::size_t> expiry_at;
    std::map<std::string, std::size_t> option_at;
    const std::size_t count = history.size();
    for (std::size_t k = 0; k < count; ++k) {
        for (const ChainExpiry& row : history[k].expiries) {
            const auto [slot, fresh] = expiry_at.try_emplace(row.expiry, expiries_.size());
            if (fresh) {
                const std::vector<double> absent(count, std::numeric_limits<double>::quiet_NaN());
                expiries_.push_back(
                    {row.expiry, row.forward_name, row.listed_future, std::nullopt, absent});
            }
            expiries_[slot->second].basis[k] = std::log(row.forward / history[k].index);
        }
        for (const ChainOption& row : history[k].options) {
            const auto [slot, fresh] = option_at.try_emplace(row.name, options_.size());
            if (fresh) {
                const std::vector<float> absent(count, kAbsent);
                options_.push_back({row.name, row.type, row.strike, expiry_at.at(row.expiry),
                                    std::nullopt, 0.0, absent, absent, absent});
            }
            OptionTrack& track = options_[slot->second];
            track.open_interest = row.open_interest;
            track.volatility[k] = static_cast<float>(row.mark_iv);
            track.bid_width[k] = width_of(row.mark - row.bid, row.bid);
            track.ask_width[k] = width_of(row.ask - row.mark, row.ask);
        }
    }
}

// A new expiry opens at the settlement that made room for it; a new strike some time between the
// recordings that lack and have it.
void Surface::choose_listing_times(std::uint64_t seed) {
    for (ExpiryTrack& track : expiries_) {
        const std::size_t first = first_present(track.basis);
        if (first == 0) {
            continue;
        }
        const WallTime eight = next_settlement(times_[first - 1]);
        track.listed = eight < times_[first] ? eight : times_[first];
    }
    for (std::size_t i = 0; i < options_.size(); ++i) {
        OptionTrack& track = options_[i];
        const ExpiryTrack& expiry = expiries_[track.expiry];
        const std::size_t first = first_present(track.volatility);
        if (first == 0) {
            continue;
        }
        const WallTime earliest = std::max(times_[first - 1], expiry.listed.value_or(WallTime{}));
        if (first == first_present(expiry.basis)) {
            track.listed = expiry.listed;
            continue;
        }
        const double share = 0.05 + 0.9 * uniform_hash(mix_hash(seed, i));
        const double gap = (times_[first] - earliest).seconds();
        track.listed = earliest + seconds(static_cast<std::int64_t>(share * gap));
    }
}

void Surface::fill_gaps() {
    for (OptionTrack& track : options_) {
        hold_over_gaps(track.volatility);
        hold_over_gaps(track.bid_width);
        hold_over_gaps(track.ask_width);
    }
}

void Surface::seek(WallTime time) noexcept {
    now_ = std::max(time, times_.front());
    while (left_ + 1 < times_.size() && times_[left_ + 1] <= now_) {
        ++left_;
    }
    right_ = std::min(left_ + 1, times_.size() - 1);
    fraction_ = right_ == left_
                    ? 0.0
                    : (now_ - times_[left_]).seconds() / (times_[right_] - times_[left_]).seconds();
}

double Surface::blend(const std::vector<float>& values) const noexcept {
    const auto left = static_cast<double>(values[left_]);
    const auto right = static_cast<double>(values[right_]);
    return left + fraction_ * (right - left);
}

// Makers that withdrew in one of the two recordings are away for the nearer half of the time.
std::optional<double> Surface::blend_width(const std::vector<float>& values) const noexcept {
    const float nearer = fraction_ < 0.5 ? values[left_] : values[right_];
    if (nearer < 0.0F) {
        return std::nullopt;
    }
    if (values[left_] < 0.0F || values[right_] < 0.0F) {
        return static_cast<double>(nearer);
    }
    return blend(values);
}

SurfacePoint Surface::point(std::size_t option) const noexcept {
    const OptionTrack& track = options_[option];
    SurfacePoint point;
    point.volatility = std::round(blend(track.volatility) * 1e4) / 1e4;
    point.bid_width = blend_width(track.bid_width);
    point.ask_width = blend_width(track.ask_width);
    return point;
}

// Beyond what was recorded the basis runs off in proportion to the time left, to zero at expiry.
double Surface::basis(std::size_t expiry) const noexcept {
    const ExpiryTrack& track = expiries_[expiry];
    const double left = track.basis[left_];
    const double right = track.basis[right_];
    const auto share_left = [&](WallTime from) {
        const double whole = (track.expiry - from).seconds();
        return whole > 0.0 ? std::max((track.expiry - now_).seconds(), 0.0) / whole : 0.0;
    };
    if (!std::isnan(left) && !std::isnan(right) && left_ != right_) {
        return left + fraction_ * (right - left);
    }
    if (!std::isnan(left)) {
        return left * share_left(times_[left_]);
    }
    if (!std::isnan(right)) {
        return right * share_left(times_[right_]);
    }
    return 0.0;
}

}  // namespace hedged::exchange
