// SPDX-License-Identifier: Apache-2.0
// Fits a raw SVI slice to the volatilities of one expiry, quasi-explicitly: for a given bend (m, s)
// the other three parameters are an exactly constrained linear least-squares problem, so only two
// are searched. maths.md 5.2 (Zeliade). No allocation, noexcept, deterministic; one thread at a
// time. What is minimised is the weighted mean square error in volatility (to first order).
//
// The search can be spread over timer ticks: step() makes at most so many outer evaluations, each
// one pass over the points (about 0.4 us for 20 of them; a few us while arbitrage is being kept
// out), and any way of spreading it gives the same bits.
//
// A slice is Ok only if check_slice() passes it. When the free fit has a butterfly arbitrage the
// search goes on with a charge on negative density; when that does not end it, the status says so.
#pragma once

#include "hedged/pricing/simplex_search.hpp"
#include "hedged/pricing/svi.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hedged::pricing {

inline constexpr std::size_t kSviPointsMax = 160;
inline constexpr std::size_t kSviPointsLeast = 5;  // parameters of a slice

struct SviFitPoint {
    double log_moneyness = 0.0;  // ln(K / F), within +-kLogMoneynessMax
    Vol vol;
    double weight = 1.0;  // of the squared error in volatility; only ratios matter; 0 leaves it out
};

struct SviFit {
    SviStatus status = SviStatus::NotFitted;
    SviSlice slice;            // to be used if Ok alone
    Vol rms;                   // weighted root mean square error
    Vol worst;                 // largest error at a point with weight
    double least_butterfly{};  // the least g of the slice, and where it is
    double least_at{};
    std::uint32_t evaluations = 0;
    std::uint32_t points = 0;  // with weight
};

class SviFitter {
public:
    // Copies the points. `warm` is a slice believed to be near, such as the last fit of the same
    // expiry, or null: it changes the cost, not the answer.
    void start(std::span<const SviFitPoint> points, Years expires_in,
               const SviSlice* warm) noexcept;
    // True when the fit has ended.
    bool step(int outer_evaluations) noexcept;

    [[nodiscard]] bool finished() const noexcept { return phase_ == Phase::Done; }
    [[nodiscard]] const SviFit& result() const noexcept { return result_; }

private:
    enum class Phase : std::uint8_t { Done, Seed, Search, Verify };

    [[nodiscard]] SviStatus take_points(std::span<const SviFitPoint> points) noexcept;
    void set_bounds() noexcept;
    void search_around(SearchPoint from, SearchPoint step) noexcept;
    void seed() noexcept;
    void search() noexcept;
    void verify() noexcept;
    void finish(SviStatus status) noexcept;

    [[nodiscard]] static SearchPoint seed_point(int number) noexcept;
    [[nodiscard]] bool converged() const noexcept;
    [[nodiscard]] SviSlice best_slice(SearchPoint at) noexcept;
    [[nodiscard]] double mean_square(const SviSlice& slice) const noexcept;
    [[nodiscard]] double cost(SearchPoint at) noexcept;

    using Column = std::array<double, kSviPointsMax>;
    Column log_moneyness_{};
    Column variance_{};
    Column weight_{};  // of the squared error in total variance; they sum to 1 in volatility
    std::size_t count_ = 0;
    double low_ = 0.0;  // least and largest log-moneyness
    double span_ = 1.0;
    double floor_ = 0.0;  // of the total variance
    Years expires_in_;
    double charge_ = 0.0;  // on negative density; 0 in the free fit

    SimplexSearch simplex_;
    SearchBox box_;  // of (m - low) / span and ln(s / span)
    SearchPoint seed_best_;
    double seed_least_ = 0.0;
    int seeds_ = 0;
    std::uint32_t evaluations_of_search_ = 0;
    Phase phase_ = Phase::Done;
    SviFit result_;
};

// The whole fit at once; about 4 kB of stack.
[[nodiscard]] SviFit fit_svi(std::span<const SviFitPoint> points, Years expires_in,
                             const SviSlice* warm = nullptr) noexcept;

}  // namespace hedged::pricing
