// SPDX-License-Identifier: Apache-2.0
// Rule 14: whose order is cancelled or changed? Judged by the exchange's own record of it. No
// allowance: an order id that the exchange does not know harms nobody and passes.
#include "auditor/core.hpp"
#include "auditor/label.hpp"

#include <charconv>

namespace hedged::auditor {
namespace {

// "BTC-123" or "123": the digits at the end.
exchange::OrderId raw_id(std::string_view text) noexcept {
    std::size_t const dash = text.rfind('-');
    std::string_view const digits = dash == std::string_view::npos ? text : text.substr(dash + 1);
    exchange::OrderId id;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), id.raw);
    return id;
}

}  // namespace

void Auditor::Core::foreign_untouched(Instant now, Instance& sender, const RequestSeen& request) {
    look(Rule::ForeignUntouched);
    if (latch_of(sender).whole_account) {
        return;
    }
    std::string_view const tag = sender.facts.account_tag;
    std::string seen;
    if (!request.order_id.empty()) {
        auto const order = exchange_.order(account_, raw_id(request.order_id));
        if (order && !client_id_of(order->label, tag)) {
            seen =
                "order " + std::string{request.order_id} + " with the label '" + order->label + "'";
        }
    } else if (request.method == "private/cancel_by_label") {
        if (!client_id_of(request.label, tag)) {
            seen = "orders with the label '" + std::string{request.label} + "'";
        }
    } else {
        seen = "every order of the account";
    }
    if (!seen.empty()) {
        report(Rule::ForeignUntouched, sender.id, now,
               std::string{request.method} + " is for " + seen + ", which is not ours");
    }
}

}  // namespace hedged::auditor
