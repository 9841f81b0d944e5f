// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/text_table.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::ops {
namespace {

TEST(TextTable, AlignsWordsLeftAndNumbersRight) {
    TextTable table({{"name"}, {"size", Align::Right}, {"why"}});
    table.row({"a", "1.5", "x"});
    table.row({"longer", "100.25"});
    EXPECT_EQ(table.text(),
              "name      size  why\n"
              "a          1.5  x\n"
              "longer  100.25\n");
}

TEST(TextTable, GivesNumbersASignAndNeverAMinusZero) {
    EXPECT_EQ(signed_number(0.25, 2), "+0.25");
    EXPECT_EQ(signed_number(-0.25, 2), "-0.25");
    EXPECT_EQ(signed_number(-0.001, 2), "0.00");
    EXPECT_EQ(signed_number(0.001, 2), "0.00");
    EXPECT_EQ(plain_number(-0.0, 1), "0.0");
}

TEST(TextTable, SeparatesThousands) {
    EXPECT_EQ(plain_number(76485.48, 2), "76,485.48");
    EXPECT_EQ(plain_number(999.0, 0), "999");
    EXPECT_EQ(plain_number(-1234567.0, 0), "-1,234,567");
    EXPECT_EQ(plain_number(100.5, 1), "100.5");
}

TEST(TextTable, SurvivesNumbersThatAreNone) {
    EXPECT_EQ(plain_number(std::numeric_limits<double>::quiet_NaN(), 2), "nan");
    EXPECT_EQ(plain_number(std::numeric_limits<double>::infinity(), 2), "inf");
    EXPECT_EQ(short_time(std::numeric_limits<double>::infinity()), "-");
    EXPECT_FALSE(plain_number(1e300, 4).empty());
}

TEST(TextTable, ChoosesTheUnitOfATime) {
    EXPECT_EQ(short_time(350e-9), "350 ns");
    EXPECT_EQ(short_time(4.25e-6), "4.2 us");
    EXPECT_EQ(short_time(350e-6), "350 us");
    EXPECT_EQ(short_time(0.012), "12 ms");
    EXPECT_EQ(short_time(1.5), "1.5 s");
    EXPECT_EQ(short_time(180.0), "3 min");
    EXPECT_EQ(short_time(55.0 * 3600.0), "55.0 h");
}

}  // namespace
}  // namespace hedged::ops
