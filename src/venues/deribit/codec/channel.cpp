// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/channel.hpp"

#include <array>
#include <initializer_list>

namespace hedged::deribit {
namespace {

struct Family {
    std::string_view name;  // whole, or up to and with the dot
    ChannelKind kind;
};

// The busiest first. Names with a dot are prefixes.
constexpr std::array kFamilies{
    Family{"ticker.", ChannelKind::Ticker},
    Family{"quote.", ChannelKind::Quote},
    Family{"book.", ChannelKind::Book},
    Family{"markprice.options.", ChannelKind::MarkPrices},
    Family{"deribit_price_index.", ChannelKind::PriceIndex},
    Family{"user.changes.", ChannelKind::UserChanges},
    Family{"user.portfolio.", ChannelKind::UserPortfolio},
    Family{"user.orders.", ChannelKind::UserOrders},
    Family{"user.trades.", ChannelKind::UserTrades},
    Family{"user.lock", ChannelKind::UserLock},
    Family{"incremental_ticker.", ChannelKind::IncrementalTicker},
    Family{"trades.", ChannelKind::PublicTrades},
    Family{"instrument.state.", ChannelKind::InstrumentState},
    Family{"platform_state", ChannelKind::PlatformState},
    Family{"platform_state.public_methods_state", ChannelKind::Unused},
    Family{"estimated_expiration_price.", ChannelKind::ExpirationPrice},
    Family{"perpetual.", ChannelKind::Unused},
    Family{"chart.trades.", ChannelKind::Unused},
    Family{"deribit_volatility_index.", ChannelKind::Unused},
    Family{"deribit_price_ranking.", ChannelKind::Unused},
    Family{"deribit_price_statistics.", ChannelKind::Unused},
    Family{"announcements", ChannelKind::Unused},
    Family{"rfq.", ChannelKind::Unused},
    Family{"block_rfq.", ChannelKind::Unused},
    Family{"block_trade_confirmations", ChannelKind::Unused},
    Family{"block_trade_confirmations.", ChannelKind::Unused},
    Family{"user.access_log", ChannelKind::Unused},
    Family{"user.mmp_trigger.", ChannelKind::Unused},
    Family{"user.combo_trades.", ChannelKind::Unused},
};

// Joins the pieces; empty when they do not fit, which no name of an instrument reaches.
[[nodiscard]] ChannelName join(std::initializer_list<std::string_view> pieces) noexcept {
    std::array<char, ChannelName::capacity()> text{};
    std::size_t size = 0;
    for (const std::string_view piece : pieces) {
        if (size + piece.size() > text.size()) {
            return {};
        }
        piece.copy(text.data() + size, piece.size());
        size += piece.size();
    }
    return ChannelName{std::string_view{text.data(), size}};
}

[[nodiscard]] std::string_view suffix(Interval interval) noexcept {
    switch (interval) {
        case Interval::Raw:
            return ".raw";
        case Interval::Ms100:
            return ".100ms";
        case Interval::Agg2:
            return ".agg2";
    }
    return "";
}

}  // namespace

ChannelKind channel_kind(std::string_view channel) noexcept {
    for (const Family& family : kFamilies) {
        const bool prefix = family.name.back() == '.';
        if (prefix ? channel.starts_with(family.name) : channel == family.name) {
            return family.kind;
        }
    }
    return ChannelKind::Unknown;
}

ChannelName ticker_channel(std::string_view instrument, Interval interval) noexcept {
    return join({"ticker.", instrument, suffix(interval)});
}
ChannelName quote_channel(std::string_view instrument) noexcept {
    return join({"quote.", instrument});
}
ChannelName book_channel(std::string_view instrument, Interval interval) noexcept {
    return join({"book.", instrument, suffix(interval)});
}
ChannelName mark_prices_channel(std::string_view index_name) noexcept {
    return join({"markprice.options.", index_name});
}
ChannelName price_index_channel(std::string_view index_name) noexcept {
    return join({"deribit_price_index.", index_name});
}
ChannelName expiration_price_channel(std::string_view index_name) noexcept {
    return join({"estimated_expiration_price.", index_name});
}
ChannelName instrument_state_channel(std::string_view kind, std::string_view currency) noexcept {
    return join({"instrument.state.", kind, ".", currency});
}
ChannelName user_changes_channel(std::string_view kind, std::string_view currency,
                                 Interval interval) noexcept {
    return join({"user.changes.", kind, ".", currency, suffix(interval)});
}
ChannelName user_portfolio_channel(std::string_view currency) noexcept {
    return join({"user.portfolio.", currency});
}

}  // namespace hedged::deribit
