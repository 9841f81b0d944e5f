// SPDX-License-Identifier: Apache-2.0
#include "config/binder.hpp"
#include "config/scalar.hpp"

namespace hedged::config {

namespace {

// Always quoted, so that no text can be taken for anything else.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

}  // namespace

void PrintBinder::line(std::string_view key, const std::string& value) {
    int indent = depth_ * 2;
    if (first_in_item_) {
        out_ += std::string(static_cast<std::size_t>(indent - 2), ' ') + "- ";
        indent = 0;
        first_in_item_ = false;
    }
    out_ += std::string(static_cast<std::size_t>(indent), ' ');
    out_ += key;
    out_ += value.empty() ? ":" : ": " + value;
    out_ += '\n';
}

void PrintBinder::text(std::string_view key, std::string& value, Need /*need*/) {
    if (!value.empty()) {
        line(key, quoted(value));
    }
}

void PrintBinder::boolean(std::string_view key, bool& value, Need /*need*/) {
    line(key, value ? "true" : "false");
}

void PrintBinder::number(std::string_view key, double& value, Range /*range*/, Need /*need*/) {
    line(key, write_number(value));
}

void PrintBinder::whole(std::string_view key, std::int64_t& value, Range /*range*/, Need /*need*/) {
    line(key, std::to_string(value));
}

void PrintBinder::duration(std::string_view key, Duration& value, Range /*seconds*/,
                           Need /*need*/) {
    line(key, write_duration(value));
}

void PrintBinder::basis_points(std::string_view key, double& value, Range /*range*/,
                               Need /*need*/) {
    line(key, write_number(value) + "bp");
}

void PrintBinder::choice(std::string_view key, std::size_t& value,
                         const std::vector<std::string>& words, Need /*need*/) {
    line(key, words.at(value));
}

void PrintBinder::map(std::string_view key, Need /*need*/,
                      const std::function<void(Binder&)>& describe) {
    std::string inner;
    PrintBinder binder(inner, depth_ + 1);
    describe(binder);
    if (!inner.empty()) {
        line(key, {});
        out_ += inner;
    }
}

void PrintBinder::list(std::string_view key, std::size_t count,
                       const std::function<void(Binder&, std::size_t)>& describe) {
    line(key, {});
    for (std::size_t i = 0; i < count; ++i) {
        PrintBinder binder(out_, depth_ + 2);
        binder.first_in_item_ = true;
        describe(binder, i);
    }
}

}  // namespace hedged::config
