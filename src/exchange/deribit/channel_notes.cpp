// SPDX-License-Identifier: Apache-2.0
// From what changed on the exchange to what the channels say.
#include "exchange/deribit/channel_data.hpp"
#include "exchange/deribit/channel_hub.hpp"
#include "exchange/deribit/render_account.hpp"
#include "exchange/deribit/render_market.hpp"

#include <algorithm>

namespace hedged::exchange::deribit {
namespace {

bool selects(const ChannelSpec& spec, const Instrument& instrument) noexcept {
    if (spec.matches_nothing) {
        return false;
    }
    if (spec.instrument.valid()) {
        return spec.instrument == instrument.id;
    }
    return !spec.kind || *spec.kind == instrument.kind;
}

std::string joined(const std::vector<std::string>& items) {
    std::string out = "[";
    for (auto const& item : items) {
        if (out.size() > 1) {
            out.push_back(',');
        }
        out.append(item);
    }
    return out.append("]");
}

void append_item(std::string& list, std::string_view item) {
    if (!list.empty()) {
        list.push_back(',');
    }
    list.append(item);
}

template <class Render>
std::string rendered(Render render) {
    std::string out;
    JsonWriter json{out};
    render(json);
    return out;
}

bool is_user_events(ChannelType type) noexcept {
    return type == ChannelType::UserOrders || type == ChannelType::UserTrades ||
           type == ChannelType::UserChanges;
}

}  // namespace

void ChannelHub::publish(Channel& channel) {
    switch (channel.spec.type) {
        case ChannelType::Book:
            publish_book(channel);
            return;
        case ChannelType::Trades:
        case ChannelType::InstrumentState:
        case ChannelType::UserOrders:
        case ChannelType::UserTrades:
            publish_items(channel);
            return;
        case ChannelType::UserChanges:
            publish_changes(channel);
            return;
        case ChannelType::UserPortfolio:
            send(channel.listeners, channel, summary_data(exchange_, channel.account));
            return;
        case ChannelType::UserLock:
            send(channel.listeners, channel, first_notification(channel));
            return;
        case ChannelType::GroupedBook:
        case ChannelType::Quote:
        case ChannelType::Ticker:
        case ChannelType::IncrementalTicker:
        case ChannelType::OptionMarks:
        case ChannelType::PriceIndex:
        case ChannelType::VolatilityIndex:
        case ChannelType::EstimatedExpirationPrice:
        case ChannelType::Perpetual:
        case ChannelType::PlatformState:
        case ChannelType::PublicMethodsState:
            break;
    }
    auto const data = market_data(channel, exchange_);
    channel.marks.clear();
    if (!data.empty()) {
        send(channel.listeners, channel, data);
    }
}

void ChannelHub::publish_book(Channel& channel) {
    auto book = exchange_.book(channel.spec.instrument);
    auto const change = book_change(channel.book, book);
    channel.book = std::move(book);
    if (change.empty()) {
        // Nothing to tell: the chain must go on from the id that was last told.
        channel.book.change_id = change.prev_change_id;
        return;
    }
    if (faults_.drop_book_changes > 0) {
        --faults_.drop_book_changes;
        return;
    }
    send(channel.listeners, channel, rendered([&](JsonWriter& json) {
             render_book_change(json, exchange_.instrument(channel.spec.instrument), change);
         }));
}

void ChannelHub::publish_items(Channel& channel) {
    auto const items = std::move(channel.items);
    channel.items.clear();
    if (items.empty()) {
        return;
    }
    // Orders at full rate come one object a notification, every other pace gives a list.
    bool const one_by_one =
        channel.spec.type == ChannelType::InstrumentState ||
        (channel.spec.type == ChannelType::UserOrders && channel.spec.pace == Pace::Raw);
    bool const twice =
        channel.spec.type == ChannelType::UserTrades && faults_.duplicate_user_trades;
    for (int round = 0; round < (twice ? 2 : 1); ++round) {
        if (!one_by_one) {
            send(channel.listeners, channel, joined(items));
            continue;
        }
        for (auto const& item : items) {
            send(channel.listeners, channel, item);
        }
    }
}

void ChannelHub::publish_changes(Channel& channel) {
    auto const changes = std::move(channel.changes);
    channel.changes.clear();
    for (auto const& change : changes) {
        auto const data = rendered([&](JsonWriter& json) {
            json.begin_object();
            json.field("instrument_name", exchange_.instrument(change.instrument).name);
            json.field_raw("orders", "[" + change.orders + "]");
            json.field_raw("trades", "[" + change.trades + "]");
            json.field_raw("positions", "[" + change.position + "]").end_object();
        });
        bool const twice = faults_.duplicate_user_trades && !change.trades.empty();
        for (int round = 0; round < (twice ? 2 : 1); ++round) {
            send(channel.listeners, channel, data);
        }
    }
}

void ChannelHub::note(const Changes& changes, Instant now) {
    note_instruments(changes.books, now, [](ChannelType type) {
        return type == ChannelType::Book || type == ChannelType::GroupedBook;
    });
    note_instruments(changes.quotes, now,
                     [](ChannelType type) { return type == ChannelType::Quote; });
    note_instruments(changes.tickers, now, [](ChannelType type) {
        return type == ChannelType::Ticker || type == ChannelType::IncrementalTicker ||
               type == ChannelType::Perpetual;
    });
    note_trades(changes, now);
    note_states(changes, now);
    note_marks(changes, now);
    if (changes.index) {
        note_all(ChannelType::PriceIndex, now);
        note_all(ChannelType::VolatilityIndex, now);
        note_all(ChannelType::EstimatedExpirationPrice, now);
    }
    note_locks(changes, now);
    for (auto const& change : changes.accounts) {
        note_account(change, now);
    }
    note_portfolios(changes, now);
}

void ChannelHub::note_instruments(const std::vector<InstrumentId>& ids, Instant now,
                                  bool (*wants)(ChannelType)) {
    for (auto const id : ids) {
        auto const found = by_instrument_.find(id.raw);
        if (found == by_instrument_.end()) {
            continue;
        }
        for (auto* const channel : found->second) {
            if (wants(channel->spec.type)) {
                mark(*channel, now);
            }
        }
    }
}

void ChannelHub::note_trades(const Changes& changes, Instant now) {
    std::vector<Channel*> spoken;
    for (auto const& trade : changes.trades) {
        auto const& instrument = exchange_.instrument(trade.instrument);
        auto const add = [&](Channel* channel) {
            if (channel->spec.type != ChannelType::Trades || !selects(channel->spec, instrument)) {
                return;
            }
            channel->items.push_back(
                rendered([&](JsonWriter& json) { render_public_trade(json, instrument, trade); }));
            if (std::find(spoken.begin(), spoken.end(), channel) == spoken.end()) {
                spoken.push_back(channel);
            }
        };
        auto const found = by_instrument_.find(instrument.id.raw);
        if (found != by_instrument_.end()) {
            std::for_each(found->second.begin(), found->second.end(), add);
        }
        std::for_each(others_.begin(), others_.end(), add);
    }
    for (auto* const channel : spoken) {
        mark(*channel, now);
    }
}

void ChannelHub::note_states(const Changes& changes, Instant now) {
    for (auto const& change : changes.states) {
        auto const& instrument = exchange_.instrument(change.instrument);
        for (auto* const channel : others_) {
            if (channel->spec.type != ChannelType::InstrumentState ||
                !selects(channel->spec, instrument)) {
                continue;
            }
            channel->items.push_back(rendered([&](JsonWriter& json) {
                json.begin_object().field("timestamp", change.timestamp.milliseconds());
                json.field("state", wire_name(change.state));
                json.field("instrument_name", instrument.name).end_object();
            }));
            mark(*channel, now);
        }
    }
}

void ChannelHub::note_marks(const Changes& changes, Instant now) {
    if (changes.marks.empty()) {
        return;
    }
    for (auto* const channel : others_) {
        if (channel->spec.type == ChannelType::OptionMarks) {
            channel->marks.insert(changes.marks.begin(), changes.marks.end());
            mark(*channel, now);
        }
    }
}

void ChannelHub::note_all(ChannelType type, Instant now) {
    for (auto* const channel : others_) {
        if (channel->spec.type == type) {
            mark(*channel, now);
        }
    }
}

void ChannelHub::note_locks(const Changes& changes, Instant now) {
    if (!changes.platform_locks.empty()) {
        note_all(ChannelType::PlatformState, now);
    }
    for (auto const& change : changes.account_locks) {
        if (change.locked) {
            locked_accounts_.insert(change.account);
        } else {
            locked_accounts_.erase(change.account);
        }
        for (auto* const channel : others_) {
            if (channel->spec.type == ChannelType::UserLock && channel->account == change.account) {
                mark(*channel, now);
            }
        }
    }
}

void ChannelHub::collect(Channel& channel, const AccountChange& change) {
    auto const& instrument = exchange_.instrument(change.instrument);
    std::string orders;
    std::string trades;
    for (auto const& order : change.orders) {
        auto text = rendered([&](JsonWriter& json) {
            render_order(json, instrument, order, faults_.order_state_word);
        });
        if (channel.spec.type == ChannelType::UserOrders) {
            channel.items.push_back(std::move(text));
        } else {
            append_item(orders, text);
        }
    }
    for (auto const& trade : change.trades) {
        auto text = rendered([&](JsonWriter& json) { render_user_trade(json, instrument, trade); });
        if (channel.spec.type == ChannelType::UserTrades) {
            channel.items.push_back(std::move(text));
        } else {
            append_item(trades, text);
        }
    }
    if (channel.spec.type != ChannelType::UserChanges) {
        return;
    }
    auto known = std::find_if(channel.changes.begin(), channel.changes.end(), [&](auto const& c) {
        return channel.spec.pace != Pace::Raw && c.instrument == change.instrument;
    });
    if (known == channel.changes.end()) {
        known = channel.changes.insert(known, PendingChange{change.instrument, {}, {}, {}});
    }
    if (!orders.empty()) {
        append_item(known->orders, orders);
    }
    if (!trades.empty()) {
        append_item(known->trades, trades);
    }
    if (!change.positions.empty()) {
        known->position = rendered(
            [&](JsonWriter& json) { render_position(json, instrument, change.positions.back()); });
    }
}

void ChannelHub::note_account(const AccountChange& change, Instant now) {
    auto const& instrument = exchange_.instrument(change.instrument);
    for (auto* const channel : others_) {
        auto const& spec = channel->spec;
        bool const nothing_for_it =
            (spec.type == ChannelType::UserOrders && change.orders.empty()) ||
            (spec.type == ChannelType::UserTrades && change.trades.empty());
        if (!is_user_events(spec.type) || channel->account != change.account ||
            !selects(spec, instrument) || nothing_for_it) {
            continue;
        }
        collect(*channel, change);
        mark(*channel, now);
    }
}

void ChannelHub::note_portfolios(const Changes& changes, Instant now) {
    for (auto const account : changes.portfolios) {
        for (auto* const channel : others_) {
            if (channel->spec.type == ChannelType::UserPortfolio && channel->account == account &&
                !channel->spec.matches_nothing) {
                mark(*channel, now);
            }
        }
    }
}

}  // namespace hedged::exchange::deribit
