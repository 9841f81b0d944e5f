// SPDX-License-Identifier: Apache-2.0
#include "perf/peers/websocket_bytes.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>

namespace hedged::perf {

namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::array<char, 4> kMask{'\x12', '\x34', '\x56', '\x78'};

std::size_t byte_at(const char* bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

std::string accept_key(std::string_view client_key) {
    const std::string whole = std::string(client_key) + std::string(kGuid);
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    std::size_t length = 0;
    (void)EVP_Q_digest(nullptr, "SHA1", nullptr, whole.data(), whole.size(), digest.data(),
                       &length);
    std::array<unsigned char, 64> text{};
    const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {text.begin(), text.begin() + size};
}

void append_frame(std::string& out, std::string_view text, bool masked) {
    out.push_back('\x81');
    const char flag = masked ? '\x80' : '\0';
    if (text.size() < 126) {
        out.push_back(static_cast<char>(flag | static_cast<char>(text.size())));
    } else if (text.size() < 65'536) {
        out.push_back(static_cast<char>(flag | 126));
        out.push_back(static_cast<char>(text.size() >> 8U));
        out.push_back(static_cast<char>(text.size() & 255U));
    } else {
        out.push_back(static_cast<char>(flag | 127));
        for (unsigned shift = 64; shift > 0; shift -= 8) {
            out.push_back(static_cast<char>(text.size() >> (shift - 8) & 255U));
        }
    }
    if (!masked) {
        out.append(text);
        return;
    }
    out.append(kMask.data(), kMask.size());
    const std::size_t from = out.size();
    out.append(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out[from + i] = static_cast<char>(out[from + i] ^ kMask[i % 4]);
    }
}

Frame read_frame(char* bytes, std::size_t size) {
    if (size < 2) {
        return {};
    }
    const bool masked = (byte_at(bytes, 1) & 128U) != 0;
    std::size_t length = byte_at(bytes, 1) & 127U;
    std::size_t header = 2;
    const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (size < header + more) {
        return {};
    }
    if (more > 0) {
        length = 0;
        for (std::size_t i = 0; i < more; ++i) {
            length = length << 8U | byte_at(bytes, header + i);
        }
        header += more;
    }
    std::array<char, 4> mask{};
    if (masked) {
        if (size < header + 4) {
            return {};
        }
        std::memcpy(mask.data(), bytes + header, 4);
        header += 4;
    }
    if (size < header + length) {
        return {};
    }
    char* const text = bytes + header;
    for (std::size_t i = 0; masked && i < length; ++i) {
        text[i] = static_cast<char>(text[i] ^ mask[i % 4]);
    }
    return {header + length, static_cast<std::uint8_t>(byte_at(bytes, 0) & 15U), text, length};
}

}  // namespace hedged::perf
