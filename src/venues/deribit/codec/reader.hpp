// SPDX-License-Identifier: Apache-2.0
// Values of one JSON field to typed values. Each reader answers with a fault and leaves the target
// alone when it fails. Numbers may come as JSON numbers or as strings that hold one; they are
// finite and below kMagnitudeMax, or refused. Private to the codec: this is where simdjson is.
#pragma once

#include "hedged/core/time.hpp"

#include "venues/deribit/codec/context.hpp"
#include "venues/deribit/codec/key_table.hpp"

#include <simdjson.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hedged::deribit {

namespace od = simdjson::ondemand;

// Far above any price or amount, far below where products of two of them lose meaning.
inline constexpr double kMagnitudeMax = 1e15;
// The last millisecond that a WallTime can hold; the year 2262.
inline constexpr std::int64_t kMillisecondsMax = 9'223'372'036'854;

// A whole text as a number; the empty text and words are Mistyped, NaN and infinity OutOfRange.
[[nodiscard]] DecodeFault number_from_text(std::string_view text, double& out) noexcept;
[[nodiscard]] DecodeFault read_number_slow(od::value& value, double& out) noexcept;
[[nodiscard]] DecodeFault read_integer_slow(od::value& value, std::int64_t& out) noexcept;
[[nodiscard]] DecodeFault read_unsigned_slow(od::value& value, std::uint64_t& out) noexcept;
[[nodiscard]] DecodeFault read_text_slow(od::value& value, std::string_view& out) noexcept;
// What is wrong with a value that is not of the type it should have.
[[nodiscard]] DecodeFault type_fault(od::value& value) noexcept;
[[nodiscard]] bool is_null(od::value& value) noexcept;
[[nodiscard]] bool is_text(od::value& value) noexcept;
[[nodiscard]] bool is_array(od::value& value) noexcept;
[[nodiscard]] bool is_object(od::value& value) noexcept;
// To be asked before a scalar is read from what may be the root of a document: the parser knows
// scalars inside objects and arrays only.
[[nodiscard]] bool is_container(od::value& value) noexcept;

[[nodiscard]] inline DecodeFault read_number(od::value& value, double& out) noexcept {
    double number = 0.0;
    if (value.get_double().get(number) != simdjson::SUCCESS) {
        return read_number_slow(value, out);
    }
    if (!(std::abs(number) <= kMagnitudeMax)) {
        return DecodeFault::OutOfRange;
    }
    out = number;
    return DecodeFault::None;
}

// An amount, equity-like quantities excepted: never negative.
[[nodiscard]] inline DecodeFault read_amount(od::value& value, double& out) noexcept {
    double number = 0.0;
    const DecodeFault fault = read_number(value, number);
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (number < 0.0) {
        return DecodeFault::OutOfRange;
    }
    out = number;
    return DecodeFault::None;
}

// One side of a quote: null is an empty side, which our vocabulary writes as 0.
[[nodiscard]] inline DecodeFault read_side_price(od::value& value, double& out) noexcept {
    const DecodeFault fault = read_number(value, out);
    if (fault == DecodeFault::Null) {
        out = 0.0;
        return DecodeFault::None;
    }
    return fault;
}
[[nodiscard]] inline DecodeFault read_side_amount(od::value& value, double& out) noexcept {
    const DecodeFault fault = read_amount(value, out);
    if (fault == DecodeFault::Null) {
        out = 0.0;
        return DecodeFault::None;
    }
    return fault;
}

// Absent and null are the same for an optional field. T is double or a Quantity of it.
template <class T>
[[nodiscard]] DecodeFault read_optional(od::value& value, std::optional<T>& out) noexcept {
    double number = 0.0;
    const DecodeFault fault = read_number(value, number);
    if (fault == DecodeFault::None) {
        out = T{number};
    }
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}
// The same where our vocabulary has no absence: null leaves the default.
[[nodiscard]] inline DecodeFault read_or_default(od::value& value, double& out) noexcept {
    const DecodeFault fault = read_number(value, out);
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}
template <class T>
[[nodiscard]] DecodeFault read_quantity(od::value& value, T& out) noexcept {
    double number = 0.0;
    const DecodeFault fault = read_number(value, number);
    if (fault == DecodeFault::None) {
        out = T{number};
    }
    return fault;
}

[[nodiscard]] inline DecodeFault read_integer(od::value& value, std::int64_t& out) noexcept {
    if (value.get_int64().get(out) != simdjson::SUCCESS) {
        return read_integer_slow(value, out);
    }
    return DecodeFault::None;
}
[[nodiscard]] inline DecodeFault read_unsigned(od::value& value, std::uint64_t& out) noexcept {
    if (value.get_uint64().get(out) != simdjson::SUCCESS) {
        return read_unsigned_slow(value, out);
    }
    return DecodeFault::None;
}

[[nodiscard]] inline DecodeFault read_milliseconds(od::value& value, WallTime& out) noexcept {
    std::int64_t ms = 0;
    const DecodeFault fault = read_integer(value, ms);
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (ms < 0 || ms > kMillisecondsMax) {
        return DecodeFault::OutOfRange;
    }
    out = wall_from_milliseconds(ms);
    return DecodeFault::None;
}

[[nodiscard]] inline DecodeFault read_bool(od::value& value, bool& out) noexcept {
    return value.get_bool().get(out) == simdjson::SUCCESS ? DecodeFault::None : type_fault(value);
}

// Optional fields whose default is the right reading of null.
[[nodiscard]] inline DecodeFault read_flag(od::value& value, bool& out) noexcept {
    const DecodeFault fault = read_bool(value, out);
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}
[[nodiscard]] inline DecodeFault read_sequence(od::value& value, std::uint64_t& out) noexcept {
    const DecodeFault fault = read_unsigned(value, out);
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}

// The text between the quotes; unescaped into the parser's buffer only when it holds an escape.
// That buffer has room for every string of the frame once: never read the same value as text twice.
[[nodiscard]] inline DecodeFault read_text(od::value& value, std::string_view& out) noexcept {
    std::string_view token = value.raw_json_token();
    if (token.empty() || token.front() != '"') {
        return type_fault(value);
    }
    const RawKey text = read_key(token.data() + 1);
    if (text.size != 0 &&
        std::memchr(text.text, '\\', text.size) == nullptr) {  // an escape would hide the end
        out = {text.text, text.size};
        return DecodeFault::None;
    }
    return read_text_slow(value, out);
}

// An identifier: text, or a number whose digits are kept as they are.
template <std::size_t N>
[[nodiscard]] DecodeFault read_id(od::value& value, FixedString<N>& out) noexcept {
    std::string_view text;
    const std::string_view token = value.raw_json_token();
    if (!token.empty() && token.front() >= '0' && token.front() <= '9') {
        text = token.substr(0, token.find_first_not_of("0123456789"));
        if (text.size() < token.size() && token[text.size()] != ' ' && token[text.size()] != '\n' &&
            token[text.size()] != '\r' && token[text.size()] != '\t') {
            return DecodeFault::Mistyped;
        }
    } else {
        const DecodeFault fault = read_text(value, text);
        if (fault != DecodeFault::None) {
            return fault;
        }
    }
    if (text.empty()) {
        return DecodeFault::Missing;
    }
    return out.assign(text) ? DecodeFault::None : DecodeFault::TooLong;
}

// Calls on_field(index, value) for each key of the table; other keys are skipped. Faults name the
// field; those that a nested walk has named already stay. `required` is a mask of the table.
template <class Keys, class OnField>
[[nodiscard]] DecodeFault walk(Context& context, od::object object, const Keys& keys,
                               std::uint64_t required, OnField&& on_field) noexcept {
    std::uint64_t seen = 0;
    for (auto item : object) {
        if (item.error() != simdjson::SUCCESS) {
            return context.fail(DecodeFault::NotJson, {});
        }
        // Used where it lies: a copy made of wide loads over narrow stores would stall.
        od::field&& field = std::move(item).value_unsafe();
        const unsigned index =
            keys.find(read_key(field.key().raw(), field.value().raw_json_token().data()));
        if (index == Keys::kUnknown) {
            continue;
        }
        if ((seen >> index & 1U) != 0) {
            return context.fail(DecodeFault::Duplicate, keys.name(index));
        }
        seen |= 1ULL << index;
        const DecodeFault fault = on_field(index, field.value());
        if (fault != DecodeFault::None) {
            return context.fail(fault, keys.name(index));
        }
    }
    const std::uint64_t missing = required & ~seen;
    if (missing != 0) {
        return context.fail(DecodeFault::Missing,
                            keys.name(static_cast<unsigned>(std::countr_zero(missing))));
    }
    return DecodeFault::None;
}

template <class Keys, class OnField>
[[nodiscard]] DecodeFault walk(Context& context, od::value& value, const Keys& keys,
                               std::uint64_t required, OnField&& on_field) noexcept {
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        return type_fault(value);
    }
    return walk(context, object, keys, required, on_field);
}

// Calls on_element(value) for each element of an array.
template <class OnElement>
[[nodiscard]] DecodeFault each(od::value& value, OnElement&& on_element) noexcept {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return type_fault(value);
    }
    for (auto item : array) {
        if (item.error() != simdjson::SUCCESS) {
            return DecodeFault::NotJson;
        }
        od::value&& element = std::move(item).value_unsafe();
        const DecodeFault fault = on_element(element);
        if (fault != DecodeFault::None) {
            return fault;
        }
    }
    return DecodeFault::None;
}

}  // namespace hedged::deribit
