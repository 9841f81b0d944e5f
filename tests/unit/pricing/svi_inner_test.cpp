// SPDX-License-Identifier: Apache-2.0
// The constrained least squares inside the SVI fit, against a search that knows nothing of faces,
// edges and corners: a grid over tilt and smile, with the best level of each in closed form.
#include "pricing/svi_inner.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hedged::pricing {
namespace {

struct Data {
    std::vector<double> y;
    std::vector<double> w;
};

InnerMoments moments_of(const Data& data) {
    InnerMoments m;
    double const share = 1.0 / static_cast<double>(data.y.size());
    for (std::size_t i = 0; i < data.y.size(); ++i) {
        double const y = data.y[i];
        double const q = std::sqrt(1.0 + y * y) - 1.0;
        m.y += share * y;
        m.q += share * q;
        m.yy += share * y * y;
        m.yq += share * y * q;
        m.qq += share * q * q;
        m.w += share * data.w[i];
        m.wy += share * data.w[i] * y;
        m.wq += share * data.w[i] * q;
    }
    return m;
}

double mean_square(const Data& data, const InnerAnswer& x) {
    double sum = 0.0;
    for (std::size_t i = 0; i < data.y.size(); ++i) {
        double const q = std::sqrt(1.0 + data.y[i] * data.y[i]) - 1.0;
        double const error = x.level + x.tilt * data.y[i] + x.smile * q - data.w[i];
        sum += error * error;
    }
    return sum / static_cast<double>(data.y.size());
}

double least_variance(const InnerAnswer& x) {
    return x.level - x.smile + std::sqrt(std::max(0.0, x.smile * x.smile - x.tilt * x.tilt));
}

// For a given tilt and smile the best level is the mean of what they leave, or the floor's.
InnerAnswer with_best_level(const InnerMoments& m, double tilt, double smile, double floor) {
    double const level = m.w - tilt * m.y - smile * m.q;
    double const lowest = floor + smile - std::sqrt(std::max(0.0, smile * smile - tilt * tilt));
    return {std::max(level, lowest), tilt, smile};
}

double searched(const Data& data, double s, double floor) {
    InnerMoments const m = moments_of(data);
    double best = 1e300;
    double tilt_centre = 0.0;
    double smile_centre = kWingBound * s / 2.0;
    double reach = kWingBound * s;
    // Each round looks closer around the best of the last; the cost is convex.
    for (int round = 0; round < 14; ++round) {
        double const tilt_from = tilt_centre;
        double const smile_from = smile_centre;
        for (int i = -30; i <= 30; ++i) {
            for (int j = -30; j <= 30; ++j) {
                double const smile = std::clamp(smile_from + reach * i / 30.0, 0.0, kWingBound * s);
                double const room = std::min(kRhoBound * smile, kWingBound * s - smile);
                double const tilt = std::clamp(tilt_from + reach * j / 30.0, -room, room);
                double const cost = mean_square(data, with_best_level(m, tilt, smile, floor));
                if (cost < best) {
                    best = cost;
                    tilt_centre = tilt;
                    smile_centre = smile;
                }
            }
        }
        reach *= 0.35;
    }
    return best;
}

Data random_data(Random& random) {
    Data data;
    double const middle = 3.0 * (random.uniform() - 0.5);
    double const width = 0.3 + 3.0 * random.uniform();
    double const tilt = 2.0 * (random.uniform() - 0.5);
    double const smile = 2.0 * random.uniform() - 0.5;
    for (int i = 0; i < 12; ++i) {
        double const y = middle + width * 2.0 * (random.uniform() - 0.5);
        data.y.push_back(y);
        data.w.push_back(0.05 + std::fabs(1.0 + tilt * y + smile * (std::sqrt(1.0 + y * y) - 1.0) +
                                          0.3 * random.normal()));
    }
    return data;
}

void expect_in_domain(const InnerAnswer& x, double s, double floor) {
    double const slack = 1e-10;
    EXPECT_LE(std::fabs(x.tilt), kRhoBound * x.smile + slack);
    EXPECT_LE(x.smile + std::fabs(x.tilt), kWingBound * s + slack);
    EXPECT_GE(least_variance(x), floor - slack);
}

TEST(InnerFit, IsTheLeastOverThePolytope) {
    Random random(3);
    int constrained = 0;
    for (int i = 0; i < 150; ++i) {
        Data const data = random_data(random);
        double const s = std::exp(-3.0 + 4.0 * random.uniform());
        // A floor far below leaves the wings' limits alone.
        double const floor = -1e3;
        InnerAnswer const x = solve_inner(moments_of(data), s, floor);
        expect_in_domain(x, s, floor);
        double const reference = searched(data, s, floor);
        EXPECT_NEAR(mean_square(data, x), reference, 1e-7 * (1e-3 + reference));
        bool const wing = x.smile + std::fabs(x.tilt) > kWingBound * s - 1e-9;
        bool const edge = std::fabs(x.tilt) > kRhoBound * x.smile - 1e-9;
        constrained += wing || edge ? 1 : 0;
    }
    EXPECT_GT(constrained, 75);
}

TEST(InnerFit, IsTheLeastAboveTheFloorToo) {
    Random random(4);
    int floored = 0;
    for (int i = 0; i < 300; ++i) {
        Data data = random_data(random);
        double const s = std::exp(-1.0 + 3.0 * random.uniform());
        double const floor = *std::min_element(data.w.begin(), data.w.end());
        InnerAnswer const x = solve_inner(moments_of(data), s, floor);
        expect_in_domain(x, s, floor);
        double const reference = searched(data, s, floor);
        double const cost = mean_square(data, x);
        EXPECT_GE(cost, reference * (1.0 - 1e-6) - 1e-10);
        EXPECT_LE(cost, reference * (1.0 + 1e-5) + 1e-10);
        floored += least_variance(x) < floor + 1e-9 ? 1 : 0;
    }
    EXPECT_GT(floored, 40);
}

TEST(InnerFit, FindsTheNearestCornerOfAPolytope) {
    // With every moment of a unit ball the free minimum is (2, 3, 4).
    InnerMoments const ball{0, 0, 1, 0, 1, 2, 3, 4};
    HalfSpace const cube[] = {{{1, 0, 0}, 1.0}, {{0, 1, 0}, 1.0}, {{0, 0, 1}, 1.0}};
    Vector3 const corner = least_in_polytope(ball, cube, 3);
    Vector3 const edge = least_in_polytope(ball, cube, 2);
    Vector3 const face = least_in_polytope(ball, cube, 1);
    for (std::size_t i = 0; i < 3; ++i) {
        double const free_part = 2.0 + static_cast<double>(i);
        EXPECT_NEAR(corner[i], 1.0, 1e-12);
        EXPECT_NEAR(edge[i], i < 2 ? 1.0 : free_part, 1e-12);
        EXPECT_NEAR(face[i], i < 1 ? 1.0 : free_part, 1e-12);
    }
}

TEST(InnerFit, IgnoresALimitThatIsTwiceThere) {
    InnerMoments const ball{0, 0, 1, 0, 1, 2, 3, 4};
    HalfSpace const twice[] = {{{1, 0, 0}, 1.0}, {{1, 0, 0}, 1.0}, {{0, 1, 0}, 1.0}};
    Vector3 const x = least_in_polytope(ball, twice, 3);
    EXPECT_NEAR(x[0], 1.0, 1e-12);
    EXPECT_NEAR(x[1], 1.0, 1e-12);
    EXPECT_NEAR(x[2], 4.0, 1e-12);
}

TEST(InnerFit, AnswersADegenerateDesignWithNumbers) {
    // Every point at one y: level, tilt and smile cannot be told apart.
    for (double const y : {-2.0, 0.0, 1e-9, 3.0}) {
        Data const data{{y, y, y, y, y, y}, {0.10, 0.12, 0.11, 0.09, 0.10, 0.08}};
        InnerAnswer const x = solve_inner(moments_of(data), 0.3, 1e-6);
        expect_in_domain(x, 0.3, 1e-6);
        EXPECT_NEAR(mean_square(data, x), 1.6666666666666669e-4, 1e-10) << y;
    }
}

}  // namespace
}  // namespace hedged::pricing
