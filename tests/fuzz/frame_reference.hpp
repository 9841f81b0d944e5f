// SPDX-License-Identifier: Apache-2.0
// A slow and plain reader of websocket frames (RFC 6455, without extensions): what messages a run
// of bytes holds, and what comes first: its end, a close frame, or a broken rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::fuzz {

enum class FrameEnd : std::uint8_t { OutOfBytes, Closed, Broken, TooLarge };

struct FrameStory {
    std::vector<std::string> messages;
    FrameEnd end = FrameEnd::OutOfBytes;
    std::uint16_t close_code = 0;
    bool open_text = false;  // ended within a text, which may have been seen not to be UTF-8
};

// `masked`: frames of a client to a server must be, those of a server must not.
[[nodiscard]] FrameStory read_frames(std::string_view bytes, bool masked, std::size_t message_max);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace hedged::fuzz
