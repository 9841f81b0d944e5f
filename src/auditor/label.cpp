// SPDX-License-Identifier: Apache-2.0
#include "auditor/label.hpp"

namespace hedged::auditor {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

std::optional<std::uint64_t> base36(std::string_view text) noexcept {
    std::uint64_t value = 0;
    for (const char c : text) {
        auto const digit = kDigits.find(c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        value = value * 36 + digit;
    }
    return value;
}

std::string digits_of(std::uint64_t value, std::size_t width) {
    std::string text(width, '0');
    for (std::size_t i = width; i-- > 0; value /= 36) {
        text[i] = kDigits[value % 36];
    }
    return text;
}

}  // namespace

std::optional<std::uint64_t> client_id_of(std::string_view label, std::string_view tag) noexcept {
    if (label.size() != kLabelLength || tag.size() != 4 || label.substr(0, 2) != "dh" ||
        label.substr(2, 4) != tag) {
        return std::nullopt;
    }
    auto const epoch = base36(label.substr(6, 4));
    auto const number = base36(label.substr(10, 6));
    if (!epoch || !number) {
        return std::nullopt;
    }
    return *epoch << 32U | *number;
}

std::string label_of(std::uint64_t client_id, std::string_view tag) {
    return "dh" + std::string{tag} + digits_of(epoch_of(client_id), 4) +
           digits_of(client_id & 0xFFFF'FFFFU, 6);
}

std::size_t find_label(std::string_view text, std::string_view tag, std::size_t from) noexcept {
    for (std::size_t at = text.find("dh", from); at != std::string_view::npos;
         at = text.find("dh", at + 1)) {
        if (client_id_of(text.substr(at, kLabelLength), tag)) {
            return at;
        }
    }
    return std::string_view::npos;
}

}  // namespace hedged::auditor
