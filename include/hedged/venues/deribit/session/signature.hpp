// SPDX-License-Identifier: Apache-2.0
// What public/auth with grant_type client_signature needs (protocols page 1.2): a nonce that never
// repeats and the HMAC-SHA256 of timestamp, nonce and data, joined by line feeds. Cold code.
#pragma once

#include "hedged/core/fixed_string.hpp"
#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::deribit {

using Nonce = FixedString<47>;
using Signature = FixedString<64>;  // lower-case hex

// Unique within a session by a counter, so that time may stand still or step back; between sessions
// by 64 random bits drawn once; and between runs of one seed by the time.
class NonceSource {
public:
    explicit NonceSource(Random& random) noexcept : tag_(random.next()) {}
    [[nodiscard]] Nonce next(WallTime now) noexcept;

private:
    std::uint64_t tag_;
    std::uint64_t count_ = 0;
};

// Empty when the digest could not be computed.
[[nodiscard]] Signature client_signature(std::string_view secret, std::int64_t timestamp_ms,
                                         std::string_view nonce, std::string_view data);

}  // namespace hedged::deribit
