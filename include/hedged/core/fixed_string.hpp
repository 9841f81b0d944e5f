// SPDX-License-Identifier: Apache-2.0
// Text of bounded length held inside the object: trivially copyable, so it may travel in events.
// assign() refuses text that does not fit and leaves the object empty. Never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hedged {

template <std::size_t Capacity>
class FixedString {
    static_assert(Capacity > 0 && Capacity < 256);

public:
    constexpr FixedString() noexcept = default;
    explicit FixedString(std::string_view text) noexcept { (void)assign(text); }

    [[nodiscard]] bool assign(std::string_view text) noexcept {
        size_ = 0;
        bytes_ = {};
        if (text.size() > Capacity) {
            return false;
        }
        if (!text.empty()) {  // an empty view may have no address at all
            std::memcpy(bytes_.data(), text.data(), text.size());
        }
        size_ = static_cast<std::uint8_t>(text.size());
        return true;
    }

    // For messages meant for people, where a cut text is better than none.
    void assign_truncated(std::string_view text) noexcept {
        (void)assign(text.substr(0, Capacity));
    }

    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return Capacity; }

    friend bool operator==(const FixedString& a, const FixedString& b) noexcept {
        return a.view() == b.view();
    }
    friend bool operator==(const FixedString& a, std::string_view b) noexcept {
        return a.view() == b;
    }

private:
    std::array<char, Capacity> bytes_{};
    std::uint8_t size_ = 0;
};

}  // namespace hedged
