// SPDX-License-Identifier: Apache-2.0
// The exchange's words to our enums. A word we do not know becomes Unknown (or Other) and is
// counted under its field; only where nothing may be assumed, as for a side, is it a fault.
#pragma once

#include "hedged/protocol/event.hpp"

#include "venues/deribit/codec/reader.hpp"

namespace hedged::deribit {

[[nodiscard]] DecodeFault read_side(od::value& value, Side& out) noexcept;
[[nodiscard]] DecodeFault read_order_state(Context& context, od::value& value,
                                           OrderState& out) noexcept;
[[nodiscard]] DecodeFault read_time_in_force(Context& context, od::value& value,
                                             TimeInForce& out) noexcept;
[[nodiscard]] DecodeFault read_cancel_reason(Context& context, od::value& value,
                                             CancelReason& out) noexcept;
[[nodiscard]] DecodeFault read_liquidity(Context& context, od::value& value,
                                         Liquidity& out) noexcept;
[[nodiscard]] DecodeFault read_ticker_state(Context& context, od::value& value,
                                            TickerState& out) noexcept;
[[nodiscard]] DecodeFault read_instrument_state(Context& context, od::value& value,
                                                InstrumentState& out) noexcept;

}  // namespace hedged::deribit
