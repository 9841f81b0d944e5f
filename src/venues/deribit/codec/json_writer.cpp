// SPDX-License-Identifier: Apache-2.0
#include "venues/deribit/codec/json_writer.hpp"

#include <array>
#include <charconv>

namespace hedged::deribit {

void JsonWriter::open(RequestId id, std::string_view method) noexcept {
    raw(R"({"jsonrpc":"2.0","id":)");
    digits(id);
    raw(R"(,"method":")");
    raw(method);
    raw(R"(","params":{)");
}

void JsonWriter::key(std::string_view name) noexcept {
    raw(first_ ? "\"" : ",\"");
    first_ = false;
    raw(name);
    raw("\":");
}

void JsonWriter::digits(std::int64_t value) noexcept {
    std::array<char, 24> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    raw({text.data(), static_cast<std::size_t>(end - text.data())});
}

void JsonWriter::escaped(std::string_view value) noexcept {
    constexpr std::string_view kHex = "0123456789abcdef";
    raw("\"");
    std::size_t from = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        raw(value.substr(from, i - from));
        from = i + 1;
        if (c == '"' || c == '\\') {
            const std::array<char, 2> pair{'\\', value[i]};
            raw({pair.data(), pair.size()});
        } else {
            const std::array<char, 6> code{'\\', 'u', '0', '0', kHex[c >> 4U], kHex[c & 15U]};
            raw({code.data(), code.size()});
        }
    }
    raw(value.substr(from));
    raw("\"");
}

void JsonWriter::text(std::string_view name, std::string_view value) noexcept {
    key(name);
    escaped(value);
}

void JsonWriter::word(std::string_view name, std::string_view value) noexcept {
    key(name);
    raw("\"");
    raw(value);
    raw("\"");
}

void JsonWriter::number(std::string_view name, std::int64_t value) noexcept {
    key(name);
    digits(value);
}

void JsonWriter::multiple(std::string_view name, DecimalStep step,
                          std::int64_t multiples) noexcept {
    key(name);
    const std::size_t size =
        ok_ ? write_multiple(step, multiples, at_, static_cast<std::size_t>(end_ - at_)) : 0;
    if (size == 0) {
        ok_ = false;
        return;
    }
    at_ += size;
}

void JsonWriter::flag(std::string_view name, bool value) noexcept {
    key(name);
    raw(value ? "true" : "false");
}

void JsonWriter::milliseconds(std::string_view name, WallTime value) noexcept {
    number(name, value.milliseconds());
}

void JsonWriter::open_list(std::string_view name) noexcept {
    key(name);
    raw("[");
    first_ = true;
}

void JsonWriter::element(std::string_view value) noexcept {
    if (!first_) {
        raw(",");
    }
    first_ = false;
    escaped(value);
}

std::string_view JsonWriter::done() noexcept {
    raw("}}");
    return ok_ ? std::string_view{begin_, size()} : std::string_view{};
}

}  // namespace hedged::deribit
