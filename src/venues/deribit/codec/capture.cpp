// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/capture.hpp"

#include <simdjson.h>

namespace hedged::deribit {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

[[nodiscard]] std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Brackets that a line opens and does not close, those inside strings excepted.
[[nodiscard]] int open_brackets(std::string_view line) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return depth;
}

// The next message of a file begins a line; the inside of one is indented or closes a bracket. So a
// line that was cut short does not swallow those after it.
[[nodiscard]] bool continues_message(std::string_view line) {
    return line.empty() || kSpace.find(line.front()) != std::string_view::npos ||
           line.front() == '}' || line.front() == ']' || line.front() == '"';
}

// "1626993723.72 {...}" and "2020-05-21T23:19:00.000Z {...}"
[[nodiscard]] std::string_view without_stamp(std::string_view text) {
    const std::size_t end = text.find_first_not_of("0123456789-+:.TZ");
    if (end == 0 || end == std::string_view::npos || text[end] != ' ') {
        return text;
    }
    const std::string_view rest = trim(text.substr(end));
    return rest.starts_with('{') || rest.starts_with('[') ? rest : text;
}

}  // namespace

std::vector<CaptureEntry> split_capture(std::string_view content) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (content.starts_with(kByteOrderMark)) {
        content.remove_prefix(kByteOrderMark.size());
    }
    std::vector<CaptureEntry> entries;
    std::size_t at = 0;
    std::size_t line_number = 0;
    const auto next_line = [&] {
        const std::size_t end = content.find('\n', at);
        const std::string_view line = content.substr(at, end - at);
        at = end == std::string_view::npos ? content.size() : end + 1;
        ++line_number;
        return line;
    };
    while (at < content.size()) {
        const std::size_t begin = at;
        const std::string_view first = next_line();
        const std::size_t number = line_number;
        if (trim(first).empty()) {
            continue;
        }
        int depth = open_brackets(first);
        std::size_t end = begin + first.size();
        while (depth > 0 && at < content.size() && continues_message(content.substr(at))) {
            const std::size_t from = at;
            const std::string_view line = next_line();
            depth += open_brackets(line);
            end = from + line.size();
        }
        entries.push_back({number, trim(content.substr(begin, end - begin))});
    }
    return entries;
}

CapturedMessage unwrap_capture(std::string_view entry) {
    entry = without_stamp(entry);
    CapturedMessage message{Direction::Unstated, entry};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    const simdjson::padded_string_view padded(entry.data(), entry.size(),
                                              entry.size() + simdjson::SIMDJSON_PADDING);
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS) {
        return message;
    }
    for (auto item : object) {
        simdjson::ondemand::field field;
        std::string_view word;
        if (std::move(item).get(field) != simdjson::SUCCESS) {
            return {Direction::Unstated, entry};
        }
        if (field.key() == "dir") {
            if (field.value().get_string().get(word) == simdjson::SUCCESS) {
                message.direction = word == "out" ? Direction::Out : Direction::In;
            }
        } else if (field.key() == "msg") {
            simdjson::ondemand::object inner;
            if (field.value().get_object().get(inner) == simdjson::SUCCESS &&
                inner.raw_json().get(word) == simdjson::SUCCESS) {
                message.text = trim(word);
            }
        } else if (field.key() == "jsonrpc") {
            return {Direction::Unstated, entry};
        }
    }
    return message;
}

}  // namespace hedged::deribit
