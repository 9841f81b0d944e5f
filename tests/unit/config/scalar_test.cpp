// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.hpp"

#include <gtest/gtest.h>

namespace hedged::config {
namespace {

TEST(Scalar, ReadsDurationsWithTheirUnit) {
    EXPECT_EQ(parse_duration("500ms").value(), milliseconds(500));
    EXPECT_EQ(parse_duration("10s").value(), seconds(10));
    EXPECT_EQ(parse_duration("250us").value(), microseconds(250));
    EXPECT_EQ(parse_duration("1.5s").value(), milliseconds(1500));
    EXPECT_EQ(parse_duration("2m").value(), seconds(120));
    EXPECT_EQ(parse_duration("1h").value(), seconds(3600));
}

TEST(Scalar, RefusesADurationWithoutUnitAndSaysHow) {
    const auto parsed = parse_duration("500");
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().text.find("500ms"), std::string::npos);
    for (const char* text : {"", "ms", "10 s", "10sec", "1e30s", "nan", "inf", "-", "0x10s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(Scalar, RefusesTheYamlWordsForTruth) {
    EXPECT_TRUE(parse_bool("true").value());
    EXPECT_FALSE(parse_bool("false").value());
    for (const char* text : {"yes", "no", "on", "off", "True", "FALSE", "1", "0", "y", ""}) {
        EXPECT_FALSE(parse_bool(text)) << text;
    }
}

TEST(Scalar, RefusesNumbersThatCouldMeanTwoThings) {
    EXPECT_EQ(parse_number("-0.5").value(), -0.5);
    EXPECT_EQ(parse_number("2.5e5").value(), 250000.0);
    for (const char* text : {"1,000", "1_000", "010", "25%", "1e999", "nan", "inf", ".inf", "0x10",
                             "5 coins", "", "+5", "--1"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Scalar, TellsAPercentHowToBecomeBasisPoints) {
    EXPECT_EQ(parse_basis_points("25bp").value(), 25.0);
    EXPECT_EQ(parse_basis_points("0.5bp").value(), 0.5);
    const auto percent = parse_basis_points("0.25%");
    ASSERT_FALSE(percent);
    EXPECT_NE(percent.error().text.find("25bp"), std::string::npos);
    EXPECT_FALSE(parse_basis_points("25"));
    EXPECT_FALSE(parse_basis_points("25bps"));
}

TEST(Scalar, ReadsWholeNumbersOnly) {
    EXPECT_EQ(parse_integer("8443").value(), 8443);
    EXPECT_EQ(parse_integer("-1").value(), -1);
    for (const char* text : {"1.0", "08", "1e3", "99999999999999999999", "", "5s"}) {
        EXPECT_FALSE(parse_integer(text)) << text;
    }
}

TEST(Scalar, WritesDurationsInTheLargestUnitWithoutFraction) {
    EXPECT_EQ(write_duration(milliseconds(500)), "500ms");
    EXPECT_EQ(write_duration(seconds(90)), "90s");
    EXPECT_EQ(write_duration(seconds(120)), "2m");
    EXPECT_EQ(write_duration(Duration{}), "0s");
    EXPECT_EQ(write_duration(nanoseconds(1'000'001)), "1000001ns");
}

TEST(Scalar, ReadsBackEveryDurationItWrites) {
    for (std::int64_t ns = 1; ns < 4'000'000'000'000'000; ns = ns * 3 + 7) {
        EXPECT_EQ(parse_duration(write_duration(Duration{ns})).value(), Duration{ns}) << ns;
    }
}

}  // namespace
}  // namespace hedged::config
