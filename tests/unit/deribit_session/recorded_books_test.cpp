// SPDX-License-Identifier: Apache-2.0
// A recorded morning of ten option books and tickers (tests/data/deribit/README.md) through the
// market session: the books chain, and what they show is what the tickers said on their own.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace hedged::deribit {
namespace {

using namespace testing;

const std::string kFolder = std::string{HEDGED_TEST_DIR} + "/data/deribit/";

// The messages that came in, without the recorder's wrapping.
std::vector<std::string> received_frames() {
    std::ifstream file{kFolder + "cryptofeed_ws_20210722.jsonl"};
    std::vector<std::string> frames;
    for (std::string line; std::getline(file, line);) {
        std::size_t const at = line.find("\"msg\":");
        if (line.find(R"("dir":"in")") != std::string::npos && at != std::string::npos) {
            frames.push_back(line.substr(at + 6, line.size() - at - 7));
        }
    }
    return frames;
}

std::string field(const std::string& text, const std::string& key) {
    std::size_t const at = text.find("\"" + key + "\":");
    if (at == std::string::npos) {
        return {};
    }
    std::size_t const from = at + key.size() + 3;
    return text.substr(from, text.find_first_of(",}]", from) - from);
}
std::string name_in(const std::string& frame) {
    std::string const quoted = field(frame, "instrument_name");
    return quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2);
}
bool is_book(const std::string& frame) {
    return frame.find(R"("channel":"book.)") != std::string::npos;
}
bool is_ticker(const std::string& frame) {
    return frame.find(R"("channel":"ticker.)") != std::string::npos;
}

MarketSessionConfig all_books(const std::vector<std::string>& frames) {
    MarketSessionConfig config = market_config(BookFeed::Incremental);
    config.hedge_instruments.clear();
    for (const std::string& frame : frames) {
        std::string const name = name_in(frame);
        auto& known = config.hedge_instruments;
        if (is_book(frame) && std::find(known.begin(), known.end(), name) == known.end()) {
            known.push_back(name);
        }
    }
    return config;
}

struct RecordedRig : MarketRig {
    explicit RecordedRig(const std::vector<std::string>& frames)
        : MarketRig(all_books(frames), coins({"BTC", "ETH"})) {
        script.answer("public/get_instruments", [&frames](const SentRequest& request) {
            std::string list;
            std::string const coin = request.mentions(R"("ETH")") ? "ETH" : "BTC";
            for (const std::string& name : all_books(frames).hedge_instruments) {
                if (name.starts_with(coin)) {
                    list += (list.empty() ? "" : ",") + option_json(name, 34'000, "put");
                }
            }
            return result_frame(request.id, "[" + list + "]");
        });
        log_in();
        script.run(seconds(11));
        wire.forget();
    }
};

void expect_same_top(const venues::BookLadder& book, const std::string& ticker) {
    auto const number = [&](const char* key) { return std::atof(field(ticker, key).c_str()); };
    EXPECT_EQ(book.bids().best().price, number("best_bid_price")) << ticker;
    EXPECT_EQ(book.bids().best().amount, number("best_bid_amount")) << ticker;
    EXPECT_EQ(book.asks().best().price, number("best_ask_price")) << ticker;
    EXPECT_EQ(book.asks().best().amount, number("best_ask_amount")) << ticker;
}

// The exchange sends a ticker just before the book change of the same moment: each ticker is held
// against the book when that has arrived, or when a later change shows that there was none.
TEST(RecordedBooks, ChainAndShowWhatTheTickersSay) {
    auto const frames = received_frames();
    ASSERT_GT(frames.size(), 100U);
    RecordedRig rig{frames};
    ASSERT_EQ(rig.session.state(), ConnectionState::Ready);

    std::map<std::string, std::string> waiting;
    int compared = 0;
    auto const compare = [&](const std::string& name) {
        auto const* const book = rig.session.book(rig.table.find(name));
        if (book != nullptr && waiting.contains(name)) {
            expect_same_top(*book, waiting[name]);
            ++compared;
        }
        waiting.erase(name);
    };
    for (const std::string& frame : frames) {
        std::string const name = name_in(frame);
        bool const later = is_book(frame) && waiting.contains(name) &&
                           std::atoll(field(frame, "timestamp").c_str()) >
                               std::atoll(field(waiting[name], "timestamp").c_str());
        if (later || is_ticker(frame)) {
            compare(name);
        }
        rig.script.frame(frame);
        if (is_ticker(frame)) {
            waiting[name] = frame;
        } else if (is_book(frame)) {
            compare(name);
        }
    }
    EXPECT_GE(compared, 70);
    EXPECT_EQ(rig.session.counters().gaps, 0U);
    EXPECT_EQ(rig.session.counters().book_inconsistencies, 0U);
    EXPECT_EQ(rig.session.counters().decode_errors, 0U);
}

// Leaves out each recorded change that has a successor, one at a time: the loss is always noticed.
TEST(RecordedBooks, ShowALossWhicheverChangeIsMissing) {
    auto const frames = received_frames();
    std::map<std::string, std::size_t> last_of;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (is_book(frames[i])) {
            last_of[name_in(frames[i])] = i;
        }
    }
    int tried = 0;
    for (std::size_t lost = 0; lost < frames.size(); ++lost) {
        bool const change = frames[lost].find(R"("type":"change")") != std::string::npos;
        if (!is_book(frames[lost]) || !change || last_of[name_in(frames[lost])] == lost) {
            continue;
        }
        RecordedRig rig{frames};
        for (std::size_t i = 0; i < frames.size(); ++i) {
            if (i != lost && is_book(frames[i])) {
                rig.script.frame(frames[i]);
            }
        }
        EXPECT_EQ(rig.session.counters().gaps, 1U) << "without frame " << lost;
        EXPECT_EQ(rig.wire.last<MarketDataGap>().instrument, rig.table.find(name_in(frames[lost])));
        ++tried;
    }
    EXPECT_GT(tried, 20);
}

}  // namespace
}  // namespace hedged::deribit
