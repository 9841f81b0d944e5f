// SPDX-License-Identifier: Apache-2.0
// Channel names: which message a channel carries, and the names we subscribe to. Any thread; the
// builders write into fixed text and allocate nothing.
#pragma once

#include "hedged/core/fixed_string.hpp"

#include <cstdint>
#include <string_view>

namespace hedged::deribit {

enum class ChannelKind : std::uint8_t {
    Unknown,
    Unused,  // known, and of no use to us: charts, rankings, volatility index ...
    Ticker,
    IncrementalTicker,
    Quote,
    Book,
    MarkPrices,
    PriceIndex,
    ExpirationPrice,
    PublicTrades,
    InstrumentState,
    PlatformState,
    UserOrders,
    UserTrades,
    UserChanges,
    UserPortfolio,
    UserLock,
};

[[nodiscard]] ChannelKind channel_kind(std::string_view channel) noexcept;

// raw needs an authenticated connection; the exchange groups agg2 to about one second.
enum class Interval : std::uint8_t { Raw, Ms100, Agg2 };

using ChannelName = FixedString<95>;

[[nodiscard]] ChannelName ticker_channel(std::string_view instrument, Interval interval) noexcept;
[[nodiscard]] ChannelName quote_channel(std::string_view instrument) noexcept;
[[nodiscard]] ChannelName book_channel(std::string_view instrument, Interval interval) noexcept;
[[nodiscard]] ChannelName mark_prices_channel(std::string_view index_name) noexcept;
[[nodiscard]] ChannelName price_index_channel(std::string_view index_name) noexcept;
[[nodiscard]] ChannelName expiration_price_channel(std::string_view index_name) noexcept;
[[nodiscard]] ChannelName instrument_state_channel(std::string_view kind,
                                                   std::string_view currency) noexcept;
[[nodiscard]] ChannelName user_changes_channel(std::string_view kind, std::string_view currency,
                                               Interval interval) noexcept;
[[nodiscard]] ChannelName user_portfolio_channel(std::string_view currency) noexcept;
inline constexpr std::string_view kPlatformStateChannel = "platform_state";
inline constexpr std::string_view kUserLockChannel = "user.lock";

}  // namespace hedged::deribit
