// SPDX-License-Identifier: Apache-2.0
// Orders, fills, positions and accounts as Deribit writes them (protocols 1.7, 1.8), for replies
// and notifications alike. Signs are the core's: size negative when short, fee positive when paid.
// One thread; allocates.
#pragma once

#include "hedged/exchange/account.hpp"
#include "hedged/exchange/deribit/front_config.hpp"
#include "hedged/exchange/instrument.hpp"
#include "hedged/exchange/order.hpp"

#include "exchange/deribit/json_writer.hpp"

namespace hedged::exchange::deribit {

// `state_word` replaces the order's state when it is not empty (a fault of the rehearsal).
void render_order(JsonWriter& json, const Instrument& instrument, const Order& order,
                  std::string_view state_word);
void render_user_trade(JsonWriter& json, const Instrument& instrument, const UserTrade& trade);
void render_position(JsonWriter& json, const Instrument& instrument, const Position& position);
void render_summary_fields(JsonWriter& json, const AccountSummary& summary,
                           std::string_view index_name);
void render_limits(JsonWriter& json, const CreditLimits& limits);
void render_settlement(JsonWriter& json, const Instrument& instrument,
                       const SettlementRecord& record);

[[nodiscard]] std::string_view wire_name(SettlementType type) noexcept;

}  // namespace hedged::exchange::deribit
