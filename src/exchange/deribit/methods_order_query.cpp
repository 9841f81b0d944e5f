// SPDX-License-Identifier: Apache-2.0
// Orders and fills of the account, present and past.
#include "exchange/deribit/order_params.hpp"
#include "exchange/deribit/render_account.hpp"

#include <algorithm>
#include <array>

namespace hedged::exchange::deribit {
namespace {

constexpr std::size_t kHistoryDepth = 100'000;

// "limit" and the like; types that are not traded here select nothing.
bool read_type(Call& call, OrderFilter& filter) {
    auto const word = call.params.text("type", "all");
    if (word == "limit") {
        filter.type = OrderType::Limit;
    }
    return word == "all" || word == "limit";
}

Outcome render_open(Call& call, const OrderFilter& filter, bool nothing) {
    if (call.params.error()) {
        return call.params.error();
    }
    render_orders(
        call, nothing ? std::vector<Order>{} : call.exchange().open_orders(call.account(), filter));
    return std::nullopt;
}

Outcome get_open_orders(Call& call) {
    OrderFilter filter;
    bool nothing = false;
    filter.kind = kind_choice(call, nothing);
    nothing = !read_type(call, filter) || nothing;
    return render_open(call, filter, nothing);
}

Outcome get_open_orders_by_currency(Call& call) {
    OrderFilter filter;
    bool nothing = currency_choice(call, true) == CurrencyChoice::None;
    filter.kind = kind_choice(call, nothing);
    nothing = !read_type(call, filter) || nothing;
    return render_open(call, filter, nothing);
}

Outcome get_open_orders_by_instrument(Call& call) {
    OrderFilter filter;
    filter.instrument = call.instrument_id();
    bool const nothing = !read_type(call, filter);
    return render_open(call, filter, nothing);
}

Outcome get_open_orders_by_label(Call& call) {
    OrderFilter filter;
    bool const nothing = currency_choice(call, true) == CurrencyChoice::None;
    if (call.params.has("label")) {
        filter.label = std::string{call.params.text("label")};
    }
    return render_open(call, filter, nothing);
}

Outcome get_order_state(Call& call) {
    auto const id = required_order_id(call);
    if (!id) {
        return call.params.error();
    }
    auto const order = call.exchange().order(call.account(), *id);
    if (!order) {
        return fail(ErrorCode::OrderNotFound);
    }
    render_one_order(call, *order);
    return std::nullopt;
}

Outcome get_order_state_by_label(Call& call) {
    bool const nothing = currency_choice(call, true) == CurrencyChoice::None;
    auto const label = call.params.required_text("label");
    if (call.params.error()) {
        return call.params.error();
    }
    render_orders(call, nothing ? std::vector<Order>{}
                                : call.exchange().orders_by_label(call.account(), label));
    return std::nullopt;
}

struct Page {
    std::size_t count = 20;
    std::size_t offset = 0;
};

Page read_page(Params& params, std::int64_t fallback, std::int64_t most) {
    auto const count = params.integer("count").value_or(fallback);
    auto const offset = params.integer("offset").value_or(0);
    if (count < 1 || count > most) {
        params.refuse(bad_param("count", "value must be between 1 and " + std::to_string(most)));
        return {};
    }
    if (offset < 0) {
        params.refuse(bad_param("offset", "value must not be negative"));
        return {};
    }
    return {static_cast<std::size_t>(count), static_cast<std::size_t>(offset)};
}

// Cancelled orders without fills are shown only when asked for.
Outcome render_history(Call& call, const OrderFilter& filter, bool nothing) {
    auto const page = read_page(call.params, 20, 1000);
    bool const unfilled = call.params.flag("include_unfilled", false);
    if (call.params.error()) {
        return call.params.error();
    }
    auto orders = nothing ? std::vector<Order>{}
                          : call.exchange().order_history(call.account(), filter, kHistoryDepth);
    std::erase_if(orders, [&](const Order& o) { return !unfilled && o.filled_amount == 0.0; });
    auto const first = std::min(page.offset, orders.size());
    auto const last = std::min(first + page.count, orders.size());
    render_orders(call, {orders.begin() + static_cast<std::ptrdiff_t>(first),
                         orders.begin() + static_cast<std::ptrdiff_t>(last)});
    return std::nullopt;
}

Outcome get_order_history_by_currency(Call& call) {
    OrderFilter filter;
    bool nothing = currency_choice(call, true) == CurrencyChoice::None;
    filter.kind = kind_choice(call, nothing);
    return render_history(call, filter, nothing);
}

Outcome get_order_history_by_instrument(Call& call) {
    OrderFilter filter;
    filter.instrument = call.instrument_id();
    return render_history(call, filter, false);
}

void read_times(Call& call, TradeFilter& filter, bool required) {
    auto const read = [&](std::string_view name) -> std::optional<WallTime> {
        auto const time = required ? call.params.required_integer(name) : call.params.integer(name);
        constexpr std::int64_t kFarthest = 9'000'000'000'000;
        if (!time) {
            return std::nullopt;
        }
        return wall_from_milliseconds(std::clamp<std::int64_t>(*time, 0, kFarthest));
    };
    filter.from = read("start_timestamp");
    filter.to = read("end_timestamp");
    if (filter.to) {
        // The wire speaks in milliseconds: the whole last one belongs to the period.
        filter.to = *filter.to + nanoseconds(999'999);
    }
}

std::vector<UserTrade> select_trades(Call& call, TradeFilter filter) {
    filter.count = kHistoryDepth;
    auto trades = call.exchange().user_trades(call.account(), filter);
    auto const start = call.params.integer("start_seq");
    auto const end = call.params.integer("end_seq");
    std::erase_if(trades, [&](const UserTrade& trade) {
        auto const seq = static_cast<std::int64_t>(trade.trade_seq);
        return (start && seq < *start) || (end && seq > *end);
    });
    bool const ascending = call.params.text("sorting", "default") == "asc";
    std::stable_sort(trades.begin(), trades.end(), [&](const auto& a, const auto& b) {
        return ascending ? a.trade_id < b.trade_id : b.trade_id < a.trade_id;
    });
    return trades;
}

void render_list(Call& call, const std::vector<UserTrade>& trades, std::size_t count) {
    call.json.begin_array();
    for (std::size_t i = 0; i < std::min(count, trades.size()); ++i) {
        render_user_trade(call.json, call.exchange().instrument(trades[i].instrument), trades[i]);
    }
    call.json.end_array();
}

Outcome render_trades(Call& call, const TradeFilter& filter, bool nothing) {
    auto const page = read_page(call.params, 10, 1000);
    if (call.params.error()) {
        return call.params.error();
    }
    auto const trades = nothing ? std::vector<UserTrade>{} : select_trades(call, filter);
    if (call.params.error()) {
        return call.params.error();
    }
    call.json.begin_object().key("trades");
    render_list(call, trades, page.count);
    call.json.field("has_more", trades.size() > page.count).end_object();
    return std::nullopt;
}

Outcome trades_by_currency(Call& call, bool times_required) {
    TradeFilter filter;
    bool nothing = currency_choice(call, true) == CurrencyChoice::None;
    filter.kind = kind_choice(call, nothing);
    read_times(call, filter, times_required);
    return render_trades(call, filter, nothing);
}

Outcome trades_by_instrument(Call& call, bool times_required) {
    TradeFilter filter;
    filter.instrument = call.instrument_id();
    read_times(call, filter, times_required);
    return render_trades(call, filter, false);
}

Outcome get_user_trades_by_currency(Call& call) {
    return trades_by_currency(call, false);
}
Outcome get_user_trades_by_currency_and_time(Call& call) {
    return trades_by_currency(call, true);
}
Outcome get_user_trades_by_instrument(Call& call) {
    return trades_by_instrument(call, false);
}
Outcome get_user_trades_by_instrument_and_time(Call& call) {
    return trades_by_instrument(call, true);
}

Outcome get_user_trades_by_order(Call& call) {
    auto const id = required_order_id(call);
    if (!id) {
        return call.params.error();
    }
    if (!call.exchange().order(call.account(), *id)) {
        return fail(ErrorCode::OrderNotFound);
    }
    TradeFilter filter;
    filter.order = *id;
    render_list(call, select_trades(call, filter), kHistoryDepth);
    return call.params.error();
}

constexpr std::array kMethods{
    Method{"private/get_open_orders", get_open_orders, Need::TradeRead},
    Method{"private/get_open_orders_by_currency", get_open_orders_by_currency, Need::TradeRead},
    Method{"private/get_open_orders_by_instrument", get_open_orders_by_instrument, Need::TradeRead},
    Method{"private/get_open_orders_by_label", get_open_orders_by_label, Need::TradeRead},
    Method{"private/get_order_state", get_order_state, Need::TradeRead},
    Method{"private/get_order_state_by_label", get_order_state_by_label, Need::TradeRead},
    Method{"private/get_order_history_by_currency", get_order_history_by_currency, Need::TradeRead},
    Method{"private/get_order_history_by_instrument", get_order_history_by_instrument,
           Need::TradeRead},
    Method{"private/get_user_trades_by_currency", get_user_trades_by_currency, Need::TradeRead},
    Method{"private/get_user_trades_by_currency_and_time", get_user_trades_by_currency_and_time,
           Need::TradeRead},
    Method{"private/get_user_trades_by_instrument", get_user_trades_by_instrument, Need::TradeRead},
    Method{"private/get_user_trades_by_instrument_and_time", get_user_trades_by_instrument_and_time,
           Need::TradeRead},
    Method{"private/get_user_trades_by_order", get_user_trades_by_order, Need::TradeRead},
};

}  // namespace

std::span<const Method> order_query_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
