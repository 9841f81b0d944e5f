// SPDX-License-Identifier: Apache-2.0
// Numbers, times and names as people read them. Tools only; allocates.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/venues/deribit/codec/request.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace hedged::app {

// The fewest digits that read back as the number, without an exponent where people expect none.
struct Shortest {
    double value;
};
std::ostream& operator<<(std::ostream& output, Shortest number);

// 2025-12-12T12:11:14.086Z; "unstated" for zero and "never" for the last moment a WallTime has.
// A value of its own, so that no stream of another library changes its meaning.
struct Time {
    WallTime value;
};
std::ostream& operator<<(std::ostream& output, Time stamp);

// Control characters of a recording must not reach a terminal.
[[nodiscard]] std::string safe(std::string_view text);

// The request is a guess from the shape, so the words say what the result is, not what was asked.
[[nodiscard]] std::string_view reply_words(deribit::Request request);

}  // namespace hedged::app
