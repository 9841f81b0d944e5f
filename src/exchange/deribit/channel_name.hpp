// SPDX-License-Identifier: Apache-2.0
// Reads a channel name such as "book.BTC-PERPETUAL.100ms" or "user.orders.option.BTC.raw". A name
// that is no channel of this exchange gives nothing, and the subscription then leaves it out
// without an error, as the exchange does. Any thread; allocates.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/exchange.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

enum class ChannelType : std::uint8_t {
    Book,
    GroupedBook,
    Quote,
    Ticker,
    IncrementalTicker,
    OptionMarks,
    PriceIndex,
    VolatilityIndex,
    EstimatedExpirationPrice,
    Perpetual,
    Trades,
    InstrumentState,
    PlatformState,
    PublicMethodsState,
    UserOrders,
    UserTrades,
    UserChanges,
    UserPortfolio,
    UserLock
};

enum class Pace : std::uint8_t { Raw, Every100ms, Aggregated };  // agg2: once a second

struct ChannelSpec {
    ChannelType type = ChannelType::Book;
    Pace pace = Pace::Raw;
    InstrumentId instrument;       // none: selected by kind and currency
    std::optional<Kind> kind;      // none: any
    bool matches_nothing = false;  // a kind or currency that exists there but not here
    double group = 0.0;            // grouped books; 0: none
    std::size_t depth = 0;         // grouped books

    [[nodiscard]] bool needs_account() const noexcept { return type >= ChannelType::UserOrders; }
    // Public data at full rate is for authenticated connections only (13778 otherwise).
    [[nodiscard]] bool raw_public() const noexcept { return raw_interval && !needs_account(); }
    bool raw_interval = false;  // the name ends in ".raw"
};

[[nodiscard]] std::optional<ChannelSpec> parse_channel(std::string_view name,
                                                       const Exchange& exchange);

[[nodiscard]] bool same_currency(std::string_view asked, std::string_view listed) noexcept;

}  // namespace hedged::exchange::deribit
