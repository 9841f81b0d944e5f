// SPDX-License-Identifier: Apache-2.0
// Files of recorded messages: which stretches of text are messages, and what each wraps. Takes one
// message a line, messages printed over several lines, {"t":..,"dir":..,"msg":..} around a message,
// and a time stamp before one. For tools and tests; allocates.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace hedged::deribit {

struct CaptureEntry {
    std::size_t line = 0;  // of its first line, from 1
    std::string_view text;
};
// Views into `content`. A line that is not JSON is an entry of its own, so that it can be reported.
[[nodiscard]] std::vector<CaptureEntry> split_capture(std::string_view content);

enum class Direction : unsigned char { Unstated, In, Out };
struct CapturedMessage {
    Direction direction = Direction::Unstated;
    std::string_view text;  // a view into the entry; the entry itself when nothing wraps it
};
// kFramePadding readable bytes must follow the entry.
[[nodiscard]] CapturedMessage unwrap_capture(std::string_view entry);

}  // namespace hedged::deribit
