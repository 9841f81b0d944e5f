// SPDX-License-Identifier: Apache-2.0
// The sets of reference values that the golden tests run through: tests/data/<folder>/README.md.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace hedged::test_support {

struct ReferenceSet {
    const char* folder;
    std::size_t greeks_rows;
    std::size_t implied_vols;  // rows with a volatility
    std::size_t accounts;
    int expansions;  // of 16 index moves an account, at least so many stay trusted
};
inline constexpr ReferenceSet kOrdinary{"reference", 2000, 1702, 150, 1201};
inline constexpr ReferenceSet kExtremes{"reference_extremes", 1430, 700, 40, 250};

inline std::string path_of(const ReferenceSet& set, const std::string& file) {
    return std::string(HEDGED_TEST_DIR "/data/") + set.folder + "/" + file;
}
// How GoogleTest prints a parameter and names a test.
inline std::ostream& operator<<(std::ostream& out, const ReferenceSet& set) {
    return out << set.folder;
}
inline std::string set_name(const testing::TestParamInfo<ReferenceSet>& info) {
    return info.param.folder;
}

}  // namespace hedged::test_support
