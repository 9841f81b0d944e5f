// SPDX-License-Identifier: Apache-2.0
// Starts, ends, connections and what an operator orders.
#include "auditor/core.hpp"

#include "auditor/text.hpp"

#include <algorithm>

namespace hedged::auditor {
namespace {

// Written so that "wider" is any limit that lets more through.
bool wider(const CoinFacts& was, const CoinFacts& is) noexcept {
    return is.max_order_coins > was.max_order_coins ||
           is.max_order_contracts > was.max_order_contracts ||
           is.max_order_usd > was.max_order_usd || is.price_collar_bp > was.price_collar_bp ||
           is.max_hedge_position_coins > was.max_hedge_position_coins;
}

bool wider(const LimitFacts& was, const LimitFacts& is) noexcept {
    return is.orders_per_second > was.orders_per_second ||
           is.orders_per_minute > was.orders_per_minute || is.orders_per_day > was.orders_per_day ||
           is.credits_per_second > was.credits_per_second || is.credit_burst > was.credit_burst ||
           is.cancel_reserve < was.cancel_reserve || is.quote_age_max > was.quote_age_max ||
           is.index_age_max > was.index_age_max || is.greeks_age_max > was.greeks_age_max ||
           is.position_age_max > was.position_age_max || is.feed_lag_max > was.feed_lag_max ||
           is.disagreement_max > was.disagreement_max;
}

}  // namespace

void Auditor::Core::report(Rule rule, InstanceId instance, Instant now, std::string seen) {
    ++count;
    ++counts[number_of(rule)];
    if (violations.size() < kViolationsMax) {
        violations.push_back({rule, instance, now, std::move(seen)});
    }
}

Instance* Auditor::Core::find(InstanceId id) noexcept {
    auto const found = instances_.find(id.raw);
    return found == instances_.end() ? nullptr : &found->second;
}

void Auditor::Core::daemon_started(Instant now, InstanceId id, const RunFacts& facts) {
    Instance& instance = instances_[id.raw];
    instance = Instance{};
    instance.id = id;
    instance.started_at = now;
    instance.facts = facts;
    instance.market.configure(facts);
    truth_.follow(facts);
    truth_.sample(now);
    look(Rule::JournalBeforeWire);
    auto const [held, fresh] = epochs_.try_emplace(facts.epoch, id.raw);
    if (!fresh && held->second != id.raw) {
        report(Rule::JournalBeforeWire, id, now,
               "epoch " + std::to_string(facts.epoch) + " was that of instance " +
                   std::to_string(held->second) + ": its order ids would repeat");
    }
}

void Auditor::Core::daemon_died(Instant now, InstanceId id, bool clean) {
    if (Instance* const instance = find(id)) {
        instance->alive = false;
        instance->died_at = now;
        if (!clean) {
            crashed_at_[id.raw] = now;
        }
    }
    for (auto& [raw, connection] : connections_) {
        if (connection.instance == id) {
            connection.open = false;
        }
    }
    std::erase_if(connections_, [&](auto const& entry) {
        return entry.second.instance == id && entry.second.gone;
    });
}

void Auditor::Core::config_changed(Instant now, InstanceId id, const RunFacts& facts,
                                   bool audited) {
    Instance* const instance = find(id);
    if (instance == nullptr) {
        return;
    }
    look(Rule::ConfigurationWhole);
    const RunFacts& was = instance->facts;
    bool widens = wider(was.limits, facts.limits);
    for (const CoinFacts& coin : facts.coins) {
        auto const old = std::ranges::find_if(
            was.coins, [&](const CoinFacts& each) { return each.coin == coin.coin; });
        widens = widens || old == was.coins.end() || wider(*old, coin);
    }
    if (widens && !audited) {
        report(Rule::ConfigurationWhole, id, now,
               "a reload widened a limit without a command that an operator's name stands under");
    }
    instance->facts = facts;
    instance->market.configure(facts);
    truth_.follow(facts);
}

void Auditor::Core::set_latch(InstanceId id, bool killed, bool whole_account) {
    if (Instance* const instance = find(id)) {
        Latch& latch = latch_of(*instance);
        latch.killed = killed;
        latch.whole_account = whole_account;
    }
}

void Auditor::Core::armed(InstanceId id) {
    set_latch(id, false, false);
    if (Instance* const instance = find(id)) {
        instance->armed = true;
        instance->newer_seen.reset();  // an operator says that the other one is gone
    }
}

void Auditor::Core::connection_opened(Instant /*now*/, InstanceId id, ConnectionId connection,
                                      Stream stream) {
    Connection& opened = connections_[connection.raw];
    opened = Connection{};
    opened.instance = id;
    opened.stream = stream;
    if (Instance* const instance = find(id); instance != nullptr && stream == Stream::Market) {
        instance->market.forget();
    }
}

void Auditor::Core::connection_closed(Instant now, ConnectionId connection) {
    auto const found = connections_.find(connection.raw);
    if (found == connections_.end()) {
        return;
    }
    found->second.open = false;
    Instance* const instance = find(found->second.instance);
    Stream const stream = found->second.stream;
    forget_when_over(found);
    if (instance == nullptr) {
        return;
    }
    if (stream == Stream::Market) {
        instance->market.forget();
        instance->market_lost_at = now;
        return;
    }
    // What the stream told may be read anew instead of being counted.
    instance->rebase = true;
    for (OwnOrder& order : orders_) {
        if (order.instance == instance->id) {
            order.told_end_at.reset();
        }
    }
}

void Auditor::Core::connection_gone(ConnectionId connection) {
    for (OwnOrder& order : orders_) {
        order.lost = order.lost || (order.connection == connection && !order.reached);
    }
    auto const found = connections_.find(connection.raw);
    if (found != connections_.end()) {
        found->second.gone = true;
        forget_when_over(found);
    }
}

void Auditor::Core::forget_when_over(Connections::iterator connection) {
    if (connection->second.gone && !connection->second.open) {
        connections_.erase(connection);
    }
}

void Auditor::Core::prune() {
    for (auto order = orders_.begin(); order != orders_.end();) {
        Instance const* const sender = find(order->instance);
        bool const explained =
            sender == nullptr || !sender->alive || (order->ended && !order->told_end_at);
        bool const over = !order->dead ? live_amount(*order) == 0.0 : true;
        order = over && explained ? orders_.erase(order) : std::next(order);
    }
}

void Auditor::Core::end_of_event(Instant now) {
    if (truth_.due(now)) {
        truth_.sample(now);
    }
    liveness(now);
}

}  // namespace hedged::auditor
