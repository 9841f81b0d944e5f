// SPDX-License-Identifier: Apache-2.0
// Positions, summaries and what settlement did.
#include "exchange/deribit/call.hpp"
#include "exchange/deribit/render_account.hpp"

#include <algorithm>
#include <array>

namespace hedged::exchange::deribit {
namespace {

Outcome get_position(Call& call) {
    auto const* const instrument = call.instrument();
    if (instrument == nullptr) {
        return call.params.error();
    }
    render_position(call.json, *instrument,
                    call.exchange().position(call.account(), instrument->id));
    return std::nullopt;
}

Outcome get_positions(Call& call) {
    bool nothing = currency_choice(call, false) == CurrencyChoice::None;
    auto const kind = kind_choice(call, nothing);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_array();
    for (auto const& position : call.exchange().positions(call.account())) {
        auto const& instrument = call.exchange().instrument(position.instrument);
        if (!nothing && (!kind || *kind == instrument.kind)) {
            render_position(call.json, instrument, position);
        }
    }
    call.json.end_array();
    return std::nullopt;
}

void render_owner(Call& call) {
    call.json.field("id", static_cast<std::uint64_t>(call.account().raw));
    call.json.field("type", "main").field("username", call.grant->client_id);
    call.json.field("system_name", call.grant->client_id).field("email", "");
    call.json.field("creation_timestamp", std::int64_t{0}).field("login_enabled", false);
    call.json.field("mmp_enabled", false).field("security_keys_enabled", false);
    call.json.field("interuser_transfers_enabled", false).field_null("referrer_id");
    call.json.field("self_trading_reject_mode", "cancel_maker");
    call.json.field("self_trading_extended_to_subaccounts", false);
}

void render_summary(Call& call, bool with_limits) {
    auto const& index = call.exchange().instrument(InstrumentId{0}).price_index;
    render_summary_fields(call.json, call.exchange().summary(call.account()), index);
    if (with_limits) {
        render_limits(call.json, call.services.credits.limits_of(call.account()));
    }
}

Outcome get_account_summary(Call& call) {
    auto const currency = currency_choice(call, true);
    bool const extended = call.params.flag("extended", false);
    if (call.params.error()) {
        return call.params.error();
    }
    if (currency == CurrencyChoice::None) {
        return bad_param("currency", "the account holds no such currency");
    }
    call.json.begin_object();
    if (extended) {
        render_owner(call);
    }
    render_summary(call, extended);
    call.json.end_object();
    return std::nullopt;
}

Outcome get_account_summaries(Call& call) {
    bool const extended = call.params.flag("extended", false);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_object();
    if (extended) {
        render_owner(call);
    }
    call.json.key("summaries").begin_array().begin_object();
    render_summary(call, extended);
    call.json.end_object().end_array().end_object();
    return std::nullopt;
}

Outcome get_subaccounts(Call& call) {
    bool const with_portfolio = call.params.flag("with_portfolio", false);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_array().begin_object();
    render_owner(call);
    call.json.field("is_password", false).field("receive_notifications", false);
    if (with_portfolio) {
        auto const summary = call.exchange().summary(call.account());
        std::string currency = summary.currency;
        std::transform(currency.begin(), currency.end(), currency.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        call.json.key("portfolio").begin_object().key(currency).begin_object();
        call.json.field("currency", summary.currency).field("balance", summary.balance);
        call.json.field("equity", summary.equity);
        call.json.field("available_funds", summary.available_funds);
        call.json.field("available_withdrawal_funds", summary.available_withdrawal_funds);
        call.json.field("initial_margin", summary.initial_margin);
        call.json.field("maintenance_margin", summary.maintenance_margin);
        call.json.field("margin_balance", summary.margin_balance).end_object().end_object();
    }
    call.json.end_object().end_array();
    return std::nullopt;
}

struct RecordQuery {
    std::string_view type;
    std::size_t count = 20;
    std::optional<InstrumentId> instrument;
    std::optional<std::int64_t> from_ms;
    std::optional<std::int64_t> to_ms;
};

struct NumberedRecord {
    std::uint64_t id = 0;  // its place in the account's whole history, from 1
    SettlementRecord record;
};

// Newest first, as the exchange answers.
std::vector<NumberedRecord> select_records(Call& call, const RecordQuery& query) {
    constexpr std::size_t kDepth = 1'000'000;
    auto all = call.exchange().settlements(call.account(), kDepth);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.timestamp < b.timestamp; });
    std::vector<NumberedRecord> selected;
    for (auto id = all.size(); id > 0 && selected.size() < query.count; --id) {
        auto const& record = all[id - 1];
        auto const time = record.timestamp.milliseconds();
        bool const wanted = (query.type.empty() || query.type == wire_name(record.type)) &&
                            (!query.instrument || *query.instrument == record.instrument) &&
                            (!query.from_ms || time >= *query.from_ms) &&
                            (!query.to_ms || time <= *query.to_ms);
        if (wanted) {
            selected.push_back({id, record});
        }
    }
    return selected;
}

void read_count(Call& call, RecordQuery& query, std::int64_t fallback) {
    auto const count = call.params.integer("count").value_or(fallback);
    if (count < 1 || count > 1000) {
        call.params.refuse(bad_param("count", "value must be between 1 and 1000"));
        return;
    }
    query.count = static_cast<std::size_t>(count);
}

Outcome render_settlements(Call& call, RecordQuery query, bool nothing) {
    query.type = call.params.text("type");
    read_count(call, query, 20);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_object().key("settlements").begin_array();
    auto const records = nothing ? std::vector<NumberedRecord>{} : select_records(call, query);
    for (auto const& [id, record] : records) {
        render_settlement(call.json, call.exchange().instrument(record.instrument), record);
    }
    call.json.end_array().field_null("continuation").end_object();
    return std::nullopt;
}

Outcome get_settlement_history_by_currency(Call& call) {
    return render_settlements(call, {}, currency_choice(call, true) == CurrencyChoice::None);
}

Outcome get_settlement_history_by_instrument(Call& call) {
    RecordQuery query;
    auto const* const instrument = call.instrument();
    if (instrument != nullptr) {
        query.instrument = instrument->id;
    }
    return render_settlements(call, query, false);
}

// What the line did to the cash balance: an option pays its value at delivery, a future the result
// of its session. Fees have lines of their own there and none here.
double cash_change(const Instrument& instrument, const SettlementRecord& record) {
    return instrument.is_option() ? record.position * record.mark_price
                                  : record.session_profit_loss + record.funding;
}

void render_log_entry(Call& call, const NumberedRecord& entry) {
    auto const& record = entry.record;
    auto const& instrument = call.exchange().instrument(record.instrument);
    double const change = cash_change(instrument, record);
    call.json.begin_object().field("id", entry.id).field("type", wire_name(record.type));
    call.json.field("timestamp", record.timestamp.milliseconds());
    call.json.field("currency", instrument.base_currency);
    call.json.field("instrument_name", instrument.name).field("position", record.position);
    call.json.field("mark_price", record.mark_price).field("index_price", record.index_price);
    call.json.field("session_rpl", record.session_profit_loss);
    call.json.field("cashflow", change).field("change", change);
    call.json.field("interest_pl", record.funding);
    call.json.field("user_id", static_cast<std::uint64_t>(record.account.raw)).end_object();
}

// Settlements and deliveries. Fills are in private/get_user_trades_*.
Outcome get_transaction_log(Call& call) {
    RecordQuery query;
    bool const nothing = currency_choice(call, true) == CurrencyChoice::None;
    query.from_ms = call.params.required_integer("start_timestamp");
    query.to_ms = call.params.required_integer("end_timestamp");
    query.type = call.params.text("query");
    read_count(call, query, 100);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_object().key("logs").begin_array();
    auto const records = nothing ? std::vector<NumberedRecord>{} : select_records(call, query);
    for (auto const& entry : records) {
        render_log_entry(call, entry);
    }
    call.json.end_array().field_null("continuation").end_object();
    return std::nullopt;
}

constexpr std::array kMethods{
    Method{"private/get_position", get_position, Need::TradeRead},
    Method{"private/get_positions", get_positions, Need::TradeRead},
    Method{"private/get_account_summary", get_account_summary, Need::AccountRead},
    Method{"private/get_account_summaries", get_account_summaries, Need::AccountRead},
    Method{"private/get_subaccounts", get_subaccounts, Need::AccountRead},
    Method{"private/get_settlement_history_by_currency", get_settlement_history_by_currency,
           Need::TradeRead},
    Method{"private/get_settlement_history_by_instrument", get_settlement_history_by_instrument,
           Need::TradeRead},
    Method{"private/get_transaction_log", get_transaction_log, Need::AccountRead},
};

}  // namespace

std::span<const Method> account_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
