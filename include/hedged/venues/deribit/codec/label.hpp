// SPDX-License-Identifier: Apache-2.0
// The order label that carries our own id: "dh", four characters of account tag, the epoch as four
// and the number as six base-36 digits (0-9a-z). Anything else, also our format under another
// account's tag, is foreign and reads as id zero: labels are not unique and anyone may write one.
// Any thread, no allocation.
#pragma once

#include "hedged/core/fixed_string.hpp"
#include "hedged/core/ids.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hedged::deribit {

inline constexpr std::size_t kAccountTagSize = 4;
inline constexpr std::size_t kLabelSize = 16;
inline constexpr std::uint32_t kLabelEpochMax = 36U * 36U * 36U * 36U - 1U;
inline constexpr std::uint32_t kLabelNumberMax = 2'176'782'335U;  // 36^6 - 1

using Label = FixedString<kLabelSize>;

class AccountTag {
public:
    // Four characters of 0-9a-z, or nothing.
    [[nodiscard]] static std::optional<AccountTag> make(std::string_view text) noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return text_.view(); }

private:
    FixedString<kAccountTagSize> text_;
};

// Empty when the id is zero or does not fit the digits: such an order must not be sent.
[[nodiscard]] Label encode_label(const AccountTag& tag, ClientOrderId id) noexcept;
[[nodiscard]] ClientOrderId parse_label(const AccountTag& tag, std::string_view label) noexcept;

}  // namespace hedged::deribit
