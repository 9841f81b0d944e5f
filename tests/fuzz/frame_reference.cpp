// SPDX-License-Identifier: Apache-2.0
#include "fuzz/frame_reference.hpp"

namespace hedged::fuzz {
namespace {

struct Header {
    bool fin = false;
    unsigned reserved = 0;
    unsigned opcode = 0;
    bool masked = false;
    bool shortest = true;  // the length is written as short as it can be
    std::uint64_t length = 0;
    std::size_t size = 0;
};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (char const c : bytes) {
        number = number << 8U | static_cast<unsigned char>(c);
    }
    return number;
}

// Empty while bytes are missing; a header whose first two bytes break a rule is told at once.
std::optional<Header> read_header(std::string_view bytes) {
    if (bytes.size() < 2) {
        return std::nullopt;
    }
    unsigned const first = static_cast<unsigned char>(bytes[0]);
    unsigned const second = static_cast<unsigned char>(bytes[1]);
    Header header;
    header.fin = (first & 0x80U) != 0;
    header.reserved = first & 0x70U;
    header.opcode = first & 0x0FU;
    header.masked = (second & 0x80U) != 0;
    unsigned const length = second & 0x7FU;
    std::size_t const more = length == 126 ? 2 : (length == 127 ? 8 : 0);
    header.size = 2 + more + (header.masked ? 4 : 0);
    if (bytes.size() < header.size) {
        return std::nullopt;
    }
    header.length = more == 0 ? length : big_endian(bytes.substr(2, more));
    header.shortest = (more != 2 || header.length > 125) && (more != 8 || header.length > 0xFFFF);
    return header;
}

// Above 4999 the standard is silent.
bool valid_close_code(unsigned code) {
    bool const defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1013);
    return defined || code >= 3000;
}

bool is_control(unsigned opcode) {
    return opcode >= 8;
}

bool breaks_rule(const Header& header, bool masked, bool fragmented) {
    bool const known = header.opcode <= 2 || (header.opcode >= 8 && header.opcode <= 10);
    if (header.reserved != 0 || !known || header.masked != masked || !header.shortest) {
        return true;
    }
    if (is_control(header.opcode)) {
        return !header.fin || header.length > 125;
    }
    bool const continues = header.opcode == 0;
    return continues != fragmented;
}

std::string unmasked(std::string_view payload, std::string_view key) {
    std::string text{payload};
    for (std::size_t i = 0; i < text.size() && key.size() == 4; ++i) {
        text[i] = static_cast<char>(text[i] ^ key[i % 4]);
    }
    return text;
}

FrameEnd judge_close(const std::string& payload, FrameStory& story) {
    if (payload.empty()) {
        story.close_code = 0;
        return FrameEnd::Closed;
    }
    if (payload.size() == 1) {
        return FrameEnd::Broken;
    }
    auto const code =
        static_cast<std::uint16_t>(big_endian(std::string_view{payload}.substr(0, 2)));
    if (!valid_close_code(code) || !is_utf8(std::string_view{payload}.substr(2))) {
        return FrameEnd::Broken;
    }
    story.close_code = code;
    return FrameEnd::Closed;
}

}  // namespace

FrameStory read_frames(std::string_view bytes, bool masked, std::size_t message_max) {
    FrameStory story;
    std::string message;
    bool text = false;
    bool fragmented = false;
    while (auto const header = read_header(bytes)) {
        story.open_text = fragmented ? text : header->opcode == 1;
        if (breaks_rule(*header, masked, fragmented)) {
            story.end = FrameEnd::Broken;
            return story;
        }
        bool const control = is_control(header->opcode);
        if (!control && header->length > message_max - message.size()) {
            story.end = FrameEnd::TooLarge;
            return story;
        }
        if (bytes.size() - header->size < header->length) {
            return story;
        }
        auto const length = static_cast<std::size_t>(header->length);
        std::string const payload =
            unmasked(bytes.substr(header->size, length),
                     header->masked ? bytes.substr(header->size - 4, 4) : std::string_view{});
        bytes.remove_prefix(header->size + length);
        if (control) {
            if (header->opcode == 8) {
                story.end = judge_close(payload, story);
                return story;
            }
            continue;
        }
        text = header->opcode == 0 ? text : header->opcode == 1;
        message += payload;
        fragmented = !header->fin;
        if (header->fin) {
            if (text && !is_utf8(message)) {
                story.end = FrameEnd::Broken;
                return story;
            }
            story.messages.push_back(message);
            message.clear();
            story.open_text = false;
        }
    }
    return story;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        auto const byte = [&](std::size_t at) -> unsigned {
            return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
        };
        unsigned const lead = byte(i);
        std::size_t const size = lead < 0x80U            ? 1
                                 : (lead >> 5U) == 0x06U ? 2
                                 : (lead >> 4U) == 0x0EU ? 3
                                 : (lead >> 3U) == 0x1EU ? 4
                                                         : 0;
        if (size == 0) {
            return false;
        }
        std::uint32_t point = size == 1 ? lead : lead & (0x7FU >> size);
        for (std::size_t k = 1; k < size; ++k) {
            if ((byte(i + k) & 0xC0U) != 0x80U) {
                return false;
            }
            point = point << 6U | (byte(i + k) & 0x3FU);
        }
        constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
        bool const surrogate = point >= 0xD800 && point <= 0xDFFF;
        if (point < kLeast[size] || point > 0x10FFFF || surrogate) {
            return false;
        }
        i += size;
    }
    return true;
}

}  // namespace hedged::fuzz
