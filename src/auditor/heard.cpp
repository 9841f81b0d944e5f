// SPDX-License-Identifier: Apache-2.0
#include "auditor/heard.hpp"

#include "auditor/wire.hpp"

#include <algorithm>

namespace hedged::auditor {
namespace {

void note(HeardAt& heard, std::string_view name, Instant now) {
    auto const found = heard.find(name);
    if (found == heard.end()) {
        heard.emplace(name, now);
    } else {
        found->second = now;
    }
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// "ticker.BTC-PERPETUAL.raw" -> "BTC-PERPETUAL".
std::string_view second_part(std::string_view channel) noexcept {
    std::size_t const from = channel.find('.') + 1;
    return channel.substr(from, channel.find('.', from) - from);
}

}  // namespace

void RecentFrames::push(Instant at, WallTime market_at, std::string_view bytes) {
    // Two are kept that are older than it takes from a decision to the wire.
    while (used_ > 2 && at - frames_[used_ - 2].at > kDecisionToWire) {
        --used_;
    }
    std::size_t const moved = std::min(used_, frames_.size() - 1);
    if (used_ == frames_.size()) {
        // The oldest two stay; the one before them gives way.
        std::rotate(frames_.begin(), frames_.end() - 3, frames_.end() - 2);
    } else {
        std::rotate(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(moved),
                    frames_.begin() + static_cast<std::ptrdiff_t>(moved) + 1);
        ++used_;
    }
    frames_[0].at = at;
    frames_[0].market_at = market_at;
    frames_[0].bytes.assign(bytes);
}

std::optional<double> index_in(std::string_view frame) {
    auto const price = number_at(frame, "price");
    return price ? price : number_at(frame, "index_price");
}

std::string_view expiry_name(std::string_view instrument) noexcept {
    std::size_t const first = instrument.find('-');
    std::size_t const second =
        first == std::string_view::npos ? first : instrument.find('-', first + 1);
    return second == std::string_view::npos ? std::string_view{} : instrument.substr(0, second);
}

void MarketHeard::configure(const RunFacts& facts) {
    coins_.clear();
    for (const CoinFacts& coin : facts.coins) {
        coins_.push_back({coin.coin, coin.hedge_instrument, lower(coin.coin) + "_usd", {}});
    }
}

void MarketHeard::forget() noexcept {
    for (Coin& coin : coins_) {
        coin.heard.quote.clear();
        coin.heard.ticker.clear();
        coin.heard.index.clear();
        coin.heard.book_broken_at.reset();
        coin.heard.book_unsure = false;
        coin.heard.book_change_id.reset();
    }
    by_instrument_.clear();
    by_expiry_.clear();
    chain_marks_.reset();
}

// A chain of changes with a hole is no book, until a snapshot starts it anew. A change told twice
// is none.
void MarketHeard::on_book(Instant now, Coin& coin, std::string_view frame) noexcept {
    if (frame.empty()) {
        coin.heard.book_unsure = true;
        coin.heard.book_broken_at.reset();
        return;
    }
    auto const id = number_at(frame, "change_id");
    auto const previous = number_at(frame, "prev_change_id");
    if (!previous) {
        coin.heard.book_broken_at.reset();
        coin.heard.book_unsure = false;
    } else if (!coin.heard.book_unsure && coin.heard.book_change_id != id &&
               coin.heard.book_change_id != previous) {
        coin.heard.book_broken_at = coin.heard.book_broken_at.value_or(now);
    }
    coin.heard.book_change_id = id;
}

void MarketHeard::on_frame(Instant now, WallTime market_now, std::string_view channel,
                           std::string_view frame) {
    if (channel.starts_with("markprice.options")) {
        chain_marks_ = now;
        return;
    }
    std::string_view const name = second_part(channel);
    bool const ticker = channel.starts_with("ticker.");
    // The prices of a closed book are no news.
    bool const open = frame.find("\"state\":\"closed\"") == std::string_view::npos;
    for (Coin& coin : coins_) {
        // A ticker states the index and the best prices of its moment as well.
        bool const of_coin =
            ticker && name.starts_with(coin.name) && name.substr(coin.name.size()).starts_with('-');
        if (of_coin && open && (frame.empty() || number_at(frame, "index_price"))) {
            coin.heard.index.push(now, market_now, frame);
        }
        if (ticker && open && name == coin.hedge &&
            (frame.empty() || number_at(frame, "best_bid_price"))) {
            coin.heard.quote.push(now, market_now, frame);
        }
        if (channel.starts_with("deribit_price_index") && name == coin.index_name) {
            coin.heard.index.push(now, market_now, frame);
            return;
        }
        if (name != coin.hedge) {
            continue;
        }
        if (channel.starts_with("quote.")) {
            coin.heard.quote.push(now, market_now, frame);
        } else if (ticker) {
            coin.heard.ticker.push(now, market_now, frame);
        } else if (channel.starts_with("book.")) {
            on_book(now, coin, frame);
            coin.heard.quote.push(now, market_now, frame);
        }
        return;
    }
    if (ticker) {
        note(by_instrument_, name, now);
        note(by_expiry_, expiry_name(name), now);
    }
}

const CoinHeard* MarketHeard::coin(std::string_view coin) const noexcept {
    auto const found =
        std::ranges::find_if(coins_, [&](const Coin& each) { return each.name == coin; });
    return found == coins_.end() ? nullptr : &found->heard;
}

std::optional<Instant> MarketHeard::option_at(const exchange::Instrument& option) const {
    std::optional<Instant> newest = chain_marks_;
    auto const own = by_instrument_.find(std::string_view{option.name});
    if (own != by_instrument_.end()) {
        newest = std::max(newest.value_or(own->second), own->second);
    }
    auto const expiry = by_expiry_.find(expiry_name(option.name));
    if (expiry != by_expiry_.end()) {
        newest = std::max(newest.value_or(expiry->second), expiry->second);
    }
    return newest;
}

}  // namespace hedged::auditor
