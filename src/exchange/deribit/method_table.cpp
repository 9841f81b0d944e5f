// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/call.hpp"

#include <array>
#include <unordered_map>

namespace hedged::exchange::deribit {
namespace {

std::unordered_map<std::string_view, const Method*> build_table() {
    std::unordered_map<std::string_view, const Method*> table;
    for (auto const methods :
         {session_methods(), subscription_methods(), market_methods(), history_methods(),
          trading_methods(), cancel_methods(), order_query_methods(), account_methods()}) {
        for (auto const& method : methods) {
            table.emplace(method.name, &method);
        }
    }
    return table;
}

}  // namespace

const Method* find_method(std::string_view name) {
    static const auto table = build_table();
    auto const found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

CreditClass credit_of(const Method& method, const Params& params) {
    if (method.name == "private/cancel_by_label" && !params.has("currency")) {
        return CreditClass::CancelAll;
    }
    return method.credit;
}

bool allows(const Rights& rights, Need need) noexcept {
    switch (need) {
        case Need::Nothing:
        case Need::Login:
            return true;
        case Need::AccountRead:
            return rights.account >= Access::Read;
        case Need::AccountWrite:
            return rights.account >= Access::ReadWrite;
        case Need::TradeRead:
            return rights.trade >= Access::Read;
        case Need::TradeWrite:
            return rights.trade >= Access::ReadWrite;
    }
    return false;
}

const Instrument* Call::instrument() {
    auto const name = params.required_text("instrument_name");
    if (params.error()) {
        return nullptr;
    }
    auto const* const found = exchange().find(name);
    if (found == nullptr) {
        params.refuse(fail(ErrorCode::NotFound));
    }
    return found;
}

std::optional<InstrumentId> Call::instrument_id() {
    auto const* const found = instrument();
    return found == nullptr ? std::nullopt : std::optional{found->id};
}

CurrencyChoice currency_choice(Call& call, bool required) {
    static constexpr std::array<std::string_view, 6> kKnown = {"BTC",  "ETH",  "USDC",
                                                               "USDT", "EURR", "any"};
    auto const asked =
        required ? call.params.required_text("currency") : call.params.text("currency", "any");
    if (call.params.error()) {
        return CurrencyChoice::None;
    }
    auto const& listed = call.exchange().instrument(InstrumentId{0}).base_currency;
    if (same_currency(asked, "any") || same_currency(asked, listed)) {
        return CurrencyChoice::All;
    }
    bool known = false;
    for (auto const word : kKnown) {
        known = known || same_currency(asked, word);
    }
    if (!known) {
        call.params.refuse(bad_param("currency", "wrong currency"));
    }
    return CurrencyChoice::None;
}

std::optional<Kind> kind_choice(Call& call, bool& selects_nothing) {
    auto const word = call.params.text("kind", "any");
    if (word == "future") {
        return Kind::Future;
    }
    if (word == "option") {
        return Kind::Option;
    }
    if (word == "spot" || word == "future_combo" || word == "option_combo" || word == "combo") {
        selects_nothing = true;
    } else if (word != "any") {
        call.params.refuse(bad_param("kind", "unknown kind"));
    }
    return std::nullopt;
}

}  // namespace hedged::exchange::deribit
