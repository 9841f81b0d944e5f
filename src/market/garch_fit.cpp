// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/garch_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace hedged::market {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kUnknowns = 3;
constexpr int kStepsMost = 400;
constexpr double kFlatEnough = 1e-10;  // of the likelihood, across the simplex
constexpr double kFirstEdge = 0.5;
// Persistence closer to one than this cannot be told from a series that is not stationary.
constexpr double kPersistenceMost = 1.0 - 1e-6;

using Point = std::array<double, kUnknowns>;  // see garch_fit.hpp

double mean_square(std::span<const double> returns) noexcept {
    double sum = 0.0;
    for (double const r : returns) {
        sum += r * r;
    }
    return sum / static_cast<double>(returns.size());
}

double likelihood_from(std::span<const double> returns, const GarchParameters& p,
                       double variance) noexcept {
    double sum = 0.0;
    for (double const r : returns) {
        sum += std::log(variance) + r * r / variance;
        variance = p.omega + p.alpha * r * r + p.beta * variance;
    }
    return -0.5 * (sum + static_cast<double>(returns.size()) * std::log(2.0 * std::numbers::pi));
}

double logistic(double x) noexcept {
    return 1.0 / (1.0 + std::exp(-x));
}
double logit(double p) noexcept {
    return std::log(p / (1.0 - p));
}

class Search {
public:
    explicit Search(std::span<const double> returns) noexcept
        : returns_(returns), mean_square_(mean_square(returns)) {}

    [[nodiscard]] GarchParameters parameters_at(const Point& at) const noexcept {
        double const persistence = kPersistenceMost * logistic(at[1]);
        double const alpha = persistence * logistic(at[2]);
        return {mean_square_ * std::exp(at[0]) * (1.0 - persistence), alpha, persistence - alpha};
    }
    // To be made small; never NaN, so that comparisons hold.
    [[nodiscard]] double badness(const Point& at) const noexcept {
        double const value = -likelihood_from(returns_, parameters_at(at), mean_square_);
        return std::isfinite(value) ? value : std::numeric_limits<double>::max();
    }

private:
    std::span<const double> returns_;
    double mean_square_;
};

struct Vertex {
    Point at{};
    double badness = 0.0;
};
using Simplex = std::array<Vertex, kUnknowns + 1>;

Point along(const Point& from, const Point& to, double factor) noexcept {
    Point out{};
    for (std::size_t i = 0; i < kUnknowns; ++i) {
        out[i] = from[i] + factor * (to[i] - from[i]);
    }
    return out;
}

void sort(Simplex& simplex) noexcept {
    std::ranges::sort(simplex, {}, &Vertex::badness);
}

Simplex simplex_around(const Search& search, const Point& start) noexcept {
    Simplex simplex;
    for (std::size_t i = 0; i < simplex.size(); ++i) {
        simplex[i].at = start;
        if (i > 0) {
            simplex[i].at[i - 1] += kFirstEdge;
        }
        simplex[i].badness = search.badness(simplex[i].at);
    }
    sort(simplex);
    return simplex;
}

// One step of Nelder and Mead: the worst vertex is reflected, stretched or drawn in, or all shrink.
void improve(const Search& search, Simplex& simplex) noexcept {
    Point centre{};
    for (std::size_t v = 0; v < kUnknowns; ++v) {
        for (std::size_t i = 0; i < kUnknowns; ++i) {
            centre[i] += simplex[v].at[i] / static_cast<double>(kUnknowns);
        }
    }
    Vertex& worst = simplex.back();
    auto const tried = [&](double factor) {
        Point const at = along(centre, worst.at, factor);
        return Vertex{at, search.badness(at)};
    };
    Vertex const reflected = tried(-1.0);
    if (reflected.badness < simplex.front().badness) {
        Vertex const stretched = tried(-2.0);
        worst = stretched.badness < reflected.badness ? stretched : reflected;
    } else if (reflected.badness < simplex[kUnknowns - 1].badness) {
        worst = reflected;
    } else {
        Vertex const drawn = tried(reflected.badness < worst.badness ? -0.5 : 0.5);
        if (drawn.badness < std::min(reflected.badness, worst.badness)) {
            worst = drawn;
        } else {
            for (Vertex& vertex : simplex) {
                vertex.at = along(simplex.front().at, vertex.at, 0.5);
                vertex.badness = search.badness(vertex.at);
            }
        }
    }
    sort(simplex);
}

struct Found {
    Vertex best;
    bool converged = false;
};

Found descend(const Search& search, const Point& start) noexcept {
    Simplex simplex = simplex_around(search, start);
    for (int step = 0; step < kStepsMost; ++step) {
        double const spread = simplex.back().badness - simplex.front().badness;
        if (spread <= kFlatEnough * (1.0 + std::fabs(simplex.front().badness))) {
            return {simplex.front(), true};
        }
        improve(search, simplex);
    }
    return {simplex.front(), false};
}

// The inverse of the negative curvature of the likelihood; each parameter in steps of its own size.
GarchParameters errors_at(std::span<const double> returns, const GarchParameters& top) noexcept {
    constexpr double kStep = 1e-3;
    double const first = mean_square(returns);
    Point const size = {top.omega, top.alpha, top.beta};
    auto const at = [&](const Point& steps) {
        return -likelihood_from(
            returns,
            {size[0] * (1.0 + kStep * steps[0]), size[1] * (1.0 + kStep * steps[1]),
             size[2] * (1.0 + kStep * steps[2])},
            first);
    };
    double h[kUnknowns][kUnknowns];
    for (std::size_t i = 0; i < kUnknowns; ++i) {
        for (std::size_t j = 0; j < kUnknowns; ++j) {
            auto const shifted = [&](double a, double b) {
                Point steps{};
                steps[i] += a;
                steps[j] += b;
                return at(steps);
            };
            h[i][j] = (shifted(1, 1) - shifted(1, -1) - shifted(-1, 1) + shifted(-1, -1)) /
                      (4.0 * kStep * kStep);
        }
    }
    double const minor0 = h[1][1] * h[2][2] - h[1][2] * h[2][1];
    double const minor1 = h[0][0] * h[2][2] - h[0][2] * h[2][0];
    double const minor2 = h[0][0] * h[1][1] - h[0][1] * h[1][0];
    double const determinant = h[0][0] * minor0 -
                               h[0][1] * (h[1][0] * h[2][2] - h[1][2] * h[2][0]) +
                               h[0][2] * (h[1][0] * h[2][1] - h[1][1] * h[2][0]);
    // A negative ratio is no maximum; its root is NaN.
    return {size[0] * std::sqrt(minor0 / determinant), size[1] * std::sqrt(minor1 / determinant),
            size[2] * std::sqrt(minor2 / determinant)};
}

}  // namespace

double garch_log_likelihood(std::span<const double> returns,
                            const GarchParameters& parameters) noexcept {
    if (!is_stationary(parameters) || returns.empty()) {
        return kNaN;
    }
    return likelihood_from(returns, parameters, mean_square(returns));
}

GarchFit fit_garch(std::span<const double> returns) noexcept {
    GarchFit fit;
    if (returns.size() < kGarchReturnsLeast) {
        return fit;
    }
    if (!std::ranges::all_of(returns, [](double r) { return std::isfinite(r); })) {
        fit.status = GarchFitStatus::BadReturn;
        return fit;
    }
    if (double const square = mean_square(returns); !(square > 0.0) || !std::isfinite(square)) {
        fit.status = GarchFitStatus::NoVariance;
        return fit;
    }
    Search const search{returns};
    // Calm, ordinary and nervous series; the likelihood can have more than one hill.
    constexpr std::array<std::array<double, 2>, 3> kStarts = {
        {{0.80, 0.20}, {0.95, 0.10}, {0.99, 0.05}}};
    Found best;
    best.best.badness = std::numeric_limits<double>::infinity();
    for (auto const& [persistence, share] : kStarts) {
        Found const found = descend(search, {0.0, logit(persistence), logit(share)});
        if (found.best.badness < best.best.badness) {
            best = found;
        }
    }
    // Once more from there, with a new simplex: the old one may have collapsed on the way.
    Found const again = descend(search, best.best.at);
    best = again.best.badness <= best.best.badness ? again : best;
    fit.status = best.converged ? GarchFitStatus::Ok : GarchFitStatus::NotConverged;
    fit.parameters = search.parameters_at(best.best.at);
    fit.standard_errors = errors_at(returns, fit.parameters);
    fit.log_likelihood = -best.best.badness;
    return fit;
}

}  // namespace hedged::market
