// SPDX-License-Identifier: Apache-2.0
#include "app/decode_print.hpp"

#include "hedged/protocol/reasons.hpp"

#include "app/decode_text.hpp"

#include <ostream>
#include <string>

namespace hedged::app {
namespace {

using deribit::DecodedFrame;
using deribit::InstrumentTable;

template <class T>
void print_optional(std::ostream& output, std::string_view name, const std::optional<T>& value) {
    if (!value) {
        return;
    }
    if constexpr (std::is_same_v<T, double>) {
        output << ' ' << name << ' ' << Shortest{*value};
    } else {
        output << ' ' << name << ' ' << Shortest{value->value()};
    }
}

[[nodiscard]] std::string_view side_word(Side side) {
    return side == Side::Buy ? "buy" : "sell";
}

class Printer {
public:
    Printer(std::ostream& output, std::size_t line, const InstrumentTable& table)
        : output_(output), line_(line), table_(table) {}

    void operator()(const Quote& quote) {
        begin("quote", quote.instrument);
        sides(quote.bid_price, quote.bid_amount, quote.ask_price, quote.ask_amount);
        end(quote.stamp.venue);
    }
    void operator()(const Ticker& ticker) {
        begin("ticker", ticker.instrument);
        sides(ticker.bid_price, ticker.bid_amount, ticker.ask_price, ticker.ask_amount);
        output_ << " mark " << Shortest{ticker.mark_price} << " index "
                << Shortest{ticker.index_price.value()};
        print_optional(output_, "forward", ticker.forward);
        print_optional(output_, "vol", ticker.mark_vol);
        print_optional(output_, "delta", ticker.published_delta);
        print_optional(output_, "min", ticker.minimum_price);
        print_optional(output_, "max", ticker.maximum_price);
        print_optional(output_, "funding_8h", ticker.funding_8h);
        output_ << (ticker.state == TickerState::Open     ? " open"
                    : ticker.state == TickerState::Closed ? " closed"
                                                          : " state-unknown");
        end(ticker.stamp.venue);
    }
    void operator()(const MarkVol& mark) {
        begin("mark", mark.instrument);
        output_ << " mark " << Shortest{mark.mark_price} << " vol " << Shortest{mark.vol.value()};
        end(mark.stamp.venue);
    }
    void operator()(const IndexPrice& index) {
        begin("index");
        output_ << ' ' << table_.underlying_at(index.underlying).index_name.view() << " price "
                << Shortest{index.price.value()};
        end(index.stamp.venue);
    }
    void operator()(const OrderUpdate& order) {
        begin("order", order.instrument);
        output_ << ' ' << safe(order.venue_id.view()) << ' ' << side_word(order.side) << ' '
                << Shortest{order.amount};
        print_optional(output_, "at-price", order.price);
        output_ << " filled " << Shortest{order.filled_amount} << " average "
                << Shortest{order.average_price} << ' ' << to_string(order.state) << ' '
                << to_string(order.time_in_force);
        if (order.cancel_reason != CancelReason::None) {
            output_ << " because " << to_string(order.cancel_reason);
        }
        output_ << (order.post_only ? " post-only" : "")
                << (order.reduce_only ? " reduce-only" : "");
        client(order.client_id);
        end(order.stamp.venue);
    }
    void operator()(const Fill& fill) {
        begin("fill", fill.instrument);
        output_ << ' ' << safe(fill.trade_id.view()) << " of order " << safe(fill.venue_id.view())
                << ' ' << side_word(fill.side) << ' ' << Shortest{fill.amount} << " at-price "
                << Shortest{fill.price} << " fee " << Shortest{fill.fee};
        client(fill.client_id);
        end(fill.stamp.venue);
    }
    void operator()(const PositionUpdate& position) {
        begin("position", position.instrument);
        output_ << " size " << Shortest{position.size} << " average "
                << Shortest{position.average_price} << " mark " << Shortest{position.mark_price};
        print_optional(output_, "delta", position.published_delta);
        end(position.stamp.venue);
    }
    void operator()(const AccountUpdate& account) {
        begin("account");
        output_ << ' ' << table_.underlying_at(account.underlying).currency.view() << " equity "
                << Shortest{account.equity.value()} << " balance "
                << Shortest{account.balance.value()} << " margin-balance "
                << Shortest{account.margin_balance.value()} << " initial-margin "
                << Shortest{account.initial_margin.value()} << " maintenance-margin "
                << Shortest{account.maintenance_margin.value()};
        print_optional(output_, "options-value", account.options_value);
        print_optional(output_, "options-delta", account.options_delta);
        print_optional(output_, "delta-total", account.delta_total);
        end(account.stamp.venue);
    }
    void operator()(const InstrumentDefinition& definition) {
        const InstrumentSpec& spec = definition.spec;
        begin("instrument", spec.index);
        output_ << ' ' << to_string(spec.kind) << ' '
                << (spec.payoff == Payoff::Inverse ? "inverse" : "linear") << " amount-in "
                << (spec.amount_unit == AmountUnit::InUsd ? "usd" : "coin") << " lot "
                << Shortest{spec.lot.value()} << " tick " << Shortest{spec.tick.value()};
        for (const TickStep& step : spec.tick_steps) {
            output_ << " above " << Shortest{step.above_price} << " tick "
                    << Shortest{step.tick.value()};
        }
        output_ << " contract " << Shortest{spec.contract_size};
        if (spec.kind == InstrumentKind::Option) {
            output_ << " strike " << Shortest{spec.strike.value()}
                    << (spec.option_type == OptionType::Call ? " call" : " put");
        }
        output_ << ' ' << to_string(spec.state) << " expires " << Time{spec.expiry};
        end(definition.stamp.venue);
    }
    void operator()(const InstrumentStateChange& change) {
        begin("instrument-state", change.instrument);
        output_ << ' ' << to_string(change.state);
        end(change.stamp.venue);
    }
    void operator()(const PlatformLock& lock) {
        begin("platform");
        output_ << ' '
                << (lock.underlying.valid()
                        ? table_.underlying_at(lock.underlying).index_name.view()
                        : std::string_view{"all"})
                << (lock.locked ? " locked" : " open");
        end(lock.stamp.venue);
    }
    void operator()(const RateLimitReport& limit) {
        begin("rate-limit");
        output_ << " orders-per-second " << Shortest{limit.orders_per_second} << " burst "
                << Shortest{limit.order_burst};
        end(limit.stamp.venue);
    }
    // The codec makes none of the others.
    template <class Other>
    void operator()(const Other&) {}

    void book(const DecodedFrame& frame) {
        const deribit::BookUpdate& update = *frame.book;
        std::size_t bids = 0;
        for (const deribit::BookLevel& level : frame.levels) {
            bids += level.side == Side::Buy ? 1U : 0U;
        }
        begin(update.grouped    ? "book-top"
              : update.snapshot ? "book-snapshot"
                                : "book-change",
              update.instrument);
        output_ << " change " << update.change_id;
        if (update.prev_change_id) {
            output_ << " after " << *update.prev_change_id;
        }
        output_ << " bids " << bids << " asks " << frame.levels.size() - bids;
        for (const deribit::BookLevel& level : frame.levels) {
            if (frame.levels.size() <= 6) {
                output_ << ' ' << (level.side == Side::Buy ? "bid " : "ask ")
                        << Shortest{level.price} << " x " << Shortest{level.amount};
            }
        }
        end(update.stamp.venue);
    }
    void trade(const deribit::PublicTrade& trade) {
        begin("trade", trade.instrument);
        output_ << ' ' << safe(trade.trade_id.view()) << ' ' << side_word(trade.taker_side) << ' '
                << Shortest{trade.amount} << " at-price " << Shortest{trade.price}
                << (trade.liquidation ? " liquidation" : "");
        end(trade.stamp.venue);
    }
    void ticker_change(const deribit::TickerChange& change) {
        begin("ticker-change", change.instrument);
        print_optional(output_, "bid", change.bid_price);
        print_optional(output_, "bid-amount", change.bid_amount);
        print_optional(output_, "ask", change.ask_price);
        print_optional(output_, "ask-amount", change.ask_amount);
        print_optional(output_, "mark", change.mark_price);
        print_optional(output_, "index", change.index_price);
        print_optional(output_, "forward", change.forward);
        print_optional(output_, "vol", change.mark_vol);
        print_optional(output_, "delta", change.published_delta);
        end(change.stamp.venue);
    }
    void expiration(const deribit::ExpirationPrice& expiration) {
        begin("expiration-price");
        output_ << ' ' << table_.underlying_at(expiration.underlying).index_name.view() << " price "
                << Shortest{expiration.price.value()} << " in "
                << Shortest{expiration.left.seconds()} << " s"
                << (expiration.is_estimated ? " estimated" : "") << '\n';
    }
    void account_lock(const deribit::AccountLock& lock) {
        begin("account-lock");
        output_ << ' '
                << (lock.underlying.valid() ? table_.underlying_at(lock.underlying).currency.view()
                                            : std::string_view{"all"})
                << (lock.locked ? " locked" : " open") << '\n';
    }
    void account_modes(const deribit::AccountModes& modes) {
        begin("account-modes");
        output_ << ' ' << table_.underlying_at(modes.underlying).currency.view();
        word("margin_model", modes.margin_model.view());
        word("self_trading", modes.self_trading.view());
        output_ << '\n';
    }
    void reply(const DecodedFrame& frame) {
        const deribit::RpcReply& reply = frame.reply;
        begin(reply.error ? "error" : "reply:");
        if (reply.error) {
            output_ << ' ' << reply.error->code << ' ' << safe(reply.error->message.view())
                    << " class " << to_string(reply.error->refusal);
            word("reason", reply.error->reason.view());
            word("parameter", reply.error->parameter.view());
            print_optional(output_, "limit", reply.error->limit);
        } else {
            output_ << ' ' << reply_words(reply.request);
        }
        if (reply.id.present) {
            output_ << " id ";
            if (reply.id.is_number) {
                output_ << reply.id.number;
            } else {
                output_ << safe(reply.id.text.view());
            }
        }
        reply_details(frame);
        end(reply.exchange_sent);
    }
    void plain(std::string_view what, std::string_view name) {
        begin(what);
        output_ << (name.empty() ? "" : " ") << safe(name) << '\n';
    }

private:
    void begin(std::string_view kind) { output_ << line_ << ' ' << kind; }
    void begin(std::string_view kind, InstrumentIndex instrument) {
        begin(kind);
        output_ << ' ' << safe(table_.spec(instrument).name.view());
    }
    void end(WallTime at) { output_ << " time " << Time{at} << '\n'; }
    void sides(double bid, double bid_amount, double ask, double ask_amount) {
        output_ << " bid " << Shortest{bid} << " x " << Shortest{bid_amount} << " ask "
                << Shortest{ask} << " x " << Shortest{ask_amount};
    }
    void client(ClientOrderId id) {
        if (id.ours()) {
            output_ << " ours " << id.epoch() << '-' << id.number();
        }
    }
    void word(std::string_view name, std::string_view text) {
        if (!text.empty()) {
            output_ << ' ' << name << ' ' << safe(text);
        }
    }
    void reply_details(const DecodedFrame& frame) {
        const deribit::RpcReply& reply = frame.reply;
        if (reply.auth) {
            word("scope", reply.auth->scope);
            output_ << " expires-in " << reply.auth->expires_in.nanoseconds() / 1'000'000'000
                    << " s (tokens not shown)";
        }
        if (reply.server_time) {
            output_ << " server-time " << Time{*reply.server_time};
        }
        if (reply.count) {
            output_ << " count " << *reply.count;
        }
        if (reply.cancel_on_disconnect) {
            output_ << " cancel-on-disconnect " << (*reply.cancel_on_disconnect ? "on" : "off");
        }
        if (!frame.channels.empty()) {
            output_ << " channels " << frame.channels.size();
        }
        word("version", reply.version.view());
        output_ << (reply.acknowledged ? " ok" : "") << (reply.has_more ? " has-more" : "");
    }

    std::ostream& output_;
    std::size_t line_;
    const InstrumentTable& table_;
};

}  // namespace

void print_frame(std::ostream& output, std::size_t line, const DecodedFrame& frame,
                 const InstrumentTable& table) {
    Printer printer(output, line, table);
    switch (frame.kind) {
        case deribit::FrameKind::None:
            return;
        case deribit::FrameKind::Heartbeat:
            printer.plain("heartbeat", {});
            return;
        case deribit::FrameKind::TestRequest:
            printer.plain("heartbeat", "test_request");
            return;
        case deribit::FrameKind::Request:
            printer.plain("request", frame.method);
            return;
        case deribit::FrameKind::Reply:
        case deribit::FrameKind::ErrorReply:
            printer.reply(frame);
            break;
        case deribit::FrameKind::Notification:
            break;
    }
    for (const Event& event : frame.events) {
        std::visit(printer, event);
    }
    if (frame.book) {
        printer.book(frame);
    }
    for (const deribit::PublicTrade& trade : frame.trades) {
        printer.trade(trade);
    }
    if (frame.ticker_change) {
        printer.ticker_change(*frame.ticker_change);
    }
    if (frame.expiration_price) {
        printer.expiration(*frame.expiration_price);
    }
    if (frame.account_lock) {
        printer.account_lock(*frame.account_lock);
    }
    for (const deribit::AccountModes& modes : frame.account_modes) {
        printer.account_modes(modes);
    }
    const bool said_something = !frame.events.empty() || frame.book || !frame.trades.empty() ||
                                frame.ticker_change || frame.expiration_price || frame.account_lock;
    if (frame.kind == deribit::FrameKind::Notification && !said_something) {
        printer.plain(to_string(frame.message),
                      frame.channel.empty() ? frame.method : frame.channel);
    }
}

}  // namespace hedged::app
