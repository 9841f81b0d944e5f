// SPDX-License-Identifier: Apache-2.0
// Instruments and market data as Deribit writes them (protocols 1.4, 1.5). Functions that end in
// _fields write into an object the caller has opened. Units are the core's: inverse futures in USD,
// options in coin, volatilities in percent except on markprice.options. One thread; allocates.
#pragma once

#include "hedged/exchange/instrument.hpp"
#include "hedged/exchange/market_view.hpp"

#include "exchange/deribit/json_writer.hpp"

#include <span>

namespace hedged::exchange::deribit {

void render_instrument(JsonWriter& json, const Instrument& instrument);
void render_ticker_fields(JsonWriter& json, const Instrument& instrument, const Ticker& ticker);
void render_quote(JsonWriter& json, const Instrument& instrument, const Quote& quote,
                  WallTime timestamp);
void render_book_snapshot(JsonWriter& json, const Instrument& instrument, const BookSnapshot& book);
void render_book_change(JsonWriter& json, const Instrument& instrument, const BookChange& change);
// The best `depth` levels a side, prices put together in steps of `group` (0: as they are).
void render_grouped_book(JsonWriter& json, const Instrument& instrument, const BookSnapshot& book,
                         double group, std::size_t depth);
// [[price, amount], ...] of at most `depth` levels.
void render_levels(JsonWriter& json, std::span<const Level> levels, std::size_t depth);
void render_public_trade(JsonWriter& json, const Instrument& instrument, const PublicTrade& trade);
void render_book_summary(JsonWriter& json, const Instrument& instrument, const Ticker& ticker,
                         WallTime now);

// BTC trade and order ids are bare digits, those of other currencies carry the name: "ETH-17".
[[nodiscard]] std::string wire_id(const Instrument& instrument, std::uint64_t raw);
// Amount in contracts, without the dust of a division.
[[nodiscard]] double contracts_of(const Instrument& instrument, double amount) noexcept;
[[nodiscard]] std::string_view quote_currency(const Instrument& instrument) noexcept;

}  // namespace hedged::exchange::deribit
