// SPDX-License-Identifier: Apache-2.0
// A value or a typed error, for operating errors that a caller must handle. No exceptions, no
// allocation beyond what T itself does. (std::expected needs a newer compiler than Debian 12 has.)
#pragma once

#include "hedged/core/assert.hpp"

#include <utility>
#include <variant>

namespace hedged {

template <class T, class E>
class [[nodiscard]] Result {
public:
    // Implicit on purpose: `return value;` and `return error;` both read naturally.
    Result(T value) noexcept : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) noexcept : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    [[nodiscard]] const T& value() const noexcept {
        HEDGED_ASSERT(ok());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] T& value() noexcept {
        HEDGED_ASSERT(ok());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] const E& error() const noexcept {
        HEDGED_ASSERT(!ok());
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<T, E> state_;
};

}  // namespace hedged
