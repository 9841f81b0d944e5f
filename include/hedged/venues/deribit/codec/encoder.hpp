// SPDX-License-Identifier: Apache-2.0
// Commands to bytes: each function writes one JSON-RPC request into the caller's buffer and returns
// the text, or nothing when it does not fit or must not be sent (an order that is not ours, an
// instrument without tick or lot). No allocation, no state. Prices and amounts are written from
// whole ticks and lots, so no binary rounding reaches the exchange; text from outside is escaped.
// A request of 32 kB and more is refused by the exchange whole. Any thread.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/protocol/instrument.hpp"
#include "hedged/protocol/venue_command.hpp"
#include "hedged/venues/deribit/codec/label.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hedged::deribit {

inline constexpr std::size_t kRequestBytesMax = 32U * 1024U - 1U;
inline constexpr std::size_t kOrderBytesMax = 1024;  // enough for any order or cancel

using Buffer = std::span<char>;
using RequestId = std::int64_t;

struct SignedLogin {
    std::string_view client_id;
    std::string_view nonce;
    std::string_view data;
    std::string_view signature;  // lower-case hex of the HMAC
    WallTime timestamp;          // the one that was signed, in milliseconds
    std::string_view scope;      // empty: the exchange's default
};

[[nodiscard]] std::string_view encode_auth(Buffer out, RequestId id,
                                           const SignedLogin& login) noexcept;
[[nodiscard]] std::string_view encode_auth_secret(Buffer out, RequestId id,
                                                  std::string_view client_id,
                                                  std::string_view client_secret,
                                                  std::string_view scope) noexcept;
[[nodiscard]] std::string_view encode_auth_refresh(Buffer out, RequestId id,
                                                   std::string_view refresh_token) noexcept;
[[nodiscard]] std::string_view encode_hello(Buffer out, RequestId id, std::string_view client_name,
                                            std::string_view client_version) noexcept;
[[nodiscard]] std::string_view encode_set_heartbeat(Buffer out, RequestId id,
                                                    Duration interval) noexcept;
[[nodiscard]] std::string_view encode_test(Buffer out, RequestId id) noexcept;
[[nodiscard]] std::string_view encode_get_time(Buffer out, RequestId id) noexcept;
[[nodiscard]] std::string_view encode_status(Buffer out, RequestId id) noexcept;
[[nodiscard]] std::string_view encode_logout(Buffer out, RequestId id) noexcept;

enum class Access : std::uint8_t { Public, Private };

// As many of the channels as fit in one request, in order; `taken` says how many. Call again with
// the rest. `taken` is zero only when there are none or the buffer is too small for one.
struct SubscribeFrame {
    std::string_view frame;
    std::size_t taken = 0;
};
[[nodiscard]] SubscribeFrame encode_subscribe(Buffer out, RequestId id, Access access,
                                              std::span<const std::string_view> channels) noexcept;
[[nodiscard]] SubscribeFrame encode_unsubscribe(
    Buffer out, RequestId id, Access access, std::span<const std::string_view> channels) noexcept;

// An empty kind means all kinds.
[[nodiscard]] std::string_view encode_get_instruments(Buffer out, RequestId id,
                                                      std::string_view currency,
                                                      std::string_view kind) noexcept;
[[nodiscard]] std::string_view encode_get_positions(Buffer out, RequestId id,
                                                    std::string_view currency) noexcept;
[[nodiscard]] std::string_view encode_get_open_orders(Buffer out, RequestId id,
                                                      std::string_view currency) noexcept;
[[nodiscard]] std::string_view encode_get_order_history(Buffer out, RequestId id,
                                                        std::string_view instrument,
                                                        std::uint32_t count) noexcept;
[[nodiscard]] std::string_view encode_get_user_trades(Buffer out, RequestId id,
                                                      std::string_view currency, WallTime from,
                                                      WallTime to, std::uint32_t count) noexcept;
[[nodiscard]] std::string_view encode_get_user_trades_by_order(Buffer out, RequestId id,
                                                               std::string_view order_id) noexcept;
[[nodiscard]] std::string_view encode_get_order_state(Buffer out, RequestId id,
                                                      std::string_view order_id) noexcept;
[[nodiscard]] std::string_view encode_get_order_state_by_label(Buffer out, RequestId id,
                                                               std::string_view currency,
                                                               std::string_view label) noexcept;
[[nodiscard]] std::string_view encode_get_account_summary(Buffer out, RequestId id,
                                                          std::string_view currency) noexcept;

enum class DisconnectScope : std::uint8_t { Connection, Account };
[[nodiscard]] std::string_view encode_enable_cancel_on_disconnect(Buffer out, RequestId id,
                                                                  DisconnectScope scope) noexcept;
[[nodiscard]] std::string_view encode_get_cancel_on_disconnect(Buffer out, RequestId id,
                                                               DisconnectScope scope) noexcept;

// The hot one. Always a limit order; post-only is sent with reject_post_only, because the exchange
// would otherwise move our price without asking. `spec` must be the instrument of the command.
[[nodiscard]] std::string_view encode_place(Buffer out, RequestId id, const PlaceOrder& order,
                                            const InstrumentSpec& spec,
                                            const AccountTag& tag) noexcept;
// `total` includes what was filled already.
[[nodiscard]] std::string_view encode_edit(Buffer out, RequestId id, std::string_view order_id,
                                           const InstrumentSpec& spec, Lots total, PriceTicks limit,
                                           bool post_only) noexcept;
[[nodiscard]] std::string_view encode_cancel(Buffer out, RequestId id,
                                             std::string_view order_id) noexcept;
[[nodiscard]] std::string_view encode_cancel_by_label(Buffer out, RequestId id,
                                                      std::string_view currency,
                                                      std::string_view label) noexcept;
[[nodiscard]] std::string_view encode_cancel_all(Buffer out, RequestId id) noexcept;
[[nodiscard]] std::string_view encode_cancel_all_by_currency(Buffer out, RequestId id,
                                                             std::string_view currency) noexcept;
[[nodiscard]] std::string_view encode_cancel_all_by_instrument(
    Buffer out, RequestId id, std::string_view instrument) noexcept;

}  // namespace hedged::deribit
