// SPDX-License-Identifier: Apache-2.0
// The labels of the daemon's orders: "dh", four characters of account tag, the epoch in four and
// the number in six base-36 digits (docs/architecture.md). Written anew here, on purpose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::auditor {

inline constexpr std::size_t kLabelLength = 16;

constexpr std::uint32_t epoch_of(std::uint64_t client_id) noexcept {
    return static_cast<std::uint32_t>(client_id >> 32U);
}

// Empty: not a label of this account tag.
[[nodiscard]] std::optional<std::uint64_t> client_id_of(std::string_view label,
                                                        std::string_view tag) noexcept;
[[nodiscard]] std::string label_of(std::uint64_t client_id, std::string_view tag);
// The next label of this tag in a text at or after `from`, or npos.
[[nodiscard]] std::size_t find_label(std::string_view text, std::string_view tag,
                                     std::size_t from) noexcept;

}  // namespace hedged::auditor
