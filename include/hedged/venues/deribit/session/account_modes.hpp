// SPDX-License-Identifier: Apache-2.0
// Whether the exchange runs the account as the desk expects, coin by coin: the margin model, and
// what becomes of an order that would meet one of the same account. What was not told is no more
// what was expected than what was told otherwise. Session thread; never allocates but in text().
#pragma once

#include "hedged/protocol/engine_view.hpp"
#include "hedged/venues/deribit/codec/messages.hpp"
#include "hedged/venues/deribit/session/session_config.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace hedged::deribit {

class AccountModeCheck {
public:
    AccountModeCheck(const ExpectedModes& expected, std::size_t coins) noexcept;

    void forget() noexcept;  // a new connection: all of it is to be told again
    void take(const AccountModes& told) noexcept;
    [[nodiscard]] bool as_expected() const noexcept;
    // What is otherwise, in words; empty when nothing is.
    [[nodiscard]] std::string text() const;

private:
    std::string_view self_trading_;  // expected; empty: any
    std::string_view margin_model_;
    std::size_t coins_;
    std::array<AccountModes, kUnderlyingsMax> told_{};
};

}  // namespace hedged::deribit
