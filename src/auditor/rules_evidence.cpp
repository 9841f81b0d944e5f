// SPDX-License-Identifier: Apache-2.0
// Rule 13: what an instance was told of its orders, and whether it claims to know more.
#include "auditor/core.hpp"
#include "auditor/label.hpp"
#include "auditor/text.hpp"

#include <algorithm>

namespace hedged::auditor {
namespace {

bool is_end(std::string_view state) noexcept {
    return state == "filled" || state == "cancelled" || state == "rejected";
}

// Refusals after which the order may live all the same: an internal error, and answers about an
// order that is not open (any more).
bool says_nothing(std::int64_t code) noexcept {
    constexpr std::int64_t kCodes[] = {11094, 10004, 10010, 10025, 10029, 11008, 11044, 13032};
    return std::ranges::find(kCodes, code) != std::end(kCodes);
}

}  // namespace

OwnOrder* Auditor::Core::find_order(InstanceId instance, std::string_view label,
                                    std::string_view order_id) noexcept {
    for (OwnOrder& order : orders_) {
        bool const named =
            !label.empty() ? order.label == label : !order_id.empty() && order.order_id == order_id;
        if (order.instance == instance && named) {
            return &order;
        }
    }
    return nullptr;
}

void Auditor::Core::on_evidence(Instant now, Instance& instance, const AccountNews& news,
                                bool streamed, bool damaged) {
    for (const OrderSeen& seen : news.orders) {
        auto const id = client_id_of(seen.label, instance.facts.account_tag);
        if (id && epoch_of(*id) > instance.facts.epoch && !instance.newer_seen && !damaged) {
            instance.newer_seen = now;
        }
        if (OwnOrder* const order = find_order(instance.id, seen.label, seen.order_id)) {
            order->order_id.assign(seen.order_id);
            if (is_end(seen.state)) {
                order->ended = true;
                bool const certain = streamed && !damaged;
                order->told_end_at = certain && !order->told_end_at ? now : order->told_end_at;
            }
        }
    }
    for (const TradeSeen& seen : news.trades) {
        std::string const trade = std::string{seen.trade_id} + std::string{seen.side};
        bool const fresh = instance.trades_heard.emplace(trade).second;
        if (streamed && !damaged && fresh) {
            instance.trades_streamed.emplace(trade);
        }
        OwnOrder* const order = find_order(instance.id, seen.label, seen.order_id);
        if (order != nullptr && order->trades_told.emplace(trade).second) {
            order->filled_told += seen.amount;
            order->ended = order->ended || order->filled_told >= order->amount * (1.0 - 1e-9);
        }
    }
}

// A damaged frame may have been understood or not: what it names counts as explained, and
// its trades as told.
void Auditor::Core::on_damaged(Instance& instance, const Request* answered,
                               std::string_view frame) {
    if (answered != nullptr && answered->method == Method::Order) {
        if (OwnOrder* const order = find_order(instance.id, answered->label, {})) {
            order->ended = true;
        }
    }
    constexpr std::string_view kTrade = "\"trade_id\":\"";
    for (std::size_t at = frame.find(kTrade); at != std::string_view::npos;
         at = frame.find(kTrade, at + 1)) {
        std::size_t const from = at + kTrade.size();
        instance.trades_heard.emplace(frame.substr(from, frame.find('"', from) - from));
    }
    std::string_view const tag = instance.facts.account_tag;
    for (std::size_t at = find_label(frame, tag, 0); at != std::string_view::npos;
         at = find_label(frame, tag, at + 1)) {
        if (OwnOrder* const order = find_order(instance.id, frame.substr(at, kLabelLength), {})) {
            order->ended = true;
        }
    }
}

void Auditor::Core::on_refusal(const Request& request, const AccountNews& news,
                               Instance& instance) {
    OwnOrder* const order = find_order(instance.id, request.label, {});
    if (order != nullptr && !says_nothing(news.error_code)) {
        order->ended = true;
    }
}

// An answer that does not name an order, to a question asked after the order's fence, is a third of
// the evidence that it never came to be.
void Auditor::Core::on_absence(Instance& instance, const Request& request, const AccountNews& news,
                               bool damaged) {
    bool const by_label = request.method == Method::OrderByLabel;
    bool const open = request.method == Method::OpenOrders;
    bool const trades = request.method == Method::Trades;
    // A damaged answer may have been understood as naming nothing.
    bool const unheard_of = damaged || (news.is_error && says_nothing(news.error_code));
    if ((!by_label && !open && !trades) || (!news.has_result && !unheard_of)) {
        return;
    }
    for (OwnOrder& order : orders_) {
        bool const asked = order.instance == instance.id && order.valid_until &&
                           request.market_at > *order.valid_until;
        bool const named =
            !damaged &&
            (std::ranges::any_of(news.orders, [&](auto& o) { return o.label == order.label; }) ||
             std::ranges::any_of(news.trades, [&](auto& t) {
                 return t.label == order.label ||
                        (!order.order_id.empty() && t.order_id == order.order_id);
             }));
        if (!asked || named || (by_label && request.label != order.label)) {
            continue;
        }
        order.absent_from_history = order.absent_from_history || by_label;
        order.absent_from_open = order.absent_from_open || open;
        order.absent_from_trades = order.absent_from_trades || trades;
        order.ended = order.ended || (order.absent_from_history && order.absent_from_open &&
                                      order.absent_from_trades);
    }
}

// On the wire: a new order in an instrument says that the sender holds every earlier one of its own
// for over. Orders that can still trade are rule 1's business. No allowance: an instance knows what
// it was handed.
void Auditor::Core::no_open_question(const Leaving& order) {
    look(Rule::UnknownByEvidence);
    for (const OwnOrder& other : orders_) {
        if (other.instance == order.sender.id && other.instrument == order.instrument->id &&
            !other.ended) {
            report(Rule::UnknownByEvidence, order.sender.id, order.now,
                   "order " + std::string{order.request.label} +
                       " left while nothing told the "
                       "fate of order " +
                       other.label + ", sent " + figure(order.now - other.left_at) + " before");
            return;
        }
    }
}

// In what it says: an order that is not listed, or listed as done, is claimed to be over.
void Auditor::Core::orders_as_said(Instant now, Instance& instance, const DaemonPicture& picture) {
    // An end that was told by the stream is worked off at once; this long, with the connection
    // standing, only a report that was lost inside the daemon takes.
    constexpr Duration kWorkedOff = seconds(10);
    for (OwnOrder& order : orders_) {
        if (order.instance != instance.id) {
            continue;
        }
        auto const listed = std::ranges::find_if(picture.orders, [&](const OrderSaid& said) {
            return said.client_id == order.client_id;
        });
        bool const over = listed == picture.orders.end() || listed->done;
        look(Rule::UnknownByEvidence);
        if (over && !order.ended) {
            report(Rule::UnknownByEvidence, instance.id, now,
                   "order " + order.label + " counts as over, and nothing told so");
            order.ended = true;  // once
        }
        if (!over && order.told_end_at && now - *order.told_end_at > kWorkedOff) {
            report(Rule::NothingDropped, instance.id, now,
                   "order " + order.label + " counts as live " + figure(now - *order.told_end_at) +
                       " after the account's stream told its end");
            order.told_end_at.reset();
        }
        if (over) {
            order.told_end_at.reset();
        }
    }
}

}  // namespace hedged::auditor
