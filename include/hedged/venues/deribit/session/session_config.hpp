// SPDX-License-Identifier: Apache-2.0
// What a desk may set about its sessions. Filled and validated by config; the defaults stand here
// once. Plain data; the secret can be read through reveal() only and is never printed.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/venues/deribit/codec/channel.hpp"
#include "hedged/venues/deribit/codec/label.hpp"
#include "hedged/venues/deribit/session/backoff.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hedged::deribit {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) noexcept : text_(std::move(text)) {}
    [[nodiscard]] std::string_view reveal() const noexcept { return text_; }

private:
    std::string text_;
};

struct Credentials {
    std::string client_id;
    Secret client_secret;
};

struct ConnectionConfig {
    Credentials credentials;
    Duration heartbeat = seconds(10);  // the exchange takes no less
    Duration connect_patience = seconds(30);
    Duration request_patience = seconds(10);
    BackoffConfig reconnect;
    Duration refused_delay = seconds(300);   // after bad credentials or a key we refuse
    Duration throttled_delay = seconds(10);  // refills the credits of code 10028
    Duration stable_after = seconds(60);     // Ready this long: the back-off starts again
    BackoffConfig channel_retry{seconds(2), seconds(60)};
    std::uint32_t decode_errors_per_minute = 20;  // more: connect anew
    std::uint32_t channels_per_frame = 200;
    // Budgets below the exchange's 20/s, burst 100 for the account and 3.3/s, burst 10 for
    // subscribing. The two sessions of an account share the former.
    double requests_per_second = 4.0;
    double request_burst = 20.0;
    double subscribes_per_second = 2.6;
    double subscribe_burst = 8.0;
};

enum class BookFeed : std::uint8_t {
    None,         // best bid and ask from the quote channel
    Incremental,  // every level, with change ids that prove nothing was lost
    TopLevels,    // the best ten levels, whole each time
};

struct MarketSessionConfig {
    ConnectionConfig connection;
    std::vector<std::string> hedge_instruments;
    BookFeed hedge_books = BookFeed::None;
    Interval hedge_interval = Interval::Raw;
    Interval option_interval = Interval::Ms100;
    bool whole_chain_marks = true;  // markprice.options of each coin
    Duration clock_interval = seconds(10);
    Duration instruments_interval = seconds(10);    // between two instrument lists: its own limit
    Duration instruments_fresh_for = seconds(600);  // a reconnect within it need not wait for one
    BackoffConfig resync{milliseconds(100), seconds(30)};  // of one book
    Duration snapshot_patience = seconds(5);   // from subscribing a book to its snapshot
    Duration crossed_max = milliseconds(250);  // a book crossed for longer is asked for anew
};

// What becomes of an order that would meet a resting one of the same account.
enum class SelfTrading : std::uint8_t { Any, RejectTaker, CancelMaker };
enum class MarginModel : std::uint8_t {
    Any,
    SegregatedStandard,
    SegregatedPortfolio,
    CrossStandard,
    CrossPortfolio,
};
// How the exchange must run the account, or nothing is traded; Any: however it does.
struct ExpectedModes {
    SelfTrading self_trading = SelfTrading::Any;
    MarginModel margin_model = MarginModel::Any;
};

struct AccountSessionConfig {
    AccountSessionConfig() noexcept {
        connection.requests_per_second = 12.0;
        connection.request_burst = 60.0;
    }
    ConnectionConfig connection;
    AccountTag tag;
    ExpectedModes modes;
    Duration order_patience = seconds(3);         // then the order's outcome is unknown
    Duration instruments_patience = seconds(30);  // wait for the first instrument list at most
    BackoffConfig snapshot_retry{seconds(1), seconds(30)};
    Duration disconnect_retry = seconds(30);     // when cancel-on-disconnect was not confirmed
    Duration trades_lookback = seconds(86'400);  // the exchange keeps recent trades a day
    std::uint32_t trades_per_page = 1000;
    std::uint32_t trade_pages_max = 50;
};

}  // namespace hedged::deribit
