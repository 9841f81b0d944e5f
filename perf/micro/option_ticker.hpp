// SPDX-License-Identifier: Apache-2.0
// One option's ticker of 785 bytes, as the exchange wrote it, for every decoder that is compared.
#pragma once

#include <string_view>

namespace hedged::deribit {

inline constexpr std::string_view kOptionTicker =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-30SEP22-60000-C.100ms",)"
    R"("data":{"underlying_price":30220.5,"underlying_index":"BTC-30SEP22","timestamp":1654161839367,)"
    R"("stats":{"volume":16.7,"price_change":-18.1818,"low":0.009,"high":0.011},"state":"open",)"
    R"("settlement_price":0.01,"open_interest":1767.5,"min_price":0.0001,"max_price":0.038,)"
    R"("mark_price":0.0084,"mark_iv":67.7,"last_price":0.009,"interest_rate":0.0,"instrument_name":)"
    R"("BTC-30SEP22-60000-C","index_price":29939.43,"greeks":{"vega":20.05335,"theta":-5.65962,)"
    R"("rho":4.91491,"gamma":0.00001,"delta":0.05785},"estimated_delivery_price":29939.43,"bid_iv":)"
    R"(67.16,"best_bid_price":0.008,"best_bid_amount":2.8,"best_ask_price":0.009,"best_ask_amount":)"
    R"(18.5,"ask_iv":68.65}}})";

}  // namespace hedged::deribit
