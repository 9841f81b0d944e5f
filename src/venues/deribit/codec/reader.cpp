// SPDX-License-Identifier: Apache-2.0
#include "venues/deribit/codec/reader.hpp"

#include <charconv>
#include <system_error>

namespace hedged::deribit {
namespace {

constexpr double kExactIntegerMax = 9'007'199'254'740'992.0;  // 2^53

[[nodiscard]] std::string_view trimmed_token(od::value& value) noexcept {
    std::string_view token = value.raw_json_token();
    const std::size_t last = token.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view{} : token.substr(0, last + 1);
}

// 1.6e12 and "1600000000000" are whole numbers as well.
template <class Integer>
[[nodiscard]] DecodeFault whole_from_value(od::value& value, Integer& out) noexcept {
    std::string_view text = trimmed_token(value);
    if (text.empty()) {
        return DecodeFault::NotJson;
    }
    if (text.front() == '"') {
        const DecodeFault fault = read_text(value, text);
        if (fault != DecodeFault::None) {
            return fault;
        }
    } else if (text.front() != '-' && (text.front() < '0' || text.front() > '9')) {
        return type_fault(value);
    }
    Integer integer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error == std::errc{} && end == text.data() + text.size()) {
        out = integer;
        return DecodeFault::None;
    }
    double number = 0.0;
    const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc::result_out_of_range || error == std::errc::result_out_of_range) {
        return DecodeFault::OutOfRange;
    }
    if (fault != std::errc{} || stop != text.data() + text.size()) {
        return DecodeFault::Mistyped;
    }
    if (!(std::abs(number) < kExactIntegerMax) || (number < 0.0 && Integer(-1) > Integer(0))) {
        return DecodeFault::OutOfRange;
    }
    if (number != std::trunc(number)) {
        return DecodeFault::Mistyped;
    }
    out = static_cast<Integer>(number);
    return DecodeFault::None;
}

}  // namespace

// from_chars takes "NaN" and "inf" for numbers, so finiteness is checked.
DecodeFault number_from_text(std::string_view text, double& out) noexcept {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range) {
        return DecodeFault::OutOfRange;
    }
    if (error != std::errc{} || end != text.data() + text.size()) {
        return DecodeFault::Mistyped;
    }
    if (!(std::abs(number) <= kMagnitudeMax)) {
        return DecodeFault::OutOfRange;
    }
    out = number;
    return DecodeFault::None;
}

bool is_null(od::value& value) noexcept {
    return value.raw_json_token().starts_with('n') && trimmed_token(value) == "null";
}
bool is_text(od::value& value) noexcept {
    return value.raw_json_token().starts_with('"');
}
bool is_array(od::value& value) noexcept {
    return value.raw_json_token().starts_with('[');
}
bool is_object(od::value& value) noexcept {
    return value.raw_json_token().starts_with('{');
}
bool is_container(od::value& value) noexcept {
    return is_object(value) || is_array(value);
}

DecodeFault type_fault(od::value& value) noexcept {
    const std::string_view token = trimmed_token(value);
    if (token == "null") {
        return DecodeFault::Null;
    }
    const bool scalar = token.starts_with('"') || token == "true" || token == "false" ||
                        token.starts_with('-') ||
                        (!token.empty() && token.front() >= '0' && token.front() <= '9');
    return scalar || token.starts_with('{') || token.starts_with('[') ? DecodeFault::Mistyped
                                                                      : DecodeFault::NotJson;
}

DecodeFault read_number_slow(od::value& value, double& out) noexcept {
    std::string_view text = trimmed_token(value);
    if (text.starts_with('"')) {
        const DecodeFault fault = read_text(value, text);
        return fault == DecodeFault::None ? number_from_text(text, out) : fault;
    }
    if (text.starts_with('-') || (!text.empty() && text.front() >= '0' && text.front() <= '9')) {
        // The parser refused it: 1e999 overflows, 01 and 1.2.3 are no JSON.
        double ignored = 0.0;
        return number_from_text(text, ignored) == DecodeFault::OutOfRange ? DecodeFault::OutOfRange
                                                                          : DecodeFault::NotJson;
    }
    return type_fault(value);
}

DecodeFault read_integer_slow(od::value& value, std::int64_t& out) noexcept {
    return whole_from_value(value, out);
}
DecodeFault read_unsigned_slow(od::value& value, std::uint64_t& out) noexcept {
    return whole_from_value(value, out);
}

DecodeFault read_text_slow(od::value& value, std::string_view& out) noexcept {
    const std::string_view token = trimmed_token(value);
    if (token.size() < 2 || token.back() != '"') {
        return DecodeFault::NotJson;
    }
    const std::string_view inside = token.substr(1, token.size() - 2);
    if (inside.find('\\') == std::string_view::npos) {
        out = inside;
        return inside.find('"') == std::string_view::npos ? DecodeFault::None
                                                          : DecodeFault::NotJson;
    }
    return value.get_string().get(out) == simdjson::SUCCESS ? DecodeFault::None
                                                            : DecodeFault::NotJson;
}

}  // namespace hedged::deribit
