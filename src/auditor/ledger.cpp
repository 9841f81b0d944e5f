// SPDX-License-Identifier: Apache-2.0
#include "auditor/ledger.hpp"

#include <algorithm>

namespace hedged::auditor {

Method method_of(std::string_view method) noexcept {
    if (method == "private/buy" || method == "private/sell") {
        return Method::Order;
    }
    if (method == "private/edit") {
        return Method::Edit;
    }
    if (method.starts_with("private/cancel")) {
        return Method::Cancel;
    }
    if (method.starts_with("private/get_open_orders")) {
        return Method::OpenOrders;
    }
    if (method.starts_with("private/get_user_trades")) {
        return Method::Trades;
    }
    if (method == "private/get_positions") {
        return Method::Positions;
    }
    if (method.starts_with("private/get_account_summar")) {
        return Method::Summary;
    }
    if (method == "private/get_order_state_by_label") {
        return Method::OrderByLabel;
    }
    if (method == "private/get_cancel_on_disconnect") {
        return Method::CancelOnDisconnect;
    }
    if (method == "private/subscribe") {
        return Method::SubscribePrivate;
    }
    return method == "public/auth" ? Method::Auth : Method::Other;
}

double Bucket::add(Instant now, double rate) noexcept {
    if (level > 0.0) {
        level = std::max(0.0, level - (now - at).seconds() * rate);
    }
    at = now;
    level += 1.0;
    return level;
}

}  // namespace hedged::auditor
