// SPDX-License-Identifier: Apache-2.0
// Rules 2, 4, 5, 16 and 18: may this order leave at all?
#include "auditor/core.hpp"
#include "auditor/label.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::auditor {
namespace {

// Rule 18: between the first sight of a newer instance and the end of what was decided before lies
// at most the age that an approval may have.
constexpr Duration kUnderWay = milliseconds(50);

}  // namespace

// Rule 16. No allowance: an order without a readable, finite, positive amount and price is wrong.
bool Auditor::Core::finite_numbers(Instant now, Instance& sender, const RequestSeen& request) {
    look(Rule::FiniteNumbers);
    auto const good = [](const std::optional<double>& number) {
        return number && std::isfinite(*number) && *number > 0.0;
    };
    if (request.readable && good(request.amount) && good(request.price)) {
        return true;
    }
    report(Rule::FiniteNumbers, sender.id, now,
           "order " + std::string{request.label} + " left with an amount or price that is not a " +
               "finite number above zero (amount " +
               (request.amount ? figure(*request.amount) : "unreadable") + ", price " +
               (request.price ? figure(*request.price) : "unreadable") + ")");
    return false;
}

// Rule 2. No allowance: the latch is looked at again at the socket, and what the daemon handed to
// the network before is not told here again.
void Auditor::Core::nothing_after_kill(Instant now, Instance& sender, std::string_view what) {
    look(Rule::NothingAfterKill);
    if (latch_of(sender).killed) {
        report(Rule::NothingAfterKill, sender.id, now,
               std::string{what} + " left although the kill latch stands");
    }
}

// Rule 4. Asked of the connection that the order leaves by, and of the market connections of the
// instance. That the clock is known cannot be seen on the wire; that an index and a quote came can.
void Auditor::Core::safe_start(const Leaving& order) {
    look(Rule::SafeStart);
    const AccountRead& read = order.connection.read;
    std::string missing;
    auto const need = [&](bool there, const char* what) {
        if (!there) {
            missing += missing.empty() ? what : std::string{", "} + what;
        }
    };
    need(read.subscribed.has_value(), "the account's stream");
    need(read.cancel_on_disconnect, "cancel-on-disconnect read back");
    need(read.open_orders, "the open orders");
    need(read.trades, "the trades");
    need(read.positions, "the positions");
    need(read.summary, "the account");
    // What was decided just before the market's connection ended may still leave.
    bool const just_lost =
        order.sender.market_lost_at && order.now - *order.sender.market_lost_at <= kDecisionToWire;
    if (order.coin != nullptr && !just_lost) {
        const CoinHeard* const heard = order.sender.market.coin(order.coin->coin);
        need(heard != nullptr && heard->quote.any(), "a quote");
        need(heard != nullptr && heard->index.any(), "an index price");
    }
    need(order.sender.armed || !order.sender.facts.require_arm, "an operator's arm");
    if (!missing.empty()) {
        report(Rule::SafeStart, order.sender.id, order.now,
               "order " + std::string{order.request.label} +
                   " left before there was, on this connection: " + missing);
    }
}

// Rule 5. No allowance.
void Auditor::Core::journal_before_wire(const Leaving& order) {
    look(Rule::JournalBeforeWire);
    std::string const label{order.request.label};
    auto const wrong = [&](const std::string& what) {
        report(Rule::JournalBeforeWire, order.sender.id, order.now, what);
    };
    if (order.client_id == 0) {
        wrong("an order left under the label '" + label + "', which is not one of ours");
        return;
    }
    if (epoch_of(order.client_id) != order.sender.facts.epoch) {
        wrong("order " + label + " carries epoch " + std::to_string(epoch_of(order.client_id)) +
              ", the run has " + std::to_string(order.sender.facts.epoch));
    } else if (!used_ids_.insert(order.client_id).second) {
        wrong("the id of order " + label + " was used before");
    } else if (order.sender.facts.journaled && !intents_.contains(order.client_id)) {
        wrong("order " + label + " left before its intent was in the journal");
    }
    intents_.erase(order.client_id);
}

// Rule 18. Instances of one host are kept apart by its lock; of different hosts, the older one
// stops at the first order of the newer one that it is told of.
void Auditor::Core::one_sender(const Leaving& order) {
    look(Rule::OneSender);
    const Instance& sender = order.sender;
    if (sender.newer_seen && order.now - *sender.newer_seen > kUnderWay) {
        report(Rule::OneSender, sender.id, order.now,
               "order " + std::string{order.request.label} + " left " +
                   figure(order.now - *sender.newer_seen) +
                   " after an order of a newer instance was told");
        return;
    }
    for (auto const& [raw, other] : instances_) {
        if (other.id != sender.id && other.alive && other.has_sent &&
            other.facts.host == sender.facts.host && !other.facts.host.empty() &&
            other.facts.account_tag == sender.facts.account_tag) {
            report(Rule::OneSender, sender.id, order.now,
                   "order " + std::string{order.request.label} + " left while instance " +
                       std::to_string(raw) + " of the same host and account lives and sends");
            return;
        }
    }
}

}  // namespace hedged::auditor
