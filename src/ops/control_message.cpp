// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_message.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace hedged::ops {
namespace {

constexpr std::array<std::pair<ControlVerb, std::string_view>, 10> kVerbs = {{
    {ControlVerb::Status, "status"},
    {ControlVerb::Why, "why"},
    {ControlVerb::Orders, "orders"},
    {ControlVerb::Positions, "positions"},
    {ControlVerb::Greeks, "greeks"},
    {ControlVerb::Kill, "kill"},
    {ControlVerb::Arm, "arm"},
    {ControlVerb::Hold, "hold"},
    {ControlVerb::Resume, "resume"},
    {ControlVerb::Done, "done"},
}};

bool is_plain(std::string_view text) {
    for (char const c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            return false;
        }
    }
    return true;
}

std::string plain(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        c = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    return out;
}

std::string_view next_field(std::string_view& rest) {
    auto const tab = rest.find('\t');
    std::string_view const field = rest.substr(0, tab);
    rest = tab == std::string_view::npos ? std::string_view{} : rest.substr(tab + 1);
    return field;
}

}  // namespace

std::optional<ControlVerb> control_verb(std::string_view word) noexcept {
    for (auto const& [verb, name] : kVerbs) {
        if (name == word) {
            return verb;
        }
    }
    return std::nullopt;
}

std::string_view to_string(ControlVerb verb) noexcept {
    for (auto const& [known, name] : kVerbs) {
        if (known == verb) {
            return name;
        }
    }
    return "invalid";
}

bool acts(ControlVerb verb) noexcept {
    return verb == ControlVerb::Kill || verb == ControlVerb::Arm || verb == ControlVerb::Hold ||
           verb == ControlVerb::Resume;
}

std::string format_request(const ControlRequest& request) {
    std::string line{to_string(request.verb)};
    line += request.json ? "\tjson\t" : "\ttext\t";
    line += std::to_string(request.request);
    line += '\t' + plain(request.name) + '\t' + plain(request.reason) + '\n';
    return line;
}

Result<ControlRequest, std::string> parse_request(std::string_view line) {
    if (line.size() > kControlLineMax) {
        return std::string{"the request is longer than a request can be"};
    }
    std::string_view rest = line;
    std::string_view const word = next_field(rest);
    auto const verb = control_verb(word);
    if (!verb) {
        return "unknown command '" + plain(word.substr(0, 40)) +
               "'; known are status, why, orders, positions, greeks, kill, arm, hold, resume";
    }
    std::string_view const form = next_field(rest);
    if (form != "text" && form != "json") {
        return std::string{"the second field must be text or json"};
    }
    std::string_view const number = next_field(rest);
    ControlRequest request;
    request.verb = *verb;
    request.json = form == "json";
    auto const [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), request.request);
    if (error != std::errc{} || end != number.data() + number.size()) {
        return std::string{"the third field must be a request number"};
    }
    std::string_view const name = next_field(rest);
    std::string_view const reason = next_field(rest);
    if (!rest.empty() || !is_plain(name) || !is_plain(reason)) {
        return std::string{"a request has five fields of plain text"};
    }
    request.name = std::string{name};
    request.reason = std::string{reason};
    return request;
}

std::string format_answer(const ControlAnswer& answer) {
    return std::to_string(answer.exit_code) + '\n' + answer.body;
}

Result<ControlAnswer, std::string> parse_answer(std::string_view bytes) {
    auto const newline = bytes.find('\n');
    ControlAnswer answer;
    if (newline == std::string_view::npos) {
        return std::string{"the daemon closed the connection without an answer"};
    }
    auto const [end, error] =
        std::from_chars(bytes.data(), bytes.data() + newline, answer.exit_code);
    if (error != std::errc{} || end != bytes.data() + newline) {
        return std::string{"the answer does not begin with an exit code; is this hedged's socket?"};
    }
    answer.body = std::string{bytes.substr(newline + 1)};
    return answer;
}

}  // namespace hedged::ops
