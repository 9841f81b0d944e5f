// SPDX-License-Identifier: Apache-2.0
// Dense indices and ids: array subscripts on the engine thread instead of names. Any thread.
#pragma once

#include <compare>
#include <cstdint>

namespace hedged {

template <class Tag, class Rep>
struct Index {
    static constexpr Rep kNone = static_cast<Rep>(-1);
    Rep raw = kNone;

    [[nodiscard]] constexpr bool valid() const noexcept { return raw != kNone; }
    friend constexpr auto operator<=>(Index, Index) noexcept = default;
};

using InstrumentIndex = Index<struct InstrumentTag, std::uint32_t>;  // into the instrument table
using UnderlyingIndex =
    Index<struct UnderlyingTag, std::uint8_t>;  // BTC 0, ETH 1, ... as configured

// Our own order id: epoch (bumped at each start) in the high half, a counter in the low half, so an
// id never repeats. Zero is "not one of ours".
struct ClientOrderId {
    std::uint64_t raw = 0;

    [[nodiscard]] constexpr bool ours() const noexcept { return raw != 0; }
    [[nodiscard]] constexpr std::uint32_t epoch() const noexcept {
        return static_cast<std::uint32_t>(raw >> 32U);
    }
    [[nodiscard]] constexpr std::uint32_t number() const noexcept {
        return static_cast<std::uint32_t>(raw);
    }
    friend constexpr auto operator<=>(ClientOrderId, ClientOrderId) noexcept = default;
};

constexpr ClientOrderId make_client_order_id(std::uint32_t epoch, std::uint32_t number) noexcept {
    return ClientOrderId{(static_cast<std::uint64_t>(epoch) << 32U) | number};
}

}  // namespace hedged
