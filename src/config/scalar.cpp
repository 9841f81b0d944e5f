// SPDX-License-Identifier: Apache-2.0
#include "config/scalar.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

namespace hedged::config {

namespace {

struct Split {
    double number = 0.0;
    std::string_view unit;
};

ScalarError error(std::string text) {
    return ScalarError{std::move(text)};
}

std::string quote(std::string_view text) {
    return "'" + std::string(text) + "'";
}

bool leading_zero(std::string_view text) {
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        text.remove_prefix(1);
    }
    return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

// A decimal number at the front and whatever follows it.
std::optional<Split> split_number(std::string_view text) {
    Split out;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out.number, std::chars_format::general);
    if (read.ec != std::errc{} || !std::isfinite(out.number) || leading_zero(text)) {
        return std::nullopt;
    }
    out.unit = std::string_view(read.ptr, static_cast<std::size_t>(end - read.ptr));
    return out;
}

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr std::array<Unit, 7> kTimeUnits{{{"ns", 1},
                                          {"us", 1'000},
                                          {"ms", 1'000'000},
                                          {"s", 1'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"h", 3'600'000'000'000},
                                          {"d", 86'400'000'000'000}}};

}  // namespace

Scalar<bool> parse_bool(std::string_view text) {
    if (text == "true") {
        return true;
    }
    if (text == "false") {
        return false;
    }
    return error("write true or false, not " + quote(text));
}

Scalar<double> parse_number(std::string_view text) {
    const auto split = split_number(text);
    if (!split) {
        return error(quote(text) + " is not a plain decimal number");
    }
    if (split->unit.empty()) {
        return split->number;
    }
    if (split->unit == "%") {
        return error(
            "percent signs are ambiguous here; write a plain number in the unit that "
            "the key names");
    }
    if (split->unit[0] == ',' || split->unit[0] == '_') {
        return error("write the number without separators, not " + quote(text));
    }
    return error("this key takes a plain number in the unit that its name says, not " +
                 quote(text));
}

Scalar<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t out = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end || leading_zero(text)) {
        return error(quote(text) + " is not a whole number");
    }
    return out;
}

Scalar<Duration> parse_duration(std::string_view text) {
    const auto split = split_number(text);
    if (!split) {
        return error(quote(text) + " is not a duration; write for example 500ms or 10s");
    }
    if (split->unit.empty()) {
        return error("a duration needs its unit; write for example 500ms, 10s or 2m, not " +
                     quote(text));
    }
    for (const Unit& unit : kTimeUnits) {
        if (unit.name == split->unit) {
            const double exact = split->number * static_cast<double>(unit.nanoseconds);
            if (std::abs(exact) > 9.0e18) {
                return error(quote(text) + " is too long a time");
            }
            return Duration{std::llround(exact)};
        }
    }
    return error("unknown unit of time in " + quote(text) + "; use ns, us, ms, s, m, h or d");
}

Scalar<double> parse_basis_points(std::string_view text) {
    const auto split = split_number(text);
    if (split && split->unit == "bp") {
        return split->number;
    }
    if (split && split->unit == "%") {
        return error("write basis points: " + write_number(split->number * 100.0) + "bp, not " +
                     quote(text));
    }
    return error("write basis points with their unit, for example 25bp, not " + quote(text));
}

Scalar<std::int64_t> parse_bytes(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 4> kUnits{
        {{"B", 1.0}, {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}}};
    const auto split = split_number(text);
    if (split) {
        for (const auto& [name, factor] : kUnits) {
            const double exact = split->number * factor;
            if (name == split->unit && exact >= 0.0 && exact < 9.0e15) {
                return std::llround(exact);
            }
        }
    }
    return error("write a size with its unit, for example 64KiB or 512MiB, not " + quote(text));
}

std::string write_duration(Duration duration) {
    const std::int64_t ns = duration.nanoseconds();
    const Unit* best = kTimeUnits.data();
    for (const Unit& unit : kTimeUnits) {
        if (ns != 0 && ns % unit.nanoseconds == 0 && unit.name != "d") {
            best = &unit;
        }
    }
    return ns == 0 ? "0s" : std::to_string(ns / best->nanoseconds) + std::string(best->name);
}

std::string write_number(double number) {
    std::array<char, 40> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end.ptr};
}

}  // namespace hedged::config
