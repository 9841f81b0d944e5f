// SPDX-License-Identifier: Apache-2.0
// One function for each message: a JSON value to events in context.out. They name their own faults
// through the context. Private to the codec.
#pragma once

#include "venues/deribit/codec/reader.hpp"

namespace hedged::deribit {

// The data of any channel; those without use are counted: notification.cpp.
[[nodiscard]] DecodeFault decode_notification(Context& context, od::value& data,
                                              std::string_view channel) noexcept;

// Market data: market_messages.cpp, book_messages.cpp.
[[nodiscard]] DecodeFault decode_ticker(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_incremental_ticker(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_quote(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_mark_prices(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_price_index(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_expiration_price(Context& context, od::value& value,
                                                  std::string_view channel) noexcept;
[[nodiscard]] DecodeFault decode_book(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_public_trades(Context& context, od::value& value) noexcept;

// Instruments and the platform: instrument_messages.cpp, platform_messages.cpp.
[[nodiscard]] DecodeFault decode_instrument(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_instruments(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_instrument_change(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_platform_state(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_status(Context& context, od::value& value) noexcept;

// The account: order_messages.cpp, change_messages.cpp, account_messages.cpp.
[[nodiscard]] DecodeFault decode_order(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_orders(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_user_trades(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_positions(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_user_changes(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_order_reply(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_account(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_account_summaries(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_account_lock(Context& context, od::value& value) noexcept;

// Replies: reply_results.cpp, reply_shape.cpp.
[[nodiscard]] DecodeFault decode_error_object(Context& context, od::value& value) noexcept;
[[nodiscard]] DecodeFault decode_result(Context& context, od::value& value,
                                        Request request) noexcept;
// What the result looks like; Unknown when it looks like nothing we ask for. Leaves the value used
// up: the document must be rewound before it is decoded.
[[nodiscard]] Request guess_request(od::value& value) noexcept;

}  // namespace hedged::deribit
