// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA256 in lower-case hex, and a comparison whose time does not tell where texts differ.
// Any thread; allocates.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view message);
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;
// Standard alphabet, padding optional; nothing for text that is not base64.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace hedged::exchange::deribit
