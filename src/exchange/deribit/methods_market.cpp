// SPDX-License-Identifier: Apache-2.0
// Instruments and the present state of the market.
#include "exchange/deribit/call.hpp"
#include "exchange/deribit/render_market.hpp"

#include <array>

namespace hedged::exchange::deribit {
namespace {

std::string_view long_name(std::string_view currency) noexcept {
    return currency == "BTC" ? "Bitcoin" : (currency == "ETH" ? "Ethereum" : currency);
}

Outcome get_currencies(Call& call) {
    auto const& listed = call.exchange().instrument(InstrumentId{0});
    auto const& currency = listed.base_currency;
    auto& json = call.json;
    json.begin_array().begin_object().field("currency", currency);
    json.field("currency_long", long_name(currency)).field("coin_type", currency);
    json.field("decimals", 8).field("fee_precision", 4).field("min_confirmations", 1);
    json.field("min_withdrawal_fee", 0.0).field("withdrawal_fee", 0.0);
    json.key("withdrawal_priorities").begin_array().end_array();
    json.field("network_currency", currency).field("network_fee", 0.0);
    json.field("in_cross_collateral_pool", false).end_object().end_array();
    return std::nullopt;
}

Outcome get_instruments(Call& call) {
    auto const currency = currency_choice(call, false);
    bool nothing = currency == CurrencyChoice::None;
    auto const kind = kind_choice(call, nothing);
    bool const expired = call.params.flag("expired", false);
    if (call.params.error()) {
        return call.params.error();
    }
    auto& exchange = call.exchange();
    call.json.begin_array();
    for (std::uint32_t raw = 0; !nothing && raw < exchange.instrument_count(); ++raw) {
        auto const& instrument = exchange.instrument(InstrumentId{raw});
        if (instrument.active() != expired && (!kind || *kind == instrument.kind)) {
            render_instrument(call.json, instrument);
        }
    }
    call.json.end_array();
    return std::nullopt;
}

Outcome get_instrument(Call& call) {
    auto const* const instrument = call.instrument();
    if (instrument == nullptr) {
        return call.params.error();
    }
    render_instrument(call.json, *instrument);
    return std::nullopt;
}

Outcome get_contract_size(Call& call) {
    auto const* const instrument = call.instrument();
    if (instrument == nullptr) {
        return call.params.error();
    }
    call.json.begin_object().field("contract_size", instrument->contract_size).end_object();
    return std::nullopt;
}

Outcome get_index_price(Call& call) {
    auto const name = call.params.required_text("index_name");
    auto& exchange = call.exchange();
    if (!call.params.error() && name != exchange.instrument(InstrumentId{0}).price_index) {
        return bad_param("index_name", "wrong index name");
    }
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_object().field("index_price", exchange.index_price());
    call.json.field("estimated_delivery_price", exchange.estimated_delivery_price()).end_object();
    return std::nullopt;
}

Outcome get_index_price_names(Call& call) {
    call.json.begin_array().value(call.exchange().instrument(InstrumentId{0}).price_index);
    call.json.end_array();
    return std::nullopt;
}

Outcome ticker(Call& call) {
    auto const* const instrument = call.instrument();
    if (instrument == nullptr) {
        return call.params.error();
    }
    call.json.begin_object();
    render_ticker_fields(call.json, *instrument, call.exchange().ticker(instrument->id));
    call.json.end_object();
    return std::nullopt;
}

Outcome get_order_book(Call& call) {
    auto const* const instrument = call.instrument();
    auto const depth = call.params.integer("depth").value_or(5);
    if (!call.params.error() && (depth < 1 || depth > 10'000)) {
        return bad_param("depth", "value must be between 1 and 10000");
    }
    if (call.params.error()) {
        return call.params.error();
    }
    auto const levels = static_cast<std::size_t>(depth);
    auto const book = call.exchange().book(instrument->id, levels);
    auto& json = call.json;
    json.begin_object();
    render_ticker_fields(json, *instrument, call.exchange().ticker(instrument->id));
    json.field("change_id", book.change_id).key("bids");
    render_levels(json, book.bids, levels);
    json.key("asks");
    render_levels(json, book.asks, levels);
    json.end_object();
    return std::nullopt;
}

Outcome get_book_summary_by_currency(Call& call) {
    auto const currency = currency_choice(call, true);
    bool nothing = currency == CurrencyChoice::None;
    auto const kind = kind_choice(call, nothing);
    if (call.params.error()) {
        return call.params.error();
    }
    auto& exchange = call.exchange();
    call.json.begin_array();
    for (std::uint32_t raw = 0; !nothing && raw < exchange.instrument_count(); ++raw) {
        auto const& instrument = exchange.instrument(InstrumentId{raw});
        if (instrument.active() && (!kind || *kind == instrument.kind)) {
            render_book_summary(call.json, instrument, exchange.ticker(instrument.id),
                                exchange.now());
        }
    }
    call.json.end_array();
    return std::nullopt;
}

Outcome get_book_summary_by_instrument(Call& call) {
    auto const* const instrument = call.instrument();
    if (instrument == nullptr) {
        return call.params.error();
    }
    call.json.begin_array();
    render_book_summary(call.json, *instrument, call.exchange().ticker(instrument->id),
                        call.exchange().now());
    call.json.end_array();
    return std::nullopt;
}

constexpr std::array kMethods{
    Method{"public/get_currencies", get_currencies},
    Method{"public/get_instruments", get_instruments, Need::Nothing, CreditClass::Instruments},
    Method{"public/get_instrument", get_instrument},
    Method{"public/get_contract_size", get_contract_size},
    Method{"public/get_index_price", get_index_price},
    Method{"public/get_index_price_names", get_index_price_names},
    Method{"public/ticker", ticker},
    Method{"public/get_order_book", get_order_book},
    Method{"public/get_book_summary_by_currency", get_book_summary_by_currency},
    Method{"public/get_book_summary_by_instrument", get_book_summary_by_instrument},
};

}  // namespace

std::span<const Method> market_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
