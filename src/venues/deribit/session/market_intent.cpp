// SPDX-License-Identifier: Apache-2.0
// The half of MarketSession that says what is subscribed, and brings a broken book back.
#include "hedged/venues/deribit/session/market_session.hpp"

#include <algorithm>
#include <string>

namespace hedged::deribit {

namespace {

// The best ten levels, whole, ten times a second: no change ids, so nothing to lose.
ChannelName top_levels_channel(std::string_view instrument) {
    return ChannelName{"book." + std::string{instrument} + ".none.10.100ms"};
}

ChannelName book_channel_of(std::string_view instrument, const MarketSessionConfig& config) {
    return config.hedge_books == BookFeed::TopLevels
               ? top_levels_channel(instrument)
               : book_channel(instrument, config.hedge_interval);
}

}  // namespace

void MarketSession::want_configured() noexcept {
    (void)subscriptions_.want(kPlatformStateChannel, false);
    for (std::size_t i = 0; i < table_.underlying_count(); ++i) {
        Underlying const& coin =
            table_.underlying_at(UnderlyingIndex{static_cast<std::uint8_t>(i)});
        (void)subscriptions_.want(price_index_channel(coin.index_name.view()).view(), true);
        (void)subscriptions_.want(instrument_state_channel("any", coin.currency.view()).view(),
                                  false);
        if (config_.whole_chain_marks) {
            (void)subscriptions_.want(mark_prices_channel(coin.index_name.view()).view(), false);
        }
    }
    for (const std::string& name : config_.hedge_instruments) {
        want_hedge_instrument(name);
    }
}

// A kept book is the source of the quotes where there is one: two sources of the same quote would
// hide that one of them has a gap.
void MarketSession::want_hedge_instrument(std::string_view name) noexcept {
    (void)subscriptions_.want(ticker_channel(name, config_.hedge_interval).view(), true);
    if (config_.hedge_books == BookFeed::None) {
        (void)subscriptions_.want(quote_channel(name).view(), true);
    } else {
        (void)subscriptions_.want(book_channel_of(name, config_).view(), true);
    }
}

void MarketSession::watch(InstrumentIndex instrument) noexcept {
    if (!instrument.valid() || instrument.raw >= table_.size()) {
        ++connection_.counters().misrouted_commands;
        return;
    }
    InstrumentSpec const& spec = table_.spec(instrument);
    if (std::ranges::find(config_.hedge_instruments, spec.name.view()) !=
        config_.hedge_instruments.end()) {
        return;
    }
    bool const option = spec.kind == InstrumentKind::Option;
    Interval const interval = option ? config_.option_interval : config_.hedge_interval;
    (void)subscriptions_.want(ticker_channel(spec.name.view(), interval).view(), false);
    if (!option) {
        (void)subscriptions_.want(quote_channel(spec.name.view()).view(), false);
    }
}

// A keeper for each hedge instrument, as soon as the list gives it an index.
void MarketSession::open_books() noexcept {
    if (config_.hedge_books == BookFeed::None) {
        return;
    }
    for (const std::string& name : config_.hedge_instruments) {
        InstrumentIndex const index = table_.find(name);
        bool const known = std::ranges::any_of(
            books_, [&](const BookKeeper& b) { return b.instrument() == index; });
        if (index.valid() && !known) {
            books_.emplace_back(index, book_channel_of(name, config_), config_.resync,
                                config_.crossed_max);
        }
    }
}

void MarketSession::resync_books(Instant now) noexcept {
    for (BookKeeper& book : books_) {
        if (book.live()) {
            continue;
        }
        bool const granted = subscriptions_.granted(book.channel().view());
        if (book.resync_at() == kNever) {
            if (granted) {
                book.plan_resync(now, config_.snapshot_patience, connection_.random());
            }
        } else if (now >= book.resync_at()) {
            if (granted) {
                ++connection_.counters().resyncs;
                subscriptions_.renew(book.channel().view());
            }
            book.plan_resync(now, config_.snapshot_patience, connection_.random());
        }
    }
}

const venues::BookLadder* MarketSession::book(InstrumentIndex instrument) const noexcept {
    auto const found = std::ranges::find_if(
        books_, [&](const BookKeeper& b) { return b.instrument() == instrument; });
    return found == books_.end() || !found->live() ? nullptr : &found->ladder();
}

}  // namespace hedged::deribit
