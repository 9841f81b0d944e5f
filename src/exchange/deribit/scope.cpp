// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/scope.hpp"

#include <algorithm>
#include <charconv>

namespace hedged::exchange::deribit {
namespace {

std::optional<Access> access_of(std::string_view word) noexcept {
    if (word == "read_write") {
        return Access::ReadWrite;
    }
    if (word == "read") {
        return Access::Read;
    }
    return word == "none" ? std::optional{Access::None} : std::nullopt;
}

std::string_view word_of(Access access) noexcept {
    switch (access) {
        case Access::None:
            return "none";
        case Access::Read:
            return "read";
        case Access::ReadWrite:
            return "read_write";
    }
    return "none";
}

Access* right_named(Rights& rights, std::string_view name) noexcept {
    if (name == "account") {
        return &rights.account;
    }
    if (name == "trade") {
        return &rights.trade;
    }
    if (name == "wallet") {
        return &rights.wallet;
    }
    return name == "block_trade" ? &rights.block_trade : nullptr;
}

void read_word(std::string_view word, Scope& scope) {
    auto const colon = word.find(':');
    auto const name = word.substr(0, colon);
    auto const value =
        colon == std::string_view::npos ? std::string_view{} : word.substr(colon + 1);
    if (name == "session" && !value.empty()) {
        scope.session.assign(value);
    } else if (name == "ip") {
        scope.ip.assign(value);
    } else if (name == "expires") {
        std::int64_t life = 0;
        const char* const end = value.data() + value.size();
        constexpr std::int64_t kLongest = 1'000'000'000;  // more is no limit at all
        if (std::from_chars(value.data(), end, life).ptr == end && life > 0 && life <= kLongest) {
            scope.expires = life;
        }
    } else if (auto* const right = right_named(scope.rights, name); right != nullptr) {
        *right = access_of(value).value_or(*right);
    }
}

}  // namespace

Rights narrowed(const Rights& asked, const Rights& ceiling) noexcept {
    return {std::min(asked.account, ceiling.account), std::min(asked.trade, ceiling.trade),
            std::min(asked.wallet, ceiling.wallet),
            std::min(asked.block_trade, ceiling.block_trade)};
}

bool within(const Rights& asked, const Rights& ceiling) noexcept {
    return narrowed(asked, ceiling) == asked;
}

Scope parse_scope(std::string_view text, const Rights& key) {
    Scope scope;
    scope.rights = key;
    while (!text.empty()) {
        auto const end = text.find(' ');
        read_word(text.substr(0, end), scope);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return scope;
}

std::string render_scope(const Scope& scope) {
    std::string text = "account:";
    text.append(word_of(scope.rights.account));
    text.append(" block_trade:").append(word_of(scope.rights.block_trade));
    if (scope.session.empty()) {
        text.append(" connection");
    }
    if (scope.expires) {
        text.append(" expires:").append(std::to_string(*scope.expires));
    }
    if (!scope.ip.empty()) {
        text.append(" ip:").append(scope.ip);
    }
    text.append(" mainaccount");
    if (!scope.session.empty()) {
        text.append(" session:").append(scope.session);
    }
    text.append(" trade:").append(word_of(scope.rights.trade));
    return text.append(" wallet:").append(word_of(scope.rights.wallet));
}

}  // namespace hedged::exchange::deribit
