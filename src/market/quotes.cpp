// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/quotes.hpp"

namespace hedged::market {

bool is_fresh(const Freshness& freshness, const FreshnessLimit& limit) noexcept {
    return freshness.age <= limit.age_max && freshness.lag.has_value() &&
           *freshness.lag <= limit.lag_max && *freshness.lag >= Duration{} - limit.lag_max;
}

Freshness freshness_of(const Stamp& stamp, const VenueClock& clock, Instant now) noexcept {
    return {now - stamp.received, clock.lag(stamp.venue, now)};
}

Why why_of(QuoteStatus status) noexcept {
    switch (status) {
        case QuoteStatus::Usable:
            return Why::InsideBand;
        case QuoteStatus::Missing:
        case QuoteStatus::Gap:
        case QuoteStatus::Stale:
            return Why::QuoteStale;
        case QuoteStatus::EmptySide:
            return Why::QuoteEmpty;
        case QuoteStatus::Crossed:
            return Why::QuoteCrossed;
    }
    return Why::QuoteStale;
}

Quotes::Quotes(std::size_t capacity) : entries_(capacity) {}

Quotes::Entry* Quotes::slot(InstrumentIndex index) noexcept {
    return index.raw < entries_.size() ? &entries_[index.raw] : nullptr;
}
const Quotes::Entry* Quotes::slot(InstrumentIndex index) const noexcept {
    return index.raw < entries_.size() ? &entries_[index.raw] : nullptr;
}

void Quotes::on(const Quote& quote) noexcept {
    if (Entry* const entry = slot(quote.instrument)) {
        // A ticker told newer prices: queues that conflate do not keep the order of two sources.
        if (entry->has_quote && quote.stamp.received < entry->quote.stamp.received) {
            return;
        }
        entry->quote = quote;
        entry->has_quote = true;
        entry->gap = false;
    } else {
        ++dropped_;
    }
}

void Quotes::on(const Ticker& ticker) noexcept {
    if (Entry* const entry = slot(ticker.instrument)) {
        entry->ticker = ticker;
        entry->has_ticker = true;
    } else {
        ++dropped_;
    }
}

void Quotes::on(const MarkVol& mark) noexcept {
    if (Entry* const entry = slot(mark.instrument)) {
        entry->mark_vol = mark;
        entry->has_mark_vol = true;
    } else {
        ++dropped_;
    }
}

void Quotes::on(const MarketDataGap& gap) noexcept {
    if (Entry* const entry = slot(gap.instrument)) {
        entry->gap = true;
        ++gaps_;
    } else {
        ++dropped_;
    }
}

void Quotes::on_stream_down() noexcept {
    for (Entry& entry : entries_) {
        entry.gap = entry.gap || entry.has_quote;
    }
}

const Quote* Quotes::quote(InstrumentIndex index) const noexcept {
    const Entry* const entry = slot(index);
    return entry != nullptr && entry->has_quote ? &entry->quote : nullptr;
}
const Ticker* Quotes::ticker(InstrumentIndex index) const noexcept {
    const Entry* const entry = slot(index);
    return entry != nullptr && entry->has_ticker ? &entry->ticker : nullptr;
}
const MarkVol* Quotes::mark_vol(InstrumentIndex index) const noexcept {
    const Entry* const entry = slot(index);
    return entry != nullptr && entry->has_mark_vol ? &entry->mark_vol : nullptr;
}

bool Quotes::gapped(InstrumentIndex index) const noexcept {
    const Entry* const entry = slot(index);
    return entry != nullptr && entry->gap;
}

QuoteStatus Quotes::status(InstrumentIndex index, const VenueClock& clock, Instant now,
                           const FreshnessLimit& limit) const noexcept {
    const Entry* const entry = slot(index);
    if (entry == nullptr || (!entry->has_quote && !entry->gap)) {
        return QuoteStatus::Missing;
    }
    if (entry->gap) {
        return QuoteStatus::Gap;
    }
    const Quote& quote = entry->quote;
    if (!is_fresh(freshness_of(quote.stamp, clock, now), limit)) {
        return QuoteStatus::Stale;
    }
    // Written so that a price that is not a number counts as an empty side.
    if (!(quote.bid_price > 0.0 && quote.bid_amount > 0.0 && quote.ask_price > 0.0 &&
          quote.ask_amount > 0.0)) {
        return QuoteStatus::EmptySide;
    }
    return quote.bid_price < quote.ask_price ? QuoteStatus::Usable : QuoteStatus::Crossed;
}

double mid_of(const Quote& quote) noexcept {
    return 0.5 * (quote.bid_price + quote.ask_price);
}

}  // namespace hedged::market
