// SPDX-License-Identifier: Apache-2.0
// What a Deribit frame costs to read and an order to write, on the recordings that the tests use:
// time and allocations a message, each with the number of instruments in the table where names are
// looked up. The naive decoder is the usual loop of string comparisons over the same parser, kept
// as the yardstick.
#include "hedged/venues/deribit/codec/decoder.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"

#include "perf/micro/option_ticker.hpp"
#include "support/counting_new.hpp"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace hedged::deribit {
namespace {

constexpr std::string_view kQuote =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"quote.BTC-PERPETUAL","data":)"
    R"({"timestamp":1654012882984,"instrument_name":"BTC-PERPETUAL","best_bid_price":32143.0,)"
    R"("best_bid_amount":179960.0,"best_ask_price":32143.5,"best_ask_amount":20.0}}})";
constexpr std::string_view kBookChange =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.BTC-PERPETUAL.100ms","data":)"
    R"({"type":"change","timestamp":1622627435737,"prev_change_id":31479598064,"instrument_name":)"
    R"("BTC-PERPETUAL","change_id":31479598217,"bids":[["delete",36779.0,0.0],["new",36809.5,)"
    R"(254870.0],["change",36805.0,1000.0]],"asks":[["delete",37462.5,0.0],["change",37394.0,)"
    R"(42670.0],["new",36820.5,10.0],["new",36821.0,40.0]]}}})";
constexpr std::string_view kUserChange =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.changes.any.BTC.raw","data":)"
    R"({"instrument_name":"BTC-PERPETUAL","trades":[{"trade_seq":271252854,"trade_id":"403691824",)"
    R"("timestamp":1765541474300,"state":"open","price":92283.5,"order_id":"74365704227","liquidity":)"
    R"("T","label":"dhtest000100000a","instrument_name":"BTC-PERPETUAL","index_price":92263.55,)"
    R"("fee_currency":"BTC","fee":1.08e-05,"direction":"sell","contracts":200.0,"amount":2000.0}],)"
    R"("positions":[],"orders":[{"time_in_force":"immediate_or_cancel","reduce_only":false,"price":)"
    R"(92280.0,"post_only":false,"order_type":"limit","order_state":"cancelled","order_id":)"
    R"("74365704227","last_update_timestamp":1765541474300,"label":"dhtest000100000a",)"
    R"("instrument_name":"BTC-PERPETUAL","filled_amount":2000.0,"direction":"sell",)"
    R"("creation_timestamp":1765541474299,"cancel_reason":"user_request","average_price":92283.5,)"
    R"("amount":3000.0}]}}})";

InstrumentSpec named(std::string_view name) {
    InstrumentSpec spec;
    spec.name = InstrumentName{name};
    spec.underlying = UnderlyingIndex{0};
    spec.tick = DecimalStep{5, -1};
    spec.lot = DecimalStep{1, 1};
    return spec;
}

InstrumentTable table_of(std::size_t instruments) {
    InstrumentTable table({underlying_of("BTC")}, instruments + 8);
    for (std::size_t i = 0; i < instruments; ++i) {
        InstrumentSpec spec = named("BTC-25DEC26-" + std::to_string(1'000 + i) + "-C");
        (void)table.define(spec);
    }
    for (const char* name : {"BTC-PERPETUAL", "BTC-30SEP22-60000-C"}) {
        InstrumentSpec spec = named(name);
        (void)table.define(spec);
    }
    return table;
}

void run(benchmark::State& state, std::string_view text) {
    InstrumentTable table = table_of(static_cast<std::size_t>(state.range(0)));
    Decoder decoder(table, *AccountTag::make("test"));
    DecodedFrame frame;
    const std::string padded = std::string(text) + std::string(kFramePadding, ' ');
    const std::string_view bytes(padded.data(), text.size());
    if (!decoder.decode(bytes, Instant{}, frame).ok()) {
        state.SkipWithError("the frame does not decode");
        return;
    }
    const std::uint64_t before = hedged::testing::allocations();
    for (auto _ : state) {
        benchmark::DoNotOptimize(decoder.decode(bytes, Instant{}, frame));
        benchmark::ClobberMemory();
    }
    state.counters["allocations"] = static_cast<double>(hedged::testing::allocations() - before);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void decode_option_ticker(benchmark::State& state) {
    run(state, kOptionTicker);
}
void decode_quote(benchmark::State& state) {
    run(state, kQuote);
}
void decode_book_change(benchmark::State& state) {
    run(state, kBookChange);
}
void decode_user_change(benchmark::State& state) {
    run(state, kUserChange);
}
BENCHMARK(decode_option_ticker)->Arg(10)->Arg(1'000)->Arg(10'000);
BENCHMARK(decode_quote)->Arg(1'000);
BENCHMARK(decode_book_change)->Arg(1'000);
BENCHMARK(decode_user_change)->Arg(1'000);

void decode_whole_chain_marks(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    std::string text =
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"markprice.options.btc_usd",)"
        R"("data":[)";
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ",");
        text +=
            R"({"timestamp":1765541474000,"mark_price":0.1123,"iv":0.4533,"instrument_name":"BTC-25DEC26-)" +
            std::to_string(1'000 + i) + "-C\"}";
    }
    text += "]}}";
    run(state, text);
    state.counters["ns_per_option"] = benchmark::Counter(
        static_cast<double>(count) * 1e-9,
        benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(decode_whole_chain_marks)->Arg(1'000);

// The usual way, for comparison only, with the same duties: check every error, tell the channel,
// unescape each key, compare it with every name in turn, find the instrument, hand out the event.
bool read_field_naively(std::string_view key, simdjson::ondemand::value& value, Ticker& out,
                        std::string& name) {
    double number = 0.0;
    if (key == "timestamp") {
        std::int64_t ms = 0;
        const bool good = value.get_int64().get(ms) == simdjson::SUCCESS;
        out.stamp.venue = wall_from_milliseconds(ms);
        return good;
    }
    if (key == "instrument_name" || key == "state") {
        std::string_view text;
        const bool good = value.get_string().get(text) == simdjson::SUCCESS;
        if (key == "state") {
            out.state = text == "open" ? TickerState::Open : TickerState::Closed;
        } else {
            name = text;
        }
        return good;
    }
    if (key == "greeks") {
        const bool good = value["delta"].get_double().get(number) == simdjson::SUCCESS;
        out.published_delta = BlackDelta{number};
        return good;
    }
    const auto read = [&](auto& target) {
        const bool good = value.get_double().get(number) == simdjson::SUCCESS;
        target = std::decay_t<decltype(target)>{number};
        return good && std::isfinite(number);
    };
    return key == "best_bid_price"     ? read(out.bid_price)
           : key == "best_bid_amount"  ? read(out.bid_amount)
           : key == "best_ask_price"   ? read(out.ask_price)
           : key == "best_ask_amount"  ? read(out.ask_amount)
           : key == "mark_price"       ? read(out.mark_price)
           : key == "index_price"      ? read(out.index_price)
           : key == "underlying_price" ? read(out.forward)
           : key == "mark_iv"          ? read(out.mark_vol)
           : key == "min_price"        ? read(out.minimum_price)
           : key == "max_price"        ? read(out.maximum_price)
           : key == "funding_8h"       ? read(out.funding_8h)
                                       : true;
}

bool decode_naively(simdjson::ondemand::document& document, const InstrumentTable& table,
                    std::vector<Event>& events) {
    std::string_view method;
    std::string_view channel;
    simdjson::ondemand::object data;
    if (document["method"].get_string().get(method) != simdjson::SUCCESS ||
        method != "subscription" ||
        document["params"]["channel"].get_string().get(channel) != simdjson::SUCCESS ||
        !channel.starts_with("ticker.") ||
        document["params"]["data"].get_object().get(data) != simdjson::SUCCESS) {
        return false;
    }
    Ticker ticker;
    std::string name;
    for (auto item : data) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (std::move(item).get(field) != simdjson::SUCCESS ||
            field.unescaped_key().get(key) != simdjson::SUCCESS ||
            !read_field_naively(key, field.value(), ticker, name)) {
            return false;
        }
    }
    ticker.instrument = table.find(name);
    events.emplace_back(ticker);
    return true;
}

void naive_option_ticker(benchmark::State& state) {
    const InstrumentTable table = table_of(1'000);
    const std::string padded = std::string(kOptionTicker) + std::string(kFramePadding, ' ');
    simdjson::ondemand::parser parser;
    std::vector<Event> events;
    for (auto _ : state) {
        events.clear();
        simdjson::ondemand::document document;
        const auto error = parser
                               .iterate(simdjson::padded_string_view(
                                   padded.data(), kOptionTicker.size(), padded.size()))
                               .get(document);
        if (error != simdjson::SUCCESS || !decode_naively(document, table, events)) {
            state.SkipWithError("the frame does not decode");
            return;
        }
        benchmark::DoNotOptimize(events.data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kOptionTicker.size()));
}
BENCHMARK(naive_option_ticker);

void encode_order(benchmark::State& state) {
    const AccountTag tag = *AccountTag::make("test");
    InstrumentSpec spec = named("BTC-PERPETUAL");
    spec.index = InstrumentIndex{0};
    PlaceOrder order;
    order.instrument = spec.index;
    order.quantity = Lots{12};
    order.limit = PriceTicks{152'971};
    order.reduce_only = true;
    order.valid_until = wall_from_milliseconds(1'790'000'000'000);
    std::array<char, kOrderBytesMax> memory{};
    const std::uint64_t before = hedged::testing::allocations();
    std::uint32_t number = 0;
    for (auto _ : state) {
        order.client_id = make_client_order_id(1, ++number);
        benchmark::DoNotOptimize(encode_place(memory, number, order, spec, tag));
        benchmark::ClobberMemory();
    }
    state.counters["allocations"] = static_cast<double>(hedged::testing::allocations() - before);
}
BENCHMARK(encode_order);

}  // namespace
}  // namespace hedged::deribit
