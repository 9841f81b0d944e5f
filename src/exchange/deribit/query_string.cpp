// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/query_string.hpp"

#include "exchange/deribit/json_writer.hpp"

#include <simdjson.h>

#include <utility>
#include <vector>

namespace hedged::exchange::deribit {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_json(std::string_view text) {
    if (text.empty() || (text.front() != '[' && text.front() != '{')) {
        return false;
    }
    simdjson::dom::parser parser;
    return parser.parse(text.data(), text.size(), true).error() == simdjson::SUCCESS;
}

struct Entry {
    std::string name;
    std::vector<std::string> values;
    bool list = false;
};

std::vector<Entry> split(std::string_view query) {
    std::vector<Entry> entries;
    while (!query.empty()) {
        auto const end = query.find('&');
        auto const pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        auto const equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals));
        auto value = equals == std::string_view::npos ? std::string{}
                                                      : percent_decoded(pair.substr(equals + 1));
        bool const list = name.size() > 2 && name.ends_with("[]");
        if (list) {
            name.resize(name.size() - 2);
        }
        if (name.empty()) {
            continue;
        }
        auto known = entries.begin();
        while (known != entries.end() && known->name != name) {
            ++known;
        }
        if (known == entries.end()) {
            known = entries.insert(known, Entry{std::move(name), {}, list});
        }
        known->values.push_back(std::move(value));
    }
    return entries;
}

}  // namespace

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

std::string query_to_json(std::string_view query) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    for (auto const& entry : split(query)) {
        json.key(entry.name);
        if (!entry.list) {
            auto const& value = entry.values.back();
            if (is_json(value)) {
                json.raw(value);
            } else {
                json.value(std::string_view{value});
            }
            continue;
        }
        json.begin_array();
        for (auto const& value : entry.values) {
            json.value(std::string_view{value});
        }
        json.end_array();
    }
    json.end_object();
    return out;
}

}  // namespace hedged::exchange::deribit
