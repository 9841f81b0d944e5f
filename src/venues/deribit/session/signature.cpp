// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>

namespace hedged::deribit {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex(std::uint64_t value, std::string& out) {
    for (int shift = 60; shift >= 0; shift -= 4) {
        out += kHexDigits[(value >> static_cast<unsigned>(shift)) & 0xFU];
    }
}

}  // namespace

Nonce NonceSource::next(WallTime now) noexcept {
    std::string text;
    append_hex(tag_, text);
    text += '-' + std::to_string(now.milliseconds()) + '-' + std::to_string(++count_);
    return Nonce{text};
}

Signature client_signature(std::string_view secret, std::int64_t timestamp_ms,
                           std::string_view nonce, std::string_view data) {
    std::string message = std::to_string(timestamp_ms);
    message += '\n';
    message += nonce;
    message += '\n';
    message += data;

    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    auto const* bytes = reinterpret_cast<unsigned char const*>(message.data());
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes, message.size(),
             digest.data(), &length) == nullptr ||
        length != 32) {
        return Signature{};
    }
    std::array<char, 64> hex{};
    for (std::size_t i = 0; i < length; ++i) {
        hex[2 * i] = kHexDigits[digest[i] >> 4U];
        hex[2 * i + 1] = kHexDigits[digest[i] & 0xFU];
    }
    return Signature{std::string_view{hex.data(), hex.size()}};
}

}  // namespace hedged::deribit
