// SPDX-License-Identifier: Apache-2.0
// What a Deribit frame costs to read and an order to write, on the recordings that the tests use:
// time and allocations a message, each with the number of instruments in the table where names are
// looked up. The naive decoder is the usual loop of string comparisons over the same parser, kept
// as the yardstick.
#include "hedged/venues/deribit/codec/decoder.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"

#include "support/counting_new.hpp"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <array>
#include <string>

namespace hedged::deribit {
namespace {

constexpr std::string_view kOptionTicker =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-30SEP22-60000-C.100ms",)"
    R"("data":{"underlying_price":30220.5,"underlying_index":"BTC-30SEP22","timestamp":1654161839367,)"
    R"("stats":{"volume":16.7,"price_change":-18.1818,"low":0.009,"high":0.011},"state":"open",)"
    R"("settlement_price":0.01,"open_interest":1767.5,"min_price":0.0001,"max_price":0.038,)"
    R"("mark_price":0.0084,"mark_iv":67.7,"last_price":0.009,"interest_rate":0.0,"instrument_name":)"
    R"("BTC-30SEP22-60000-C","index_price":29939.43,"greeks":{"vega":20.05335,"theta":-5.65962,)"
    R"("rho":4.91491,"gamma":0.00001,"delta":0.05785},"estimated_delivery_price":29939.43,"bid_iv":)"
    R"(67.16,"best_bid_price":0.008,"best_bid_amount":2.8,"best_ask_price":0.009,"best_ask_amount":)"
    R"(18.5,"ask_iv":68.65}}})";
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

// The usual way, for comparison only: unescape each key, compare it with every name in turn.
struct NaiveTicker {
    double bid_price = 0.0;
    double bid_amount = 0.0;
    double ask_price = 0.0;
    double ask_amount = 0.0;
    double mark_price = 0.0;
    double index_price = 0.0;
    double forward = 0.0;
    double mark_iv = 0.0;
    double minimum = 0.0;
    double maximum = 0.0;
    double delta = 0.0;
    std::int64_t timestamp = 0;
    std::string_view name;
    std::string_view state;
};

void read_naively(simdjson::ondemand::object data, NaiveTicker& out) {
    for (auto item : data) {
        simdjson::ondemand::field field = item.value_unsafe();
        const std::string_view key = field.unescaped_key().value_unsafe();
        simdjson::ondemand::value& value = field.value();
        double* target = nullptr;
        if (key == "timestamp") {
            out.timestamp = value.get_int64().value_unsafe();
        } else if (key == "instrument_name") {
            out.name = value.get_string().value_unsafe();
        } else if (key == "state") {
            out.state = value.get_string().value_unsafe();
        } else if (key == "greeks") {
            for (auto greek : value.get_object().value_unsafe()) {
                simdjson::ondemand::field one = greek.value_unsafe();
                if (one.unescaped_key().value_unsafe() == "delta") {
                    out.delta = one.value().get_double().value_unsafe();
                }
            }
        } else if (key == "best_bid_price") {
            target = &out.bid_price;
        } else if (key == "best_bid_amount") {
            target = &out.bid_amount;
        } else if (key == "best_ask_price") {
            target = &out.ask_price;
        } else if (key == "best_ask_amount") {
            target = &out.ask_amount;
        } else if (key == "mark_price") {
            target = &out.mark_price;
        } else if (key == "index_price") {
            target = &out.index_price;
        } else if (key == "underlying_price") {
            target = &out.forward;
        } else if (key == "mark_iv") {
            target = &out.mark_iv;
        } else if (key == "min_price") {
            target = &out.minimum;
        } else if (key == "max_price") {
            target = &out.maximum;
        }
        if (target != nullptr) {
            *target = value.get_double().value_unsafe();
        }
    }
}

void naive_option_ticker(benchmark::State& state) {
    const std::string padded = std::string(kOptionTicker) + std::string(kFramePadding, ' ');
    simdjson::ondemand::parser parser;
    NaiveTicker ticker;
    for (auto _ : state) {
        simdjson::ondemand::document document;
        (void)parser
            .iterate(
                simdjson::padded_string_view(padded.data(), kOptionTicker.size(), padded.size()))
            .get(document);
        read_naively(document["params"]["data"].get_object().value_unsafe(), ticker);
        benchmark::DoNotOptimize(ticker);
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
