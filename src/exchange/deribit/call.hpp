// SPDX-License-Identifier: Apache-2.0
// What a method gets to work with: the call, the connection it came over, and the front's parts.
// A method writes its result into `json` and returns nothing, or returns the error instead.
#pragma once

#include "exchange/deribit/authenticator.hpp"
#include "exchange/deribit/channel_hub.hpp"
#include "exchange/deribit/credits.hpp"
#include "exchange/deribit/json_writer.hpp"
#include "exchange/deribit/liveness.hpp"

#include <deque>
#include <set>
#include <span>
#include <string>

namespace hedged::exchange::deribit {

struct HeldReply {
    Instant due;
    std::string text;
};

// One websocket, or one HTTP request (connection id 0, which lives as long as the request).
struct Session {
    ConnectionId connection;
    std::string ip;
    Liveness liveness;
    std::optional<Grant> grant;
    std::optional<AccountId> cancel_on_disconnect;  // the account whose orders go with it
    bool logged_out = false;                        // private/logout: close quietly, no COD
    std::deque<HeldReply> held;                     // delayed by a fault

    [[nodiscard]] bool is_http() const noexcept { return connection.raw == 0; }
    // HTTP orders belong to no connection, so they carry no tag.
    [[nodiscard]] SessionTag tag() const noexcept { return SessionTag{connection.raw}; }
};

struct Services {
    Exchange& exchange;
    const FrontConfig& config;
    Faults& faults;
    Authenticator authenticator;
    Credits credits;
    ChannelHub hub;
    std::set<AccountId> cancel_on_disconnect_accounts;  // every new connection starts with it on
};

struct Call {
    Services& services;
    Session& session;
    Params& params;
    const Grant* grant = nullptr;  // of the caller; never null in private methods
    Instant now;
    JsonWriter& json;

    [[nodiscard]] Exchange& exchange() const noexcept { return services.exchange; }
    [[nodiscard]] AccountId account() const noexcept { return grant->account; }
    // Nothing, with the error kept in params, when the name is missing or not listed.
    [[nodiscard]] const Instrument* instrument();
    [[nodiscard]] std::optional<InstrumentId> instrument_id();
};

enum class Need : std::uint8_t { Nothing, Login, AccountRead, AccountWrite, TradeRead, TradeWrite };

struct Method {
    std::string_view name;
    Outcome (*handler)(Call& call);
    Need need = Need::Nothing;
    CreditClass credit = CreditClass::NonMatching;
    bool websocket_only = false;
};

[[nodiscard]] std::span<const Method> session_methods();
[[nodiscard]] std::span<const Method> subscription_methods();
[[nodiscard]] std::span<const Method> market_methods();
[[nodiscard]] std::span<const Method> history_methods();
[[nodiscard]] std::span<const Method> trading_methods();
[[nodiscard]] std::span<const Method> cancel_methods();
[[nodiscard]] std::span<const Method> order_query_methods();
[[nodiscard]] std::span<const Method> account_methods();

// nullptr: the exchange has no such method.
[[nodiscard]] const Method* find_method(std::string_view name);

// The bucket a call draws on: cancel_by_label without a currency sweeps them all.
[[nodiscard]] CreditClass credit_of(const Method& method, const Params& params);
[[nodiscard]] bool allows(const Rights& rights, Need need) noexcept;

// "any" or the one currency of this exchange; a currency that exists elsewhere selects nothing.
enum class CurrencyChoice : std::uint8_t { All, None };
[[nodiscard]] CurrencyChoice currency_choice(Call& call, bool required);
[[nodiscard]] std::optional<Kind> kind_choice(Call& call, bool& selects_nothing);

}  // namespace hedged::exchange::deribit
