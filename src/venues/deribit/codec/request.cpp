// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/request.hpp"

#include <array>

namespace hedged::deribit {
namespace {

struct Entry {
    Request request;
    std::string_view method;
};

// In the order of the enum, so that method_name() is a subscript.
constexpr std::array kMethods{
    Entry{Request::Unknown, ""},
    Entry{Request::Auth, "public/auth"},
    Entry{Request::Hello, "public/hello"},
    Entry{Request::Test, "public/test"},
    Entry{Request::SetHeartbeat, "public/set_heartbeat"},
    Entry{Request::DisableHeartbeat, "public/disable_heartbeat"},
    Entry{Request::GetTime, "public/get_time"},
    Entry{Request::Status, "public/status"},
    Entry{Request::Subscribe, "public/subscribe"},
    Entry{Request::SubscribePrivate, "private/subscribe"},
    Entry{Request::Unsubscribe, "public/unsubscribe"},
    Entry{Request::UnsubscribePrivate, "private/unsubscribe"},
    Entry{Request::Instruments, "public/get_instruments"},
    Entry{Request::Instrument, "public/get_instrument"},
    Entry{Request::Ticker, "public/ticker"},
    Entry{Request::BookSummary, "public/get_book_summary_by_currency"},
    Entry{Request::LastTrades, "public/get_last_trades_by_instrument"},
    Entry{Request::EnableCancelOnDisconnect, "private/enable_cancel_on_disconnect"},
    Entry{Request::GetCancelOnDisconnect, "private/get_cancel_on_disconnect"},
    Entry{Request::AccountSummary, "private/get_account_summary"},
    Entry{Request::AccountSummaries, "private/get_account_summaries"},
    Entry{Request::Positions, "private/get_positions"},
    Entry{Request::OpenOrders, "private/get_open_orders_by_currency"},
    Entry{Request::OrderState, "private/get_order_state"},
    Entry{Request::OrderStateByLabel, "private/get_order_state_by_label"},
    Entry{Request::OrderHistory, "private/get_order_history_by_instrument"},
    Entry{Request::UserTradesByCurrency, "private/get_user_trades_by_currency_and_time"},
    Entry{Request::UserTradesByOrder, "private/get_user_trades_by_order"},
    Entry{Request::Buy, "private/buy"},
    Entry{Request::Sell, "private/sell"},
    Entry{Request::Edit, "private/edit"},
    Entry{Request::Cancel, "private/cancel"},
    Entry{Request::CancelByLabel, "private/cancel_by_label"},
    Entry{Request::CancelAll, "private/cancel_all"},
    Entry{Request::CancelAllByCurrency, "private/cancel_all_by_currency"},
    Entry{Request::CancelAllByInstrument, "private/cancel_all_by_instrument"},
    Entry{Request::Logout, "private/logout"},
};

consteval bool in_enum_order() {
    for (std::size_t i = 0; i < kMethods.size(); ++i) {
        if (static_cast<std::size_t>(kMethods[i].request) != i) {
            return false;
        }
    }
    return kMethods.size() == static_cast<std::size_t>(Request::Logout) + 1;
}
static_assert(in_enum_order());

}  // namespace

std::string_view method_name(Request request) noexcept {
    return kMethods[static_cast<std::size_t>(request)].method;
}

Request request_of_method(std::string_view method) noexcept {
    for (const Entry& entry : kMethods) {
        if (entry.method == method) {
            return entry.request;
        }
    }
    return Request::Unknown;
}

}  // namespace hedged::deribit
