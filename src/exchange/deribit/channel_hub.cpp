// SPDX-License-Identifier: Apache-2.0
// Subscriptions, pace and delivery. What is noted when is in channel_notes.cpp.
#include "exchange/deribit/channel_hub.hpp"

#include "exchange/deribit/channel_data.hpp"
#include "exchange/deribit/envelope.hpp"
#include "exchange/deribit/render_market.hpp"

#include <algorithm>

namespace hedged::exchange::deribit {
namespace {

std::string key_of(const std::string& name, const ChannelSpec& spec, AccountId account) {
    return spec.needs_account() ? name + "\n" + std::to_string(account.raw) : name;
}

bool is_market_data(const ChannelSpec& spec) noexcept {
    return spec.instrument.valid() && !spec.needs_account();
}

// The channels whose names carry no interval have one of their own.
Duration interval_of(const ChannelSpec& spec, Duration portfolio) noexcept {
    switch (spec.type) {
        case ChannelType::OptionMarks:
        case ChannelType::PriceIndex:
        case ChannelType::VolatilityIndex:
        case ChannelType::EstimatedExpirationPrice:
            return seconds(1);
        case ChannelType::UserPortfolio:
            return portfolio;
        case ChannelType::Book:
        case ChannelType::GroupedBook:
        case ChannelType::Quote:
        case ChannelType::Ticker:
        case ChannelType::IncrementalTicker:
        case ChannelType::Perpetual:
        case ChannelType::Trades:
        case ChannelType::InstrumentState:
        case ChannelType::PlatformState:
        case ChannelType::PublicMethodsState:
        case ChannelType::UserOrders:
        case ChannelType::UserTrades:
        case ChannelType::UserChanges:
        case ChannelType::UserLock:
            break;
    }
    switch (spec.pace) {
        case Pace::Raw:
            return Duration{};
        case Pace::Every100ms:
            return milliseconds(100);
        case Pace::Aggregated:
            return seconds(1);
    }
    return Duration{};
}

}  // namespace

bool ChannelHub::subscribe(ConnectionId connection, AccountId account, const std::string& name,
                           const ChannelSpec& spec) {
    auto& mine = by_connection_[connection];
    if (mine.contains(name)) {
        return false;
    }
    auto& slot = channels_[key_of(name, spec, account)];
    if (!slot) {
        slot = std::make_unique<Channel>();
        slot->name = name;
        slot->spec = spec;
        slot->account = account;
        if (is_market_data(spec)) {
            exchange_.watch(spec.instrument);
            by_instrument_[spec.instrument.raw].push_back(slot.get());
        } else {
            others_.push_back(slot.get());
        }
    }
    slot->newcomers.push_back(connection);
    mine.emplace(name, slot.get());
    return true;
}

void ChannelHub::leave(Channel& channel, ConnectionId connection) {
    std::erase(channel.listeners, connection);
    std::erase(channel.newcomers, connection);
    if (!channel.listeners.empty() || !channel.newcomers.empty()) {
        return;
    }
    if (is_market_data(channel.spec)) {
        exchange_.unwatch(channel.spec.instrument);
        std::erase(by_instrument_[channel.spec.instrument.raw], &channel);
    } else {
        std::erase(others_, &channel);
    }
    channels_.erase(key_of(channel.name, channel.spec, channel.account));
}

bool ChannelHub::unsubscribe(ConnectionId connection, std::string_view name) {
    auto const mine = by_connection_.find(connection);
    if (mine == by_connection_.end()) {
        return false;
    }
    auto const found = mine->second.find(name);
    if (found == mine->second.end()) {
        return false;
    }
    auto& channel = *found->second;
    mine->second.erase(found);
    leave(channel, connection);
    return true;
}

void ChannelHub::unsubscribe_all(ConnectionId connection, bool user_channels_too) {
    auto const mine = by_connection_.find(connection);
    if (mine == by_connection_.end()) {
        return;
    }
    for (auto at = mine->second.begin(); at != mine->second.end();) {
        auto& channel = *at->second;
        if (channel.spec.needs_account() && !user_channels_too) {
            ++at;
            continue;
        }
        at = mine->second.erase(at);
        leave(channel, connection);
    }
    if (mine->second.empty()) {
        by_connection_.erase(mine);
    }
}

std::size_t ChannelHub::count(ConnectionId connection) const {
    auto const mine = by_connection_.find(connection);
    return mine == by_connection_.end() ? 0 : mine->second.size();
}

void ChannelHub::send(const std::vector<ConnectionId>& listeners, const Channel& channel,
                      std::string_view data) {
    auto const frame = render_notification(channel.name, data);
    for (auto const listener : listeners) {
        output_.send(listener, frame);
    }
}

void ChannelHub::greet(ConnectionId connection, Instant now) {
    auto const mine = by_connection_.find(connection);
    if (mine == by_connection_.end()) {
        return;
    }
    for (auto const& [name, channel] : mine->second) {
        if (!channel->newcomers.empty()) {
            publish_if_due(*channel, now);
        }
    }
}

std::string ChannelHub::first_notification(Channel& channel) {
    auto const& spec = channel.spec;
    if (spec.matches_nothing) {
        return {};
    }
    if (spec.type == ChannelType::Book) {
        if (channel.listeners.empty()) {
            channel.book = exchange_.book(spec.instrument);
        }
        std::string data;
        JsonWriter json{data};
        render_book_snapshot(json, exchange_.instrument(spec.instrument), channel.book);
        return data;
    }
    if (spec.type == ChannelType::IncrementalTicker) {
        return incremental_snapshot(channel, exchange_);
    }
    if (spec.type == ChannelType::UserPortfolio) {
        return summary_data(exchange_, channel.account);
    }
    if (spec.type == ChannelType::UserLock) {
        return locked_accounts_.contains(channel.account) ? R"({"locked":true,"currency":"ALL"})"
                                                          : R"({"locked":false,"currency":"ALL"})";
    }
    if (spec.type != ChannelType::OptionMarks) {
        return market_data(channel, exchange_);
    }
    auto const pending = std::move(channel.marks);
    channel.marks.clear();
    for (std::uint32_t raw = 0; raw < exchange_.instrument_count(); ++raw) {
        auto const& option = exchange_.instrument(InstrumentId{raw});
        if (option.is_option() && option.active()) {
            channel.marks.insert(option.id);
        }
    }
    auto data = market_data(channel, exchange_);
    channel.marks = pending;
    return data;
}

void ChannelHub::greet_newcomers(Channel& channel) {
    if (channel.newcomers.empty()) {
        return;
    }
    auto const data = first_notification(channel);
    if (!data.empty()) {
        send(channel.newcomers, channel, data);
    }
    channel.listeners.insert(channel.listeners.end(), channel.newcomers.begin(),
                             channel.newcomers.end());
    channel.newcomers.clear();
}

void ChannelHub::publish_if_due(Channel& channel, Instant now) {
    if (faults_.frozen_channels.contains(channel.name)) {
        return;
    }
    greet_newcomers(channel);
    if (!channel.waiting || now < channel.not_before) {
        return;
    }
    channel.waiting = false;
    channel.not_before = now + interval_of(channel.spec, portfolio_interval_);
    publish(channel);
}

void ChannelHub::mark(Channel& channel, Instant now) {
    channel.waiting = true;
    publish_if_due(channel, now);
}

void ChannelHub::tick(Instant now) {
    for (auto const& [key, channel] : channels_) {
        if (channel->waiting || !channel->newcomers.empty()) {
            publish_if_due(*channel, now);
        }
    }
}

}  // namespace hedged::exchange::deribit
