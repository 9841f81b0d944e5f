// SPDX-License-Identifier: Apache-2.0
// The `data` of a market notification from the present state of the exchange. One thread.
#pragma once

#include "exchange/deribit/channel.hpp"

#include <string>

namespace hedged::exchange::deribit {

// For every public type except Book, Trades and InstrumentState, which carry history. Empty when
// there is nothing to say. OptionMarks covers the instruments in channel.marks; IncrementalTicker
// gives what differs from channel.fields and remembers it.
[[nodiscard]] std::string market_data(Channel& channel, const Exchange& exchange);

// All that was last published on an incremental ticker, or the present when nothing was.
[[nodiscard]] std::string incremental_snapshot(Channel& channel, const Exchange& exchange);
[[nodiscard]] std::string summary_data(const Exchange& exchange, AccountId account);
[[nodiscard]] std::string platform_state_data(const Exchange& exchange);
// Annual volatility in percent of the option nearest to the money some thirty days out.
[[nodiscard]] double thirty_day_volatility(const Exchange& exchange);

}  // namespace hedged::exchange::deribit
