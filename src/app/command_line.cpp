// SPDX-License-Identifier: Apache-2.0
#include "app/command_line.hpp"

#include <algorithm>
#include <charconv>

namespace hedged::app {

CommandLine::CommandLine(const std::vector<std::string>& words,
                         const std::vector<Option>& options) {
    for (std::size_t i = 0; i < words.size() && fault_.empty(); ++i) {
        const std::string& word = words[i];
        if (word.rfind("--", 0) != 0) {
            others_.push_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto option = std::find_if(options.begin(), options.end(),
                                         [&](const Option& o) { return o.name == name; });
        if (option == options.end()) {
            fault_ = "unknown option " + name;
        } else if (has(name)) {
            fault_ = "option " + name + " is given twice";
        } else if (!option->takes_value) {
            fault_ = equals == std::string::npos ? "" : "option " + name + " takes no value";
            given_.push_back({name, {}});
        } else if (equals != std::string::npos) {
            given_.push_back({name, word.substr(equals + 1)});
        } else if (i + 1 < words.size()) {
            given_.push_back({name, words[++i]});
        } else {
            fault_ = "option " + name + " needs a value";
        }
    }
}

bool CommandLine::has(std::string_view name) const noexcept {
    return std::any_of(given_.begin(), given_.end(),
                       [&](const Given& given) { return given.name == name; });
}

std::string CommandLine::text(std::string_view name, std::string fallback) const {
    for (const Given& given : given_) {
        if (given.name == name) {
            return given.value;
        }
    }
    return fallback;
}

std::int64_t CommandLine::integer(std::string_view name, std::int64_t fallback, std::int64_t lowest,
                                  std::int64_t highest) {
    if (!has(name)) {
        return fallback;
    }
    const std::string value = text(name);
    std::int64_t out = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), out);
    if (read.ec != std::errc{} || read.ptr != value.data() + value.size() || out < lowest ||
        out > highest) {
        fault_ = "option " + std::string(name) + " takes a whole number from " +
                 std::to_string(lowest) + " to " + std::to_string(highest) + ", not '" + value +
                 "'";
        return fallback;
    }
    return out;
}

bool asks_for_help(const std::vector<std::string>& words) noexcept {
    return std::any_of(words.begin(), words.end(),
                       [](const std::string& word) { return word == "--help" || word == "-h"; });
}

std::vector<std::string> words_of(int argc, char** argv, int skip) {
    return {argv + std::min(argc, skip), argv + argc};
}

}  // namespace hedged::app
