// SPDX-License-Identifier: Apache-2.0
// What one instance of the daemon has been handed of the market: the newest frames of the hedge
// instruments and indices, kept as they came and read only when an order asks for them, and when
// each option was last heard of.
#pragma once

#include "hedged/auditor/facts.hpp"
#include "hedged/exchange/exchange.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hedged::auditor {

// The newest two of a kind: the daemon may have decided a moment before the newest reached it.
struct TwoFrames {
    struct One {
        bool any = false;
        Instant at;
        WallTime market_at;  // the exchange's clock when it was handed over
        std::string bytes;
    };
    std::array<One, 2> frames;  // newest first

    void push(Instant at, WallTime market_at, std::string_view bytes);
    void clear() noexcept { frames[0].any = frames[1].any = false; }
    [[nodiscard]] bool any() const noexcept { return frames[0].any; }
    [[nodiscard]] const One& newest() const noexcept { return frames[0]; }
};

struct CoinHeard {
    TwoFrames quote;  // also the top of a book channel
    TwoFrames ticker;
    TwoFrames index;
    bool book_broken = false;  // a change is missing, and no snapshot came since
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
    void on_book(Coin& coin, std::string_view frame) noexcept;

    std::vector<Coin> coins_;
    HeardAt by_instrument_;
    HeardAt by_expiry_;  // "BTC-27MAR26"
    std::optional<Instant> chain_marks_;
};

// "BTC-27MAR26-80000-C" -> "BTC-27MAR26"; empty for what is no option.
[[nodiscard]] std::string_view expiry_name(std::string_view instrument) noexcept;

}  // namespace hedged::auditor
