// SPDX-License-Identifier: Apache-2.0
// Who listens to what, and when each channel speaks. Changes are noted as they happen; a channel
// speaks at once when its pace allows and otherwise when tick() finds it due, in real time. Watches
// an instrument for as long as a market channel of it has listeners. One thread; allocates.
#pragma once

#include "exchange/deribit/channel.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hedged::exchange::deribit {

class ChannelHub {
public:
    ChannelHub(Exchange& exchange, FrontOutput& output, Faults& faults, Duration portfolio_interval)
        : exchange_(exchange),
          output_(output),
          faults_(faults),
          portfolio_interval_(portfolio_interval) {}

    // False: the connection listens already and nothing changes. The first notification of a
    // channel that has one waits for greet(), so that the reply can go ahead of it.
    bool subscribe(ConnectionId connection, AccountId account, const std::string& name,
                   const ChannelSpec& spec);
    bool unsubscribe(ConnectionId connection, std::string_view name);
    void unsubscribe_all(ConnectionId connection, bool user_channels_too);
    [[nodiscard]] std::size_t count(ConnectionId connection) const;

    void greet(ConnectionId connection, Instant now);
    void note(const Changes& changes, Instant now);
    void tick(Instant now);

private:
    void leave(Channel& channel, ConnectionId connection);
    void send(const std::vector<ConnectionId>& listeners, const Channel& channel,
              std::string_view data);

    void mark(Channel& channel, Instant now);
    void publish_if_due(Channel& channel, Instant now);
    void greet_newcomers(Channel& channel);
    [[nodiscard]] std::string first_notification(Channel& channel);
    // What the channel has to say, to all who have been greeted.
    void publish(Channel& channel);
    void publish_book(Channel& channel);
    void publish_items(Channel& channel);
    void publish_changes(Channel& channel);

    void note_instruments(const std::vector<InstrumentId>& ids, Instant now,
                          bool (*wants)(ChannelType));
    void note_trades(const Changes& changes, Instant now);
    void note_states(const Changes& changes, Instant now);
    void note_marks(const Changes& changes, Instant now);
    void note_all(ChannelType type, Instant now);
    void note_locks(const Changes& changes, Instant now);
    void note_account(const AccountChange& change, Instant now);
    void note_portfolios(const Changes& changes, Instant now);
    void collect(Channel& channel, const AccountChange& change);

    Exchange& exchange_;
    FrontOutput& output_;
    Faults& faults_;
    Duration portfolio_interval_;
    std::map<std::string, std::unique_ptr<Channel>> channels_;                // by name and account
    std::unordered_map<std::uint32_t, std::vector<Channel*>> by_instrument_;  // market data only
    std::vector<Channel*> others_;
    std::map<ConnectionId, std::map<std::string, Channel*, std::less<>>> by_connection_;
    std::set<AccountId> locked_accounts_;
};

}  // namespace hedged::exchange::deribit
