// SPDX-License-Identifier: Apache-2.0
// The account in one currency, from user.portfolio and the account summary calls, with the request
// budget and the modes that a summary states; and the lock of the account. Coin units.
#include "venues/deribit/codec/message_decoders.hpp"

namespace hedged::deribit {
namespace {

constexpr auto kKeys = keys("currency", "equity", "balance", "margin_balance", "initial_margin",
                            "maintenance_margin", "options_value", "options_delta", "delta_total",
                            "limits", "margin_model", "self_trading_reject_mode");
constexpr std::uint64_t kRequired = kKeys.mask(
    {"currency", "equity", "balance", "margin_balance", "initial_margin", "maintenance_margin"});

struct Budget {
    std::optional<double> rate;
    std::optional<double> burst;
};

// A bare number is the rate of the oldest form, whose burst stands in a key of its own.
[[nodiscard]] DecodeFault read_budget(Context& context, od::value& value, Budget& out) noexcept {
    static constexpr auto kBudgetKeys = keys("rate", "burst");
    if (!is_object(value)) {
        return read_optional(value, out.rate);
    }
    return walk(context, value, kBudgetKeys, 0, [&](unsigned key, od::value& field) {
        return read_optional(field, key == kBudgetKeys["rate"] ? out.rate : out.burst);
    });
}

void keep_smaller(Budget& budget, const Budget& other) noexcept {
    if (other.rate && (!budget.rate || *other.rate < *budget.rate)) {
        budget = other;
    }
}

// matching_engine: {trading: {total | one per product}}, or {rate, burst}, or a number. Where the
// exchange limits each product by itself, the smallest is what we may rely on everywhere.
[[nodiscard]] DecodeFault read_matching(Context& context, od::value& value, Budget& out) noexcept {
    static constexpr auto kGroupKeys = keys("trading", "rate", "burst");
    static constexpr auto kTradingKeys =
        keys("total", "perpetuals", "futures", "options", "rate", "burst");
    if (!is_object(value)) {
        return read_optional(value, out.rate);
    }
    return walk(context, value, kGroupKeys, 0, [&](unsigned key, od::value& field) {
        if (key != kGroupKeys["trading"]) {
            return read_optional(field, key == kGroupKeys["rate"] ? out.rate : out.burst);
        }
        Budget direct;
        const DecodeFault fault =
            walk(context, field, kTradingKeys, 0, [&](unsigned group, od::value& limit) {
                if (group == kTradingKeys["rate"] || group == kTradingKeys["burst"]) {
                    return read_optional(
                        limit, group == kTradingKeys["rate"] ? direct.rate : direct.burst);
                }
                Budget one;
                const DecodeFault bad = read_budget(context, limit, one);
                keep_smaller(out, one);
                return bad;
            });
        keep_smaller(out, direct);
        return fault;
    });
}

[[nodiscard]] DecodeFault read_limits(Context& context, od::value& value, Budget& out) noexcept {
    static constexpr auto kLimitKeys = keys("matching_engine", "matching_engine_burst");
    if (is_null(value)) {
        return DecodeFault::None;
    }
    std::optional<double> burst;
    const DecodeFault fault =
        walk(context, value, kLimitKeys, 0, [&](unsigned key, od::value& field) {
            return key == kLimitKeys["matching_engine"] ? read_matching(context, field, out)
                                                        : read_optional(field, burst);
        });
    if (!out.burst) {
        out.burst = burst;
    }
    return fault;
}

// Anything else than a word is a mode that we were not told.
[[nodiscard]] DecodeFault read_mode(od::value& value, FixedString<31>& out) noexcept {
    std::string_view word;
    if (!is_text(value)) {
        return DecodeFault::None;
    }
    const DecodeFault fault = read_text(value, word);
    out.assign_truncated(word);
    return fault;
}

[[nodiscard]] DecodeFault read_account_field(Context& context, unsigned key, od::value& value,
                                             AccountUpdate& account, std::string_view& currency,
                                             Budget& budget, AccountModes& modes) noexcept {
    switch (key) {
        case kKeys["currency"]:
            return read_text(value, currency);
        case kKeys["equity"]:
            return read_quantity(value, account.equity);
        case kKeys["balance"]:
            return read_quantity(value, account.balance);
        case kKeys["margin_balance"]:
            return read_quantity(value, account.margin_balance);
        case kKeys["initial_margin"]:
            return read_quantity(value, account.initial_margin);
        case kKeys["maintenance_margin"]:
            return read_quantity(value, account.maintenance_margin);
        case kKeys["options_value"]:
            return read_optional(value, account.options_value);
        case kKeys["options_delta"]:
            return read_optional(value, account.options_delta);
        case kKeys["delta_total"]:
            return read_optional(value, account.delta_total);
        case kKeys["margin_model"]:
            return read_mode(value, modes.margin_model);
        case kKeys["self_trading_reject_mode"]:
            return read_mode(value, modes.self_trading);
        default:
            return read_limits(context, value, budget);
    }
}

}  // namespace

DecodeFault decode_account(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Portfolio;
    AccountUpdate account;
    std::string_view currency;
    Budget budget;
    AccountModes modes;
    const DecodeFault fault =
        walk(context, value, kKeys, kRequired, [&](unsigned key, od::value& field) {
            return read_account_field(context, key, field, account, currency, budget, modes);
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    account.stamp = Stamp{context.received, context.sent};
    account.underlying = context.table.underlying(currency);
    if (!account.underlying.valid()) {
        ++context.counters.not_configured;
        return DecodeFault::None;
    }
    context.out->events.emplace_back(account);
    if (!modes.margin_model.empty() || !modes.self_trading.empty()) {
        modes.underlying = account.underlying;
        context.out->account_modes.push_back(modes);
    }
    if (budget.rate && budget.burst && *budget.rate > 0.0 && *budget.burst > 0.0) {
        context.out->events.emplace_back(
            RateLimitReport{account.stamp, *budget.rate, *budget.burst});
    }
    return DecodeFault::None;
}

DecodeFault decode_account_summaries(Context& context, od::value& value) noexcept {
    static constexpr auto kListKeys = keys("summaries", "self_trading_reject_mode");
    context.message = MessageKind::Portfolio;
    FixedString<31> self_trading;  // said once for all coins, before or behind them
    const DecodeFault fault = walk(context, value, kListKeys, kListKeys.mask({"summaries"}),
                                   [&](unsigned key, od::value& field) {
                                       if (key == kListKeys["self_trading_reject_mode"]) {
                                           return read_mode(field, self_trading);
                                       }
                                       return each(field, [&](od::value& summary) {
                                           return decode_account(context, summary);
                                       });
                                   });
    for (AccountModes& modes : context.out->account_modes) {
        modes.self_trading = self_trading.empty() ? modes.self_trading : self_trading;
    }
    return fault;
}

DecodeFault decode_account_lock(Context& context, od::value& value) noexcept {
    static constexpr auto kLockKeys = keys("locked", "currency");
    context.message = MessageKind::AccountLock;
    AccountLock lock;
    std::string_view currency;
    const DecodeFault fault = walk(
        context, value, kLockKeys, kLockKeys.mask({"locked"}), [&](unsigned key, od::value& field) {
            return key == kLockKeys["locked"] ? read_bool(field, lock.locked)
                                              : read_text(field, currency);
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (!currency.empty() && currency != "ALL" && currency != "all") {
        lock.underlying = context.table.underlying(currency);
        if (!lock.underlying.valid()) {
            ++context.counters.not_configured;
            return DecodeFault::None;
        }
    }
    context.out->account_lock = lock;
    return DecodeFault::None;
}

}  // namespace hedged::deribit
