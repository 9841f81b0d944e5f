// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/decimal_step.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace hedged {
namespace {

std::string text_of(DecimalStep step, std::int64_t multiples) {
    std::array<char, 64> out{};
    return {out.data(), write_multiple(step, multiples, out.data(), out.size())};
}

TEST(DecimalStep, ReadsTheShortestDecimalOfANumber) {
    EXPECT_EQ(decimal_step_from(0.5), (DecimalStep{5, -1}));
    EXPECT_EQ(decimal_step_from(0.0001), (DecimalStep{1, -4}));
    EXPECT_EQ(decimal_step_from(10.0), (DecimalStep{1, 1}));
    EXPECT_EQ(decimal_step_from(2.5), (DecimalStep{25, -1}));
    EXPECT_EQ(decimal_step_from(1.0), (DecimalStep{1, 0}));
}

TEST(DecimalStep, RefusesNumbersThatCannotBeAStep) {
    for (double bad : {0.0, -0.5, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(decimal_step_from(bad).mantissa, 0) << bad;
    }
}

TEST(DecimalStep, WritesMultiplesAsPlainDecimals) {
    EXPECT_EQ(text_of({5, -1}, 152'971), "76485.5");
    EXPECT_EQ(text_of({5, -1}, 152'970), "76485");
    EXPECT_EQ(text_of({1, -4}, 5), "0.0005");
    EXPECT_EQ(text_of({1, -4}, -5), "-0.0005");
    EXPECT_EQ(text_of({1, 1}, 18'516), "185160");
    EXPECT_EQ(text_of({1, 1}, 0), "0");
    EXPECT_EQ(text_of({1, -1}, 3), "0.3");
}

TEST(DecimalStep, WritesNothingWhenTheTextDoesNotFitOrOverflows) {
    std::array<char, 4> out{};
    EXPECT_EQ(write_multiple({5, -1}, 152'971, out.data(), out.size()), 0U);
    EXPECT_EQ(write_multiple({10, 0}, std::numeric_limits<std::int64_t>::max(), out.data(), 4), 0U);
}

TEST(DecimalStep, TakesANumberWithinRoundingErrorAsTheMultipleItMeans) {
    DecimalStep const tenth{1, -1};
    EXPECT_EQ(tenth.floor(0.3), 3);
    EXPECT_EQ(tenth.ceil(0.3), 3);
    EXPECT_EQ(tenth.toward_zero(-0.3), -3);
    EXPECT_EQ(tenth.floor(0.3499), 3);
    EXPECT_EQ(tenth.ceil(0.3001), 4);
}

TEST(DecimalStep, PrintsAndReadsBackAnyMultiple) {
    Random random{7};
    std::array<DecimalStep, 5> const steps = {{{5, -1}, {1, -4}, {1, 1}, {25, -1}, {1, -8}}};
    for (int i = 0; i < 20'000; ++i) {
        DecimalStep const step = steps[random.below(steps.size())];
        auto const multiples = static_cast<std::int64_t>(random.below(2'000'000)) - 1'000'000;
        std::string const text = text_of(step, multiples);
        double back = 0.0;
        (void)std::from_chars(text.data(), text.data() + text.size(), back);
        ASSERT_EQ(step.nearest(back), multiples) << text;
        ASSERT_EQ(step.floor(back), multiples) << text;
        ASSERT_EQ(step.ceil(back), multiples) << text;
    }
}

}  // namespace
}  // namespace hedged
