// SPDX-License-Identifier: Apache-2.0
#include "config/reader.hpp"

#include "config/nearest.hpp"
#include "config/scalar.hpp"

#include <algorithm>

namespace hedged::config {

namespace {

// A key that looks like a place for a secret must never hold one in this file.
bool names_a_secret(std::string_view key) {
    std::string lower(key);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const std::string_view word :
         {"secret", "password", "passphrase", "api_key", "apikey", "private_key", "token"}) {
        if (lower.find(word) != std::string::npos) {
            return true;
        }
    }
    return lower == "key";
}

}  // namespace

MapReader::MapReader(const Node& node, std::string path, const std::string& file,
                     Problems& problems)
    : node_(node), path_(std::move(path)), file_(file), problems_(problems) {}

MapReader::~MapReader() {
    report_unknown();
}

void MapReader::report_unknown() {
    for (const Node::Entry& entry : node_.entries) {
        if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) {
            continue;
        }
        if (names_a_secret(entry.key)) {
            problems_.push_back({file_, entry.place,
                                 "'" + entry.key +
                                     "' does not belong in this file: keep the secret in a file "
                                     "of its own (mode 0600) and name it under venue.credentials"});
            continue;
        }
        std::string text = "unknown key '" + entry.key + "'";
        if (!path_.empty()) {
            text += " in " + path_;
        }
        const std::string_view nearest = nearest_word(entry.key, asked_);
        if (!nearest.empty()) {
            text += "; did you mean '" + std::string(nearest) + "'?";
        }
        problems_.push_back({file_, entry.place, std::move(text)});
    }
}

bool MapReader::has(std::string_view key) const {
    return node_.find(key) != nullptr;
}

Place MapReader::place(std::string_view key) const {
    const Node::Entry* entry = node_.find(key);
    return entry != nullptr ? entry->place : node_.place;
}

void MapReader::problem(std::string_view key, std::string text) {
    problems_.push_back({file_, place(key), std::move(text)});
}

std::string MapReader::named(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const Node* MapReader::value(std::string_view key, bool required) {
    asked_.emplace_back(key);
    const Node::Entry* entry = node_.find(key);
    if (entry == nullptr) {
        if (required) {
            problems_.push_back(
                {file_, node_.place, "'" + named(key) + "' is missing; it has no default"});
        }
        return nullptr;
    }
    if (entry->value.kind == Node::Kind::Null) {
        problem(key, "'" + named(key) + "' has no value");
        return nullptr;
    }
    return &entry->value;
}

const std::string* MapReader::scalar(std::string_view key, bool required) {
    const Node* node = value(key, required);
    if (node == nullptr) {
        return nullptr;
    }
    if (node->kind != Node::Kind::Scalar) {
        problem(key, "'" + named(key) + "' takes one value, not a list or a map");
        return nullptr;
    }
    return &node->scalar;
}

void MapReader::check(std::string_view key, double number, const Range& range,
                      std::string_view shown) {
    if (number >= range.lowest && number <= range.highest) {
        return;
    }
    std::string text = "'" + named(key) + "' is " + std::string(shown) + "; allowed is " +
                       write_number(range.lowest) + " to " + write_number(range.highest);
    if (!range.why.empty()) {
        text += " (" + std::string(range.why) + ")";
    }
    problem(key, std::move(text));
}

std::string MapReader::text(std::string_view key, std::optional<std::string> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return std::move(fallback).value_or("");
    }
    if (found->empty()) {
        problem(key, "'" + named(key) + "' is empty");
    }
    for (const char c : *found) {
        if (static_cast<unsigned char>(c) < 0x20) {
            problem(key, "'" + named(key) + "' holds a line break or another control character");
            break;
        }
    }
    return *found;
}

bool MapReader::boolean(std::string_view key, std::optional<bool> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(false);
    }
    const auto parsed = parse_bool(*found);
    if (!parsed) {
        problem(key, named(key) + ": " + parsed.error().text);
        return fallback.value_or(false);
    }
    return parsed.value();
}

double MapReader::number(std::string_view key, Range range, std::optional<double> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(0.0);
    }
    const auto parsed = parse_number(*found);
    if (!parsed) {
        problem(key, named(key) + ": " + parsed.error().text);
        return fallback.value_or(0.0);
    }
    check(key, parsed.value(), range, *found);
    return parsed.value();
}

std::int64_t MapReader::integer(std::string_view key, Range range,
                                std::optional<std::int64_t> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(0);
    }
    const auto parsed = parse_integer(*found);
    if (!parsed) {
        problem(key, named(key) + ": " + parsed.error().text);
        return fallback.value_or(0);
    }
    check(key, static_cast<double>(parsed.value()), range, *found);
    return parsed.value();
}

Duration MapReader::duration(std::string_view key, Range range, std::optional<Duration> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(Duration{});
    }
    const auto parsed = parse_duration(*found);
    if (!parsed) {
        problem(key, named(key) + ": " + parsed.error().text);
        return fallback.value_or(Duration{});
    }
    const double seconds = parsed.value().seconds();
    if (seconds < range.lowest || seconds > range.highest) {
        check(key, seconds, range, *found + " (bounds in seconds)");
    }
    return parsed.value();
}

double MapReader::basis_points(std::string_view key, Range range, std::optional<double> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(0.0);
    }
    const auto parsed = parse_basis_points(*found);
    if (!parsed) {
        problem(key, named(key) + ": " + parsed.error().text);
        return fallback.value_or(0.0);
    }
    check(key, parsed.value(), range, *found);
    return parsed.value();
}

std::size_t MapReader::choice(std::string_view key, const std::vector<std::string>& words,
                              std::optional<std::size_t> fallback) {
    const std::string* found = scalar(key, !fallback);
    if (found == nullptr) {
        return fallback.value_or(0);
    }
    const auto match = std::find(words.begin(), words.end(), *found);
    if (match == words.end()) {
        std::string text = "'" + named(key) + "' is '" + *found + "'; write one of";
        for (const std::string& word : words) {
            text += (word == words.front() ? " " : ", ") + word;
        }
        problem(key, std::move(text));
        return fallback.value_or(0);
    }
    return static_cast<std::size_t>(match - words.begin());
}

std::vector<std::string> MapReader::texts(std::string_view key, bool required) {
    std::vector<std::string> out;
    const Node* node = value(key, required);
    if (node == nullptr) {
        return out;
    }
    if (node->kind != Node::Kind::List || node->items.empty()) {
        problem(key, "'" + named(key) + "' takes a list, for example [BTC]");
        return out;
    }
    for (const Node& item : node->items) {
        if (item.kind == Node::Kind::Scalar && !item.scalar.empty()) {
            out.push_back(item.scalar);
        } else {
            problems_.push_back({file_, item.place, "'" + named(key) + "' takes plain words"});
        }
    }
    return out;
}

void MapReader::map(std::string_view key, bool required,
                    const std::function<void(MapReader&)>& read) {
    const Node* node = value(key, required);
    if (node == nullptr) {
        return;
    }
    if (node->kind != Node::Kind::Map) {
        problem(key, "'" + named(key) + "' takes a map of keys and values");
        return;
    }
    MapReader reader(*node, named(key), file_, problems_);
    read(reader);
}

void MapReader::each_map(std::string_view key, const std::function<void(MapReader&)>& read) {
    const Node* node = value(key, true);
    if (node == nullptr) {
        return;
    }
    if (node->kind != Node::Kind::List || node->items.empty()) {
        problem(key, "'" + named(key) + "' takes a list with at least one entry");
        return;
    }
    std::size_t number = 0;
    for (const Node& item : node->items) {
        const std::string path = named(key) + "[" + std::to_string(number++) + "]";
        if (item.kind != Node::Kind::Map) {
            problems_.push_back({file_, item.place, path + " takes a map of keys and values"});
            continue;
        }
        MapReader reader(item, path, file_, problems_);
        read(reader);
    }
}

}  // namespace hedged::config
