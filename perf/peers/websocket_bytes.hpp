// SPDX-License-Identifier: Apache-2.0
// As much of RFC 6455 as two ends of a loopback benchmark need: the handshake, and whole text
// frames below 64 KiB. Written into and read from the caller's memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::perf {

// The value of Sec-WebSocket-Accept for a client's key.
[[nodiscard]] std::string accept_key(std::string_view client_key);

// A frame's header and text behind what `out` holds. A client's frames are masked.
void append_frame(std::string& out, std::string_view text, bool masked);

struct Frame {
    std::size_t size = 0;  // header and text together; 0: not complete yet
    std::uint8_t opcode = 0;
    char* text = nullptr;
    std::size_t text_size = 0;
    [[nodiscard]] std::string_view view() const noexcept { return {text, text_size}; }
};
// The first frame of `bytes`; its text is unmasked where it lies.
[[nodiscard]] Frame read_frame(char* bytes, std::size_t size);

}  // namespace hedged::perf
