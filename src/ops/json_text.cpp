// SPDX-License-Identifier: Apache-2.0
#include "ops/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hedged::ops {

namespace {

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

class FlatParser {
public:
    explicit FlatParser(std::string_view text) : text_(text) {}

    Result<FlatObject, std::string> parse() {
        FlatObject out;
        if (!take('{')) {
            return fault("a request is one JSON object");
        }
        if (!take('}')) {
            do {
                std::string key;
                std::string value;
                if (!read_string(key) || !take(':') || !read_value(value)) {
                    return fault("expected \"name\": value");
                }
                if (!out.emplace(std::move(key), std::move(value)).second) {
                    return fault("a name is given twice");
                }
            } while (take(','));
            if (!take('}')) {
                return fault("the object does not end");
            }
        }
        skip();
        if (at_ != text_.size()) {
            return fault("there is something behind the object");
        }
        return out;
    }

private:
    std::string fault(const char* what) const {
        return std::string(what) + " (at byte " + std::to_string(at_) + ")";
    }
    void skip() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\r' || text_[at_] == '\n')) {
            ++at_;
        }
    }
    bool take(char c) {
        skip();
        if (at_ < text_.size() && text_[at_] == c) {
            ++at_;
            return true;
        }
        return false;
    }
    bool read_value(std::string& out) {
        skip();
        if (at_ < text_.size() && text_[at_] == '"') {
            return read_string(out);
        }
        const std::size_t start = at_;
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '}' && text_[at_] != ' ') {
            ++at_;
        }
        out = std::string(text_.substr(start, at_ - start));
        double number = 0.0;
        const auto read = std::from_chars(out.data(), out.data() + out.size(), number);
        return out == "true" || out == "false" ||
               (read.ec == std::errc{} && read.ptr == out.data() + out.size() && !out.empty());
    }
    bool read_string(std::string& out) {
        if (!take('"')) {
            return false;
        }
        while (at_ < text_.size() && text_[at_] != '"') {
            char c = text_[at_++];
            if (static_cast<unsigned char>(c) < 0x20) {
                return false;
            }
            if (c == '\\' && !read_escape(c)) {
                return false;
            }
            out += c;
        }
        return at_ < text_.size() && text_[at_++] == '"';
    }
    // Names and reasons are plain text: of the \u escapes only those of one byte are needed.
    bool read_escape(char& out) {
        if (at_ >= text_.size()) {
            return false;
        }
        const char c = text_[at_++];
        switch (c) {
            case '"':
            case '\\':
            case '/':
                out = c;
                return true;
            case 'n':
            case 'r':
            case 't':
                out = ' ';
                return true;
            case 'u':
                break;
            default:
                return false;
        }
        unsigned code = 0;
        const auto digits = text_.substr(at_, 4);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (digits.size() != 4 || read.ptr != digits.data() + 4 || code == 0 || code > 0x7F) {
            return false;
        }
        at_ += 4;
        out = code < 0x20 ? ' ' : static_cast<char>(code);
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

void JsonWriter::separate() {
    if (!fresh_) {
        out_ += ',';
    }
    fresh_ = false;
}

JsonWriter& JsonWriter::begin_object() {
    separate();
    out_ += '{';
    fresh_ = true;
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    out_ += '}';
    fresh_ = false;
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    separate();
    out_ += '[';
    fresh_ = true;
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    out_ += ']';
    fresh_ = false;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_escaped(out_, name);
    out_ += ':';
    fresh_ = true;
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
    separate();
    append_escaped(out_, value);
    return *this;
}

JsonWriter& JsonWriter::number(double value) {
    separate();
    if (!std::isfinite(value)) {
        out_ += "null";
        return *this;
    }
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out_.append(digits.data(), end.ptr);
    return *this;
}

JsonWriter& JsonWriter::integer(std::uint64_t value) {
    separate();
    out_ += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::field(std::string_view name, std::string_view value) {
    return key(name).text(value);
}

JsonWriter& JsonWriter::field(std::string_view name, double value) {
    return key(name).number(value);
}

JsonWriter& JsonWriter::field(std::string_view name, std::uint64_t value) {
    return key(name).integer(value);
}

JsonWriter& JsonWriter::flag(std::string_view name, bool value) {
    return key(name).boolean(value);
}

Result<FlatObject, std::string> parse_flat_object(std::string_view text) {
    return FlatParser(text).parse();
}

}  // namespace hedged::ops
