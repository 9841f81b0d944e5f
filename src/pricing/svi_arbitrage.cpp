// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi.hpp"

#include "pricing/portable_math.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kLeeBound = 2.0;
constexpr int kBendSteps = 128;
constexpr int kVertexSteps = 32;
constexpr double kVertexReach = 8.0;  // in widths of the dip that a small variance makes in g
constexpr int kGoldenSteps = 32;
// A dip whose grid value is above this cannot reach zero between two points of these grids.
constexpr double kDipFollowed = 0.05;
constexpr double kGolden = 0.61803398874989484820;

double held(double k) noexcept {
    return std::clamp(k, -kLogMoneynessMax, kLogMoneynessMax);
}

// Follows a function along a row of rising k, and every dip of it down to its bottom.
template <class Function>
class LeastAlong {
public:
    // Dips above `followed` are left at their grid value.
    LeastAlong(const Function& function, double followed) noexcept
        : function_(function), followed_(followed) {}

    void visit(double k) noexcept {
        double const value = function_(k);
        take(value, k);
        bool const falls_in = visited_ < 2 || last_ <= before_;
        if (visited_ >= 1 && falls_in && last_ <= value && last_ <= followed_) {
            descend(before_at_, k);
        }
        before_ = last_;
        before_at_ = visited_ == 0 ? k : last_at_;
        last_ = value;
        last_at_ = k;
        ++visited_;
    }
    void start_row() noexcept { visited_ = 0; }
    // A dip may also lie before the last point, which is then the lowest of the row.
    void end_row() noexcept {
        if (last_ <= before_ && last_ <= followed_) {
            descend(before_at_, last_at_);
        }
    }
    [[nodiscard]] double least() const noexcept { return least_; }
    [[nodiscard]] double at() const noexcept { return at_; }

private:
    void take(double value, double k) noexcept {
        // Written so that what is not a number is never the answer's better.
        if (value < least_ || std::isnan(value)) {
            least_ = value;
            at_ = k;
        }
    }
    void descend(double low, double high) noexcept {
        double left = high - kGolden * (high - low);
        double right = low + kGolden * (high - low);
        double at_left = function_(left);
        double at_right = function_(right);
        for (int i = 0; i < kGoldenSteps; ++i) {
            if (at_left < at_right) {
                high = right;
                right = left;
                at_right = at_left;
                left = high - kGolden * (high - low);
                at_left = function_(left);
            } else {
                low = left;
                left = right;
                at_left = at_right;
                right = low + kGolden * (high - low);
                at_right = function_(right);
            }
        }
        take(at_left, left);
        take(at_right, right);
    }

    const Function& function_;
    double followed_;
    double least_ = std::numeric_limits<double>::infinity();
    double at_ = std::numeric_limits<double>::quiet_NaN();
    double before_ = 0.0;
    double before_at_ = 0.0;
    double last_ = 0.0;
    double last_at_ = 0.0;
    int visited_ = 0;
};

// k = m + s sinh(u) with u in equal steps: fine at the bend, coarse where the wings are straight.
template <class Function>
void along_bend(const SviSlice& slice, LeastAlong<Function>& search) noexcept {
    double const low = portable_asinh((-kLogMoneynessMax - slice.m) / slice.s);
    double const high = portable_asinh((kLogMoneynessMax - slice.m) / slice.s);
    double const factor = portable_exp((high - low) / kBendSteps);
    double growth = portable_exp(low);
    search.start_row();
    search.visit(-kLogMoneynessMax);
    for (int i = 1; i < kBendSteps; ++i) {
        growth *= factor;
        search.visit(held(slice.m + 0.5 * slice.s * (growth - 1.0 / growth)));
    }
    search.visit(kLogMoneynessMax);
    search.end_row();
}

// Where the variance is least, and small against its curvature, g has a dip narrower than the bend.
template <class Function>
void along_vertex(const SviSlice& slice, LeastAlong<Function>& search) noexcept {
    double const lean = std::sqrt(1.0 - slice.rho * slice.rho);
    double const vertex = slice.m - slice.rho * slice.s / lean;
    TotalVariance const w = total_variance(slice, vertex);
    if (std::fabs(vertex) >= kLogMoneynessMax || !(w.curvature > 0.0)) {
        return;
    }
    double const reach = kVertexReach * std::sqrt(2.0 * w.value / w.curvature);
    double const low = held(vertex - reach);
    double const step = (held(vertex + reach) - low) / kVertexSteps;
    search.start_row();
    for (int i = 0; i <= kVertexSteps; ++i) {
        search.visit(low + i * step);
    }
    search.end_row();
}

bool in_domain(const SviSlice& slice) noexcept {
    double const tau = slice.expires_in.value();
    // Written so that NaN fails. Zero variance is excluded: nothing may be priced with it.
    return std::isfinite(slice.a) && std::isfinite(slice.m) && slice.b >= 0.0 &&
           std::isfinite(slice.b) && slice.s > 0.0 && std::isfinite(slice.s) &&
           std::fabs(slice.rho) < 1.0 && tau > 0.0 && std::isfinite(tau) &&
           slice.a + slice.b * slice.s * std::sqrt(1.0 - slice.rho * slice.rho) > 0.0;
}

SviCheck refused(SviStatus status) noexcept {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    return {status, nan, nan};
}

}  // namespace

SviCheck check_slice(const SviSlice& slice) noexcept {
    if (!in_domain(slice)) {
        return refused(SviStatus::BadParameters);
    }
    if (slice.b * (1.0 + std::fabs(slice.rho)) > kLeeBound) {
        return refused(SviStatus::WingTooSteep);
    }
    // w grows like beta k there, so d+ like sqrt(k) (beta - 2).
    if (slice.b * (1.0 + slice.rho) >= kLeeBound) {
        return refused(SviStatus::WingHoldsMass);
    }
    auto const g = [&slice](double k) noexcept { return butterfly_function(slice, k); };
    LeastAlong search{g, kDipFollowed};
    along_bend(slice, search);
    along_vertex(slice, search);
    bool const positive = search.least() >= 0.0;
    return {positive ? SviStatus::Ok : SviStatus::Butterfly, search.least(), search.at()};
}

SviCheck check_calendar(const SviSlice& near, const SviSlice& far) noexcept {
    if (!in_domain(near) || !in_domain(far)) {
        return refused(SviStatus::BadParameters);
    }
    auto const growth = [&near, &far](double k) noexcept {
        return total_variance(far, k).value - total_variance(near, k).value;
    };
    LeastAlong search{growth, std::numeric_limits<double>::infinity()};
    along_bend(near, search);
    along_bend(far, search);
    bool const grows = search.least() >= 0.0;
    return {grows ? SviStatus::Ok : SviStatus::Calendar, search.least(), search.at()};
}

}  // namespace hedged::pricing
