// SPDX-License-Identifier: Apache-2.0
// The parameters of one call, read with their types. The first thing that is wrong is kept and all
// later reads go on with fallbacks, so a method reads everything it wants and asks error() once.
// Over HTTP GET every value arrives as text: then numbers and flags are accepted inside strings.
// Views point into the request and die with it.
#pragma once

#include "exchange/deribit/wire_error.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::exchange::deribit {

class Params {
public:
    Params() noexcept = default;
    Params(simdjson::dom::object object, bool text_values) noexcept
        : object_(object), present_(true), text_values_(text_values) {}

    [[nodiscard]] bool has(std::string_view name) const;

    [[nodiscard]] std::string_view text(std::string_view name, std::string_view fallback = {});
    [[nodiscard]] std::string_view required_text(std::string_view name);
    [[nodiscard]] std::optional<double> number(std::string_view name);
    [[nodiscard]] double required_number(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name);
    [[nodiscard]] std::int64_t required_integer(std::string_view name);
    [[nodiscard]] std::optional<bool> flag(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name, bool fallback) {
        return flag(name).value_or(fallback);
    }
    [[nodiscard]] std::vector<std::string> required_texts(std::string_view name);
    // Text of a number or a string alike; time-stamps in public/auth come as either.
    [[nodiscard]] std::string scalar_text(std::string_view name);

    void refuse(WireError error) {
        if (!error_) {
            error_ = std::move(error);
        }
    }
    [[nodiscard]] const Outcome& error() const noexcept { return error_; }

private:
    [[nodiscard]] std::optional<simdjson::dom::element> find(std::string_view name) const;

    simdjson::dom::object object_;
    bool present_ = false;
    bool text_values_ = false;
    Outcome error_;
};

}  // namespace hedged::exchange::deribit
