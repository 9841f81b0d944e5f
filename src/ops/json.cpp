// SPDX-License-Identifier: Apache-2.0
#include "ops/json.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace hedged::ops {

void Json::comma() {
    if (!first_) {
        out_ += ',';
    }
    first_ = false;
}

void Json::quoted(std::string_view value) {
    out_ += '"';
    for (char const c : value) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (byte < 0x20) {
            out_ += fmt::format("\\u{:04x}", byte);
        } else {
            out_ += c;
        }
    }
    out_ += '"';
}

void Json::name(std::string_view key) {
    comma();
    quoted(key);
    out_ += ':';
}

Json& Json::open() {
    comma();
    out_ += '{';
    first_ = true;
    return *this;
}
Json& Json::open(std::string_view key) {
    name(key);
    out_ += '{';
    first_ = true;
    return *this;
}
Json& Json::close() {
    out_ += '}';
    first_ = false;
    return *this;
}
Json& Json::open_array(std::string_view key) {
    name(key);
    out_ += '[';
    first_ = true;
    return *this;
}
Json& Json::close_array() {
    out_ += ']';
    first_ = false;
    return *this;
}
Json& Json::text(std::string_view key, std::string_view value) {
    name(key);
    quoted(value);
    return *this;
}
Json& Json::number(std::string_view key, double value) {
    name(key);
    out_ += std::isfinite(value) ? fmt::format("{}", value) : "null";
    return *this;
}
Json& Json::count(std::string_view key, std::uint64_t value) {
    name(key);
    out_ += fmt::format("{}", value);
    return *this;
}
Json& Json::flag(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
    return *this;
}

}  // namespace hedged::ops
