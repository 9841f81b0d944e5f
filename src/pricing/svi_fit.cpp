// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi_fit.hpp"

#include "hedged/pricing/option_point.hpp"

#include "pricing/portable_math.hpp"
#include "pricing/svi_inner.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::pricing {
namespace {

// Bounds of the search, in widths of the quoted strikes: a bend further away or wider is a straight
// line or a parabola to the points, a narrower one falls between two of them.
constexpr double kBendOutside = 1.0;
constexpr double kNarrowest = 0.005;
constexpr double kWidest = 10.0;

constexpr int kSeedsAcross = 5;
constexpr int kSeedsDeep = 3;
constexpr double kSeedNarrow = 0.03;
constexpr double kSeedFactor = 5.0;
constexpr SearchPoint kColdStep{0.1, 0.5};
constexpr SearchPoint kWarmStep{0.01, 0.05};
constexpr SearchPoint kChargedStep{0.05, 0.3};

constexpr std::uint32_t kEvaluationsOfSearch = 400;
constexpr double kSpreadRelative = 1e-9;
constexpr double kChargedSpread = 1e-6;  // the charge has an edge, along which progress is slow
constexpr double kSpreadLeast = 1e-22;   // volatility squared: 1e-11 rms
constexpr double kSmallestTriangle = 1e-13;

// A density this far below the margin costs as much as one volatility point of rms.
constexpr double kButterflyMargin = 1e-4;
constexpr double kFirstCharge = 1e-2;
constexpr double kChargeFactor = 100.0;
constexpr double kLastCharge = 1e2;

bool usable(const SviFitPoint& point) noexcept {
    // Written so that NaN fails.
    return std::fabs(point.log_moneyness) <= kLogMoneynessMax && point.vol >= kVolMin &&
           point.vol <= kVolMax && point.weight >= 0.0 && std::isfinite(point.weight);
}

}  // namespace

SviStatus SviFitter::take_points(std::span<const SviFitPoint> points) noexcept {
    count_ = 0;
    double weights = 0.0;
    if (points.size() > kSviPointsMax || !(expires_in_.value() > 0.0 && expires_in_ <= kYearsMax)) {
        return SviStatus::BadInput;
    }
    std::size_t different = 0;
    for (const SviFitPoint& point : points) {
        if (!usable(point)) {
            return SviStatus::BadInput;
        }
        if (point.weight == 0.0) {
            continue;
        }
        const auto* const end = log_moneyness_.begin() + count_;
        different += std::find(log_moneyness_.cbegin(), end, point.log_moneyness) == end ? 1U : 0U;
        double const sigma = point.vol.value();
        log_moneyness_[count_] = point.log_moneyness;
        variance_[count_] = sigma * sigma * expires_in_.value();
        weight_[count_] = point.weight;
        weights += point.weight;
        ++count_;
    }
    if (different < kSviPointsLeast) {
        return SviStatus::TooFewPoints;
    }
    if (!std::isfinite(weights)) {
        return SviStatus::BadInput;
    }
    for (std::size_t i = 0; i < count_; ++i) {
        // dw = 2 sigma tau d sigma, so that the cost is in volatility.
        weight_[i] /= weights;
        weight_[i] /= 4.0 * variance_[i] * expires_in_.value();
    }
    return SviStatus::Ok;
}

void SviFitter::set_bounds() noexcept {
    auto const [low, high] =
        std::minmax_element(log_moneyness_.cbegin(), log_moneyness_.cbegin() + count_);
    low_ = *low;
    span_ = *high - *low;
    floor_ = kVolMin.value() * kVolMin.value() * expires_in_.value();
    box_ = {.low = {-kBendOutside, portable_log_ratio(kNarrowest, 1.0)},
            .high = {1.0 + kBendOutside, portable_log_ratio(kWidest, 1.0)}};
}

void SviFitter::start(std::span<const SviFitPoint> points, Years expires_in,
                      const SviSlice* warm) noexcept {
    result_ = {};
    expires_in_ = expires_in;
    charge_ = 0.0;
    SviStatus const status = take_points(points);
    result_.points = static_cast<std::uint32_t>(count_);
    if (status != SviStatus::Ok) {
        return finish(status);
    }
    set_bounds();
    bool const believable =
        warm != nullptr && std::isfinite(warm->m) && warm->s > 0.0 && std::isfinite(warm->s);
    if (believable) {
        return search_around({(warm->m - low_) / span_, portable_log_ratio(warm->s, span_)},
                             kWarmStep);
    }
    phase_ = Phase::Seed;
    seeds_ = 0;
}

void SviFitter::search_around(SearchPoint from, SearchPoint step) noexcept {
    simplex_.start(box_, from, step);
    evaluations_of_search_ = 0;
    phase_ = Phase::Search;
}

bool SviFitter::step(int outer_evaluations) noexcept {
    for (int i = 0; i < outer_evaluations && !finished(); ++i) {
        ++result_.evaluations;
        switch (phase_) {
            case Phase::Seed:
                seed();
                break;
            case Phase::Search:
                search();
                break;
            case Phase::Verify:
                verify();
                break;
            case Phase::Done:
                break;
        }
    }
    return finished();
}

// A coarse grid over the strikes, so that a cold search starts in the right valley.
SearchPoint SviFitter::seed_point(int number) noexcept {
    int const across = number % kSeedsAcross;
    int const deep = number / kSeedsAcross;
    return {(across + 0.5) / kSeedsAcross,
            portable_log_ratio(kSeedNarrow, 1.0) + deep * portable_log_ratio(kSeedFactor, 1.0)};
}

void SviFitter::seed() noexcept {
    SearchPoint const at = seed_point(seeds_);
    double const value = cost(at);
    if (seeds_ == 0 || value < seed_least_) {
        seed_least_ = value;
        seed_best_ = at;
    }
    if (++seeds_ == kSeedsAcross * kSeedsDeep) {
        search_around(seed_best_, kColdStep);
    }
}

bool SviFitter::converged() const noexcept {
    double const relative = charge_ > 0.0 ? kChargedSpread : kSpreadRelative;
    return simplex_.settled() && (simplex_.spread() <= relative * simplex_.least() + kSpreadLeast ||
                                  simplex_.size() <= kSmallestTriangle);
}

void SviFitter::search() noexcept {
    simplex_.tell(cost(simplex_.next()));
    ++evaluations_of_search_;
    if (converged() || evaluations_of_search_ == kEvaluationsOfSearch) {
        phase_ = Phase::Verify;
    }
}

// Looks at the end of a search: done, or once more with a charge on negative density.
void SviFitter::verify() noexcept {
    SviSlice const slice = best_slice(simplex_.best());
    SviCheck const check = check_slice(slice);
    result_.slice = slice;
    result_.least_butterfly = check.least;
    result_.least_at = check.at;
    if (check.status == SviStatus::Butterfly && charge_ < kLastCharge) {
        charge_ = charge_ > 0.0 ? charge_ * kChargeFactor : kFirstCharge;
        return search_around(simplex_.best(), kChargedStep);
    }
    bool const ended = evaluations_of_search_ < kEvaluationsOfSearch || converged();
    finish(check.status == SviStatus::Ok && !ended ? SviStatus::NotConverged : check.status);
}

void SviFitter::finish(SviStatus status) noexcept {
    result_.status = status;
    phase_ = Phase::Done;
    if (result_.evaluations == 0) {
        return;
    }
    double square = 0.0;
    double weights = 0.0;
    for (std::size_t i = 0; i < count_; ++i) {
        double const sigma = std::sqrt(variance_[i] / expires_in_.value());
        double const error = svi_vol(result_.slice, log_moneyness_[i]).value() - sigma;
        double const weight = weight_[i] * variance_[i];
        square += weight * error * error;
        weights += weight;
        result_.worst = std::max(result_.worst, Vol{std::fabs(error)});
    }
    result_.rms = Vol{std::sqrt(square / weights)};
}

// One pass gathers the moments; the rest does not depend on the number of points.
SviSlice SviFitter::best_slice(SearchPoint at) noexcept {
    double const m = low_ + at.x * span_;
    double const s = span_ * portable_exp(at.y);
    double const narrowness = 1.0 / s;
    InnerMoments sum{};
    double weights = 0.0;
    for (std::size_t i = 0; i < count_; ++i) {
        double const y = (log_moneyness_[i] - m) * narrowness;
        // sqrt(1 + y^2) - 1 without the cancellation
        double const q = y * y / (1.0 + std::sqrt(1.0 + y * y));
        double const weight = weight_[i];
        double const wy = weight * y;
        double const wq = weight * q;
        weights += weight;
        sum.y += wy;
        sum.q += wq;
        sum.yy += wy * y;
        sum.yq += wy * q;
        sum.qq += wq * q;
        sum.w += weight * variance_[i];
        sum.wy += wy * variance_[i];
        sum.wq += wq * variance_[i];
    }
    double const mean = 1.0 / weights;
    InnerMoments const moments{sum.y * mean,  sum.q * mean, sum.yy * mean, sum.yq * mean,
                               sum.qq * mean, sum.w * mean, sum.wy * mean, sum.wq * mean};
    InnerAnswer const x = solve_inner(moments, s, floor_);
    double const smile = std::max(x.smile, 0.0);
    return {.a = x.level - smile,
            .b = smile * narrowness,
            .rho = smile > 0.0 ? std::clamp(x.tilt / smile, -kRhoBound, kRhoBound) : 0.0,
            .m = m,
            .s = s,
            .expires_in = expires_in_};
}

// From the residuals themselves, not from the moments, which would lose half the digits.
double SviFitter::mean_square(const SviSlice& slice) const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < count_; ++i) {
        double const distance = log_moneyness_[i] - slice.m;
        double const root = std::sqrt(distance * distance + slice.s * slice.s);
        double const error = slice.a + slice.b * (slice.rho * distance + root) - variance_[i];
        sum += weight_[i] * error * error;
    }
    return sum;
}

double SviFitter::cost(SearchPoint at) noexcept {
    SviSlice const slice = best_slice(at);
    double const free_cost = mean_square(slice);
    if (charge_ == 0.0) {
        return free_cost;
    }
    SviCheck const check = check_slice(slice);
    // Written so that a slice without a density to speak of is NaN, the worst.
    return check.least >= kButterflyMargin ? free_cost
                                           : free_cost + charge_ * (kButterflyMargin - check.least);
}

SviFit fit_svi(std::span<const SviFitPoint> points, Years expires_in,
               const SviSlice* warm) noexcept {
    SviFitter fitter;
    fitter.start(points, expires_in, warm);
    while (!fitter.step(1)) {
    }
    return fitter.result();
}

}  // namespace hedged::pricing
