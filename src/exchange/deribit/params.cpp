// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/params.hpp"

#include <charconv>
#include <cmath>

namespace hedged::exchange::deribit {
namespace {

template <class T>
std::optional<T> parse_whole(std::string_view text) {
    T number{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

constexpr double kLargestExactInteger = 9007199254740992.0;

}  // namespace

std::optional<simdjson::dom::element> Params::find(std::string_view name) const {
    if (!present_) {
        return std::nullopt;
    }
    simdjson::dom::element element;
    if (object_.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) {
        return std::nullopt;
    }
    return element;
}

bool Params::has(std::string_view name) const {
    return find(name).has_value();
}

std::string_view Params::text(std::string_view name, std::string_view fallback) {
    auto const element = find(name);
    if (!element) {
        return fallback;
    }
    std::string_view text;
    if (element->get(text) != simdjson::SUCCESS) {
        refuse(bad_param(name, "value must be a string"));
        return fallback;
    }
    return text;
}

std::string_view Params::required_text(std::string_view name) {
    auto const found = text(name);
    if (found.empty()) {
        refuse(bad_param(name, "value required"));
    }
    return found;
}

std::optional<double> Params::number(std::string_view name) {
    auto const element = find(name);
    if (!element) {
        return std::nullopt;
    }
    double number = 0.0;
    std::string_view text;
    if (element->get(number) == simdjson::SUCCESS && std::isfinite(number)) {
        return number;
    }
    if (text_values_ && element->get(text) == simdjson::SUCCESS) {
        auto const parsed = parse_whole<double>(text);
        if (parsed && std::isfinite(*parsed)) {
            return parsed;
        }
    }
    refuse(bad_param(name, "value must be a number"));
    return std::nullopt;
}

double Params::required_number(std::string_view name) {
    if (!has(name)) {
        refuse(bad_param(name, "value required"));
    }
    return number(name).value_or(0.0);
}

std::optional<std::int64_t> Params::integer(std::string_view name) {
    auto const element = find(name);
    std::int64_t exact = 0;
    if (element && element->get(exact) == simdjson::SUCCESS) {
        return exact;
    }
    auto const found = number(name);
    if (!found) {
        return std::nullopt;
    }
    if (*found != std::floor(*found) || std::fabs(*found) > kLargestExactInteger) {
        refuse(bad_param(name, "value must be an integer"));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*found);
}

std::int64_t Params::required_integer(std::string_view name) {
    if (!has(name)) {
        refuse(bad_param(name, "value required"));
    }
    return integer(name).value_or(0);
}

std::optional<bool> Params::flag(std::string_view name) {
    auto const element = find(name);
    if (!element) {
        return std::nullopt;
    }
    bool flag = false;
    std::string_view text;
    if (element->get(flag) == simdjson::SUCCESS) {
        return flag;
    }
    // Clients write "true" into JSON as well as into query strings (post_only, reduce_only).
    if (element->get(text) == simdjson::SUCCESS && (text == "true" || text == "false")) {
        return text == "true";
    }
    refuse(bad_param(name, "value must be a boolean"));
    return std::nullopt;
}

std::vector<std::string> Params::required_texts(std::string_view name) {
    std::vector<std::string> texts;
    auto const element = find(name);
    simdjson::dom::array items;
    std::string_view single;
    if (element && element->get(items) == simdjson::SUCCESS) {
        for (auto const item : items) {
            std::string_view text;
            if (item.get(text) != simdjson::SUCCESS) {
                refuse(bad_param(name, "value must be a list"));
                return texts;
            }
            texts.emplace_back(text);
        }
    } else if (element && text_values_ && element->get(single) == simdjson::SUCCESS) {
        texts.emplace_back(single);
    } else if (element) {
        refuse(bad_param(name, "value must be a list"));
    }
    if (texts.empty()) {
        refuse(bad_param(name, "value required"));
    }
    return texts;
}

std::string Params::scalar_text(std::string_view name) {
    auto const element = find(name);
    if (!element) {
        return {};
    }
    std::string_view text;
    std::int64_t whole = 0;
    std::uint64_t large = 0;
    if (element->get(text) == simdjson::SUCCESS) {
        return std::string{text};
    }
    if (element->get(whole) == simdjson::SUCCESS) {
        return std::to_string(whole);
    }
    if (element->get(large) == simdjson::SUCCESS) {
        return std::to_string(large);
    }
    refuse(bad_param(name, "value must be a number"));
    return {};
}

}  // namespace hedged::exchange::deribit
