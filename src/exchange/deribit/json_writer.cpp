// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hedged::exchange::deribit {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (byte < 0x20U) {
            out.append("\\u00");
            out.push_back(kHex[byte >> 4U]);
            out.push_back(kHex[byte & 15U]);
        } else {
            out.push_back(c);
        }
    }
}

// 4e-07 becomes 4.0e-7: the exchange's server never drops the point nor pads the exponent.
void append_scientific(std::string& out, std::string_view text) {
    auto const at = text.find('e');
    auto const mantissa = text.substr(0, at);
    out.append(mantissa);
    if (mantissa.find('.') == std::string_view::npos) {
        out.append(".0");
    }
    out.push_back('e');
    auto exponent = text.substr(at + 1);
    if (exponent.front() == '-') {
        out.push_back('-');
    }
    exponent.remove_prefix(1);
    while (exponent.size() > 1 && exponent.front() == '0') {
        exponent.remove_prefix(1);
    }
    out.append(exponent);
}

}  // namespace

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out.append("null");
        return;
    }
    if (number == 0.0) {
        out.append("0.0");
        return;
    }
    double const size = std::fabs(number);
    bool const plain = size >= 1e-5 && size < 1e15;
    std::array<char, 64> text{};
    const char* const end =
        std::to_chars(text.data(), text.data() + text.size(), number,
                      plain ? std::chars_format::fixed : std::chars_format::scientific)
            .ptr;
    std::string_view const digits{text.data(), static_cast<std::size_t>(end - text.data())};
    if (!plain) {
        append_scientific(out, digits);
        return;
    }
    out.append(digits);
    if (digits.find('.') == std::string_view::npos) {
        out.append(".0");
    }
}

void JsonWriter::separate() {
    if (needs_comma_) {
        out_.push_back(',');
    }
    needs_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
    separate();
    out_.push_back('{');
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    out_.push_back('}');
    needs_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    separate();
    out_.push_back('[');
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    out_.push_back(']');
    needs_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    out_.push_back('"');
    append_escaped(out_, name);
    out_.append("\":");
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    out_.push_back('"');
    append_escaped(out_, text);
    out_.push_back('"');
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    separate();
    append_number(out_, number);
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
    separate();
    out_.append(std::to_string(number));
    return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
    separate();
    out_.append(std::to_string(number));
    return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
    return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
    return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    out_.append(json);
    return *this;
}

JsonWriter& JsonWriter::field_or_null(std::string_view name, std::optional<double> number) {
    key(name);
    return number ? value(*number) : null();
}

}  // namespace hedged::exchange::deribit
