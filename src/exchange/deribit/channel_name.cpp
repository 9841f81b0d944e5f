// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/channel_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace hedged::exchange::deribit {
namespace {

constexpr std::size_t kPartsMax = 6;

struct Parts {
    std::array<std::string_view, kPartsMax> items;
    std::size_t count = 0;
    [[nodiscard]] std::string_view operator[](std::size_t at) const noexcept { return items[at]; }
};

std::optional<Parts> split(std::string_view name) noexcept {
    Parts parts;
    while (true) {
        if (parts.count == kPartsMax) {
            return std::nullopt;
        }
        auto const dot = name.find('.');
        parts.items[parts.count++] = name.substr(0, dot);
        if (dot == std::string_view::npos) {
            return parts;
        }
        name.remove_prefix(dot + 1);
    }
}

bool read_pace(std::string_view word, ChannelSpec& spec) noexcept {
    spec.raw_interval = word == "raw";
    if (word == "raw") {
        spec.pace = Pace::Raw;
    } else if (word == "100ms") {
        spec.pace = Pace::Every100ms;
    } else if (word == "agg2") {
        spec.pace = Pace::Aggregated;
    } else {
        return false;
    }
    return true;
}

bool read_instrument(std::string_view name, const Exchange& exchange, ChannelSpec& spec) noexcept {
    auto const* const found = exchange.find(name);
    if (found == nullptr) {
        return false;
    }
    spec.instrument = found->id;
    return true;
}

const Instrument* any_instrument(const Exchange& exchange) noexcept {
    return exchange.instrument_count() == 0 ? nullptr : &exchange.instrument(InstrumentId{0});
}

bool read_kind_and_currency(std::string_view kind, std::string_view currency,
                            const Exchange& exchange, ChannelSpec& spec) noexcept {
    static constexpr std::array<std::string_view, 5> kElsewhere = {
        "spot", "future_combo", "option_combo", "combo", "combos"};
    static constexpr std::array<std::string_view, 5> kCurrencies = {"BTC", "ETH", "USDC", "USDT",
                                                                    "EURR"};
    if (kind == "future") {
        spec.kind = Kind::Future;
    } else if (kind == "option") {
        spec.kind = Kind::Option;
    } else if (kind != "any") {
        bool known = false;
        for (auto const word : kElsewhere) {
            known = known || word == kind;
        }
        if (!known) {
            return false;
        }
        spec.matches_nothing = true;
    }
    auto const* const listed = any_instrument(exchange);
    if (same_currency(currency, "any") ||
        (listed != nullptr && same_currency(currency, listed->base_currency))) {
        return true;
    }
    spec.matches_nothing = true;
    return std::ranges::any_of(
        kCurrencies, [currency](std::string_view word) { return same_currency(currency, word); });
}

bool is_index(std::string_view name, const Exchange& exchange) noexcept {
    auto const* const listed = any_instrument(exchange);
    return listed != nullptr && listed->price_index == name;
}

bool read_grouped_book(const Parts& parts, const Exchange& exchange, ChannelSpec& spec) noexcept {
    spec.type = ChannelType::GroupedBook;
    auto const group = parts[2];
    auto const depth = parts[3];
    if (group != "none") {
        const char* const end = group.data() + group.size();
        if (std::from_chars(group.data(), end, spec.group).ptr != end ||
            !std::isfinite(spec.group) || spec.group <= 0.0) {
            return false;
        }
    }
    spec.depth = depth == "1" ? 1 : (depth == "10" ? 10 : (depth == "20" ? 20 : 0));
    return spec.depth != 0 && read_instrument(parts[1], exchange, spec) &&
           read_pace(parts[4], spec) && spec.pace != Pace::Raw;
}

// "<what>.{instrument}.{interval}" or, where offered, "<what>.{kind}.{currency}.{interval}", with
// the selection starting at `at`.
bool read_selection(const Parts& parts, std::size_t at, const Exchange& exchange,
                    ChannelSpec& spec) noexcept {
    if (parts.count == at + 2) {
        return read_instrument(parts[at], exchange, spec) && read_pace(parts[at + 1], spec);
    }
    return parts.count == at + 3 &&
           read_kind_and_currency(parts[at], parts[at + 1], exchange, spec) &&
           read_pace(parts[at + 2], spec);
}

bool read_user_channel(const Parts& parts, const Exchange& exchange, ChannelSpec& spec) noexcept {
    auto const what = parts[1];
    if (what == "orders" || what == "trades" || what == "changes") {
        spec.type = what == "orders"   ? ChannelType::UserOrders
                    : what == "trades" ? ChannelType::UserTrades
                                       : ChannelType::UserChanges;
        return read_selection(parts, 2, exchange, spec);
    }
    if (what == "lock") {
        spec.type = ChannelType::UserLock;
        return parts.count == 2;
    }
    spec.type = ChannelType::UserPortfolio;
    return what == "portfolio" && parts.count == 3 &&
           read_kind_and_currency("any", parts[2], exchange, spec);
}

bool read_platform_channel(const Parts& parts, const Exchange& exchange,
                           ChannelSpec& spec) noexcept {
    if (parts[0] == "platform_state") {
        spec.type = parts.count == 1 ? ChannelType::PlatformState : ChannelType::PublicMethodsState;
        return parts.count == 1 || (parts.count == 2 && parts[1] == "public_methods_state");
    }
    if (parts[0] == "instrument") {
        spec.type = ChannelType::InstrumentState;
        return parts.count == 4 && parts[1] == "state" &&
               read_kind_and_currency(parts[2], parts[3], exchange, spec);
    }
    if (parts[0] == "markprice") {
        spec.type = ChannelType::OptionMarks;
        return parts.count == 3 && parts[1] == "options" && is_index(parts[2], exchange);
    }
    if (parts[0] == "deribit_price_index") {
        spec.type = ChannelType::PriceIndex;
    } else if (parts[0] == "deribit_volatility_index") {
        spec.type = ChannelType::VolatilityIndex;
    } else if (parts[0] == "estimated_expiration_price") {
        spec.type = ChannelType::EstimatedExpirationPrice;
    } else {
        return false;
    }
    return parts.count == 2 && is_index(parts[1], exchange);
}

bool read_channel(const Parts& parts, const Exchange& exchange, ChannelSpec& spec) noexcept {
    auto const what = parts[0];
    if (what == "user" && parts.count >= 2) {
        return read_user_channel(parts, exchange, spec);
    }
    if (what == "book" && parts.count == 5) {
        return read_grouped_book(parts, exchange, spec);
    }
    if (what == "book" || what == "ticker") {
        spec.type = what == "book" ? ChannelType::Book : ChannelType::Ticker;
        return parts.count == 3 && read_selection(parts, 1, exchange, spec);
    }
    if (what == "quote" || what == "incremental_ticker") {
        spec.type = what == "quote" ? ChannelType::Quote : ChannelType::IncrementalTicker;
        return parts.count == 2 && read_instrument(parts[1], exchange, spec);
    }
    if (what == "perpetual") {
        spec.type = ChannelType::Perpetual;
        return parts.count == 3 && read_selection(parts, 1, exchange, spec) &&
               exchange.instrument(spec.instrument).is_perpetual();
    }
    if (what == "trades") {
        spec.type = ChannelType::Trades;
        return read_selection(parts, 1, exchange, spec);
    }
    return read_platform_channel(parts, exchange, spec);
}

}  // namespace

bool same_currency(std::string_view asked, std::string_view listed) noexcept {
    if (asked.size() != listed.size()) {
        return false;
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto const lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        };
        if (lower(asked[i]) != lower(listed[i])) {
            return false;
        }
    }
    return true;
}

std::optional<ChannelSpec> parse_channel(std::string_view name, const Exchange& exchange) {
    auto const parts = split(name);
    ChannelSpec spec;
    if (!parts || !read_channel(*parts, exchange, spec)) {
        return std::nullopt;
    }
    return spec;
}

}  // namespace hedged::exchange::deribit
