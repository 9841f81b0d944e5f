// SPDX-License-Identifier: Apache-2.0
#include "support/json_tree.hpp"

#include <algorithm>
#include <charconv>

namespace hedged::testing {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    JsonTree value() {
        space();
        JsonTree tree;
        if (peek() == '{') {
            tree.kind = JsonTree::Kind::Object;
            list('}', [&] {
                std::string const key = string();
                space();
                ++at_;  // colon
                tree.members.push_back({key.substr(1, key.size() - 2), value()});
            });
        } else if (peek() == '[') {
            tree.kind = JsonTree::Kind::Array;
            list(']', [&] { tree.items.push_back(value()); });
        } else if (peek() == '"') {
            tree.text = string();
        } else {
            std::size_t const from = at_;
            at_ = std::min(text_.find_first_of(",}] \t\r\n", at_), text_.size());
            tree.text = text_.substr(from, at_ - from);
        }
        return tree;
    }

private:
    template <class Element>
    void list(char close, Element&& element) {
        ++at_;
        for (space(); peek() != close; space()) {
            element();
            space();
            if (peek() == ',') {
                ++at_;
                space();
            }
        }
        ++at_;
    }
    std::string string() {
        std::size_t const from = at_++;
        while (peek() != '"') {
            at_ += peek() == '\\' ? 2U : 1U;
        }
        ++at_;
        return std::string(text_.substr(from, at_ - from));
    }
    void space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    [[nodiscard]] char peek() const { return text_.at(at_); }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

JsonTree* JsonTree::find(std::string_view key) {
    auto const member =
        std::find_if(members.begin(), members.end(), [key](const auto& m) { return m.key == key; });
    return member == members.end() ? nullptr : &member->value;
}

JsonTree* JsonTree::at(std::string_view path) {
    if (path.empty()) {
        return this;
    }
    std::size_t const dot = path.find('.');
    std::string_view const part = path.substr(0, dot);
    std::string_view const rest = dot == std::string_view::npos ? "" : path.substr(dot + 1);
    JsonTree* child = nullptr;
    if (kind == Kind::Array) {
        std::size_t index = items.size();
        std::from_chars(part.data(), part.data() + part.size(), index);
        child = index < items.size() ? &items[index] : nullptr;
    } else {
        child = find(part);
    }
    return child == nullptr ? nullptr : child->at(rest);
}

bool JsonTree::remove(std::string_view path) {
    std::size_t const dot = path.rfind('.');
    std::string_view const parent_path = dot == std::string_view::npos ? "" : path.substr(0, dot);
    std::string_view const key = dot == std::string_view::npos ? path : path.substr(dot + 1);
    JsonTree* const parent = at(parent_path);
    if (parent == nullptr) {
        return false;
    }
    return std::erase_if(parent->members, [key](const auto& m) { return m.key == key; }) > 0;
}

std::string JsonTree::print() const {
    if (kind == Kind::Scalar) {
        return text;
    }
    std::string out(1, kind == Kind::Object ? '{' : '[');
    bool first = true;
    for (const auto& [key, value] : members) {
        out += (first ? "\"" : ",\"") + key + "\":" + value.print();
        first = false;
    }
    for (const JsonTree& item : items) {
        out += (first ? "" : ",") + item.print();
        first = false;
    }
    return out + (kind == Kind::Object ? '}' : ']');
}

void JsonTree::each_member(
    const std::function<void(const std::string& path, const JsonTree& value)>& visit,
    const std::string& prefix) const {
    for (const auto& [key, value] : members) {
        visit(prefix + key, value);
        value.each_member(visit, prefix + key + ".");
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].each_member(visit, prefix + std::to_string(i) + ".");
    }
}

JsonTree parse_json_tree(std::string_view text) {
    return Parser(text).value();
}

}  // namespace hedged::testing
