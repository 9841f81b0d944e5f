// SPDX-License-Identifier: Apache-2.0
// What one instance of the daemon has been handed of the market: the newest frames of the hedge
// instruments and indices, kept as they came and read only when an order asks for them, and when
// each option was last heard of.
#pragma once

#include "hedged/auditor/facts.hpp"
#include "hedged/exchange/exchange.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hedged::auditor {

// From a decision to the wire an approval may grow this old: an order may have been decided on any
// frame that was the newest one since.
inline constexpr Duration kDecisionToWire = milliseconds(60);

// The newest frames of a kind, back to the one that was the newest kDecisionToWire ago, and the one
// before: the daemon may not have worked the newest off yet. Of a burst the middle is left out.
class RecentFrames {
public:
    struct One {
        Instant at;
        WallTime market_at;  // the exchange's clock when it was handed over
        std::string bytes;
    };

    void push(Instant at, WallTime market_at, std::string_view bytes);
    void clear() noexcept { used_ = 0; }
    [[nodiscard]] bool any() const noexcept { return used_ > 0; }
    [[nodiscard]] const One& newest() const noexcept { return frames_[0]; }
    // Newest first.
    [[nodiscard]] std::span<const One> all() const noexcept { return {frames_.data(), used_}; }

private:
    std::array<One, 6> frames_;
    std::size_t used_ = 0;
};

struct CoinHeard {
    RecentFrames quote;  // also a book's, and the ticker's
    RecentFrames ticker;
    RecentFrames index;
    std::optional<Instant> book_broken_at;  // a change is missing, and no snapshot came since
    bool book_unsure = false;               // a frame was damaged, and no snapshot came since
    std::optional<double> book_change_id;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
using HeardAt = std::unordered_map<std::string, Instant, TextHash, std::equal_to<>>;

class MarketHeard {
public:
    void configure(const RunFacts& facts);
    void forget() noexcept;  // the market connection ended
    void on_frame(Instant now, WallTime market_now, std::string_view channel,
                  std::string_view frame);

    [[nodiscard]] const CoinHeard* coin(std::string_view coin) const noexcept;
    // When the option, or another of its expiry, was last priced; empty: never since the
    // connection.
    [[nodiscard]] std::optional<Instant> option_at(const exchange::Instrument& option) const;

private:
    struct Coin {
        std::string name;
        std::string hedge;
        std::string index_name;  // "btc_usd"
        CoinHeard heard;
    };
    static void on_book(Instant now, Coin& coin, std::string_view frame) noexcept;

    std::vector<Coin> coins_;
    HeardAt by_instrument_;
    HeardAt by_expiry_;  // "BTC-27MAR26"
    std::optional<Instant> chain_marks_;
};

// Of a frame of the index channel, or of a ticker.
[[nodiscard]] std::optional<double> index_in(std::string_view frame);
// "BTC-27MAR26-80000-C" -> "BTC-27MAR26"; empty for what is no option.
[[nodiscard]] std::string_view expiry_name(std::string_view instrument) noexcept;

}  // namespace hedged::auditor
