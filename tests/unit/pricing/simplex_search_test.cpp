// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/simplex_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr SearchBox kWide{{-10.0, -10.0}, {10.0, 10.0}};

template <class Function>
SimplexSearch searched(Function function, const SearchBox& box, SearchPoint from, int calls) {
    SimplexSearch search;
    search.start(box, from, {0.5, 0.5});
    for (int i = 0; i < calls; ++i) {
        SearchPoint const at = search.next();
        EXPECT_GE(at.x, box.low.x);
        EXPECT_LE(at.x, box.high.x);
        EXPECT_GE(at.y, box.low.y);
        EXPECT_LE(at.y, box.high.y);
        search.tell(function(at));
    }
    return search;
}

TEST(SimplexSearch, FindsTheBottomOfABentValley) {
    auto const rosenbrock = [](SearchPoint p) {
        double const bend = p.y - p.x * p.x;
        return 100.0 * bend * bend + (1.0 - p.x) * (1.0 - p.x);
    };
    SimplexSearch const search = searched(rosenbrock, kWide, {-1.2, 1.0}, 250);
    EXPECT_NEAR(search.best().x, 1.0, 1e-6);
    EXPECT_NEAR(search.best().y, 1.0, 1e-6);
    EXPECT_LT(search.size(), 1e-5);
}

TEST(SimplexSearch, StaysInTheBoxWhenTheBottomIsOutside) {
    auto const bowl = [](SearchPoint p) {
        return (p.x - 3.0) * (p.x - 3.0) + (p.y - 0.2) * (p.y - 0.2);
    };
    SimplexSearch const search = searched(bowl, {{-1.0, -1.0}, {1.0, 1.0}}, {0.9, 0.9}, 200);
    EXPECT_NEAR(search.best().x, 1.0, 1e-9);
    EXPECT_NEAR(search.best().y, 0.2, 1e-4);
}

TEST(SimplexSearch, TakesWhatIsNotANumberForTheWorst) {
    auto const half = [](SearchPoint p) {
        return p.x < 0.0 ? std::numeric_limits<double>::quiet_NaN()
                         : (p.x - 0.3) * (p.x - 0.3) + p.y * p.y;
    };
    SimplexSearch const search = searched(half, kWide, {-0.2, 0.7}, 200);
    EXPECT_NEAR(search.best().x, 0.3, 1e-6);
    EXPECT_NEAR(search.best().y, 0.0, 1e-6);
    EXPECT_TRUE(std::isfinite(search.least()));
}

}  // namespace
}  // namespace hedged::pricing
