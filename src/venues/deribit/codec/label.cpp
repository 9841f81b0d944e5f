// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/label.hpp"

#include <array>

namespace hedged::deribit {
namespace {

constexpr std::string_view kPrefix = "dh";
constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kEpochDigits = 4;
constexpr std::size_t kNumberDigits = 6;
static_assert(2 + kAccountTagSize + kEpochDigits + kNumberDigits == kLabelSize);

[[nodiscard]] constexpr int digit_value(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

void write_base36(char* out, std::size_t digits, std::uint32_t value) noexcept {
    for (std::size_t i = digits; i-- > 0;) {
        out[i] = kDigits[value % 36U];
        value /= 36U;
    }
}

[[nodiscard]] std::optional<std::uint32_t> read_base36(std::string_view text) noexcept {
    std::uint64_t value = 0;
    for (const char c : text) {
        const int digit = digit_value(c);
        if (digit < 0) {
            return std::nullopt;
        }
        value = value * 36U + static_cast<std::uint64_t>(digit);
    }
    return static_cast<std::uint32_t>(value);  // six digits at most: below 2^32
}

}  // namespace

std::optional<AccountTag> AccountTag::make(std::string_view text) noexcept {
    if (text.size() != kAccountTagSize || !read_base36(text)) {
        return std::nullopt;
    }
    AccountTag tag;
    (void)tag.text_.assign(text);
    return tag;
}

Label encode_label(const AccountTag& tag, ClientOrderId id) noexcept {
    if (!id.ours() || tag.view().size() != kAccountTagSize || id.epoch() > kLabelEpochMax ||
        id.number() > kLabelNumberMax) {
        return {};
    }
    std::array<char, kLabelSize> text{};
    kPrefix.copy(text.data(), kPrefix.size());
    tag.view().copy(text.data() + 2, kAccountTagSize);
    write_base36(text.data() + 6, kEpochDigits, id.epoch());
    write_base36(text.data() + 10, kNumberDigits, id.number());
    return Label{std::string_view{text.data(), text.size()}};
}

ClientOrderId parse_label(const AccountTag& tag, std::string_view label) noexcept {
    if (label.size() != kLabelSize || !label.starts_with(kPrefix) ||
        label.substr(2, kAccountTagSize) != tag.view()) {
        return {};
    }
    const auto epoch = read_base36(label.substr(6, kEpochDigits));
    const auto number = read_base36(label.substr(10, kNumberDigits));
    return epoch && number ? make_client_order_id(*epoch, *number) : ClientOrderId{};
}

}  // namespace hedged::deribit
