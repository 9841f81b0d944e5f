// SPDX-License-Identifier: Apache-2.0
#include "app/journal_explain.hpp"

#include "hedged/config/load.hpp"
#include "hedged/ops/note_text.hpp"
#include "hedged/ops/report.hpp"
#include "hedged/protocol/fields.hpp"
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/replay.hpp"
#include "hedged/runtime/run_record.hpp"
#include "hedged/venues/deribit/codec/label.hpp"

#include "app/command_line.hpp"
#include "app/journal_runs.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <map>

namespace hedged::app {

namespace jr = runtime::journal;

namespace {

// The order that a message is about.
class OrderFinder {
public:
    template <class T>
    void operator()(std::string_view /*name*/, const T& value) noexcept {
        if constexpr (std::is_same_v<T, ClientOrderId>) {
            id = value;
        }
    }
    ClientOrderId id;
};

template <class T>
ClientOrderId order_of(const T& message) {
    OrderFinder finder;
    std::visit(
        [&](const auto& it) {
            if constexpr (requires { fields(finder, it); }) {
                fields(finder, it);
            } else {
                finder.id = order_of(it);
            }
        },
        message);
    return finder.id;
}

ClientOrderId order_of(const jr::Record& record) {
    if (const auto event = jr::event_of(record)) {
        return order_of(*event);
    }
    if (const auto action = jr::action_of(record)) {
        return order_of(*action);
    }
    return {};
}

std::string fixed(double value, int decimals) {
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

// What the engine knew last of each instrument and index, with the record it came from.
class LastKnown {
public:
    void learn(const Event& event, const std::string& words, Instant at) {
        if (const auto* quote = std::get_if<Quote>(&event)) {
            quotes_[quote->instrument.raw] = {words, at};
        } else if (const auto* ticker = std::get_if<Ticker>(&event)) {
            tickers_[ticker->instrument.raw] = {words, at};
        } else if (const auto* price = std::get_if<IndexPrice>(&event)) {
            indices_[price->underlying.raw] = {words, at};
        } else if (const auto* account = std::get_if<AccountUpdate>(&event)) {
            accounts_[account->underlying.raw] = {words, at};
        }
    }
    void print(InstrumentIndex instrument, Instant now) const {
        print_one(quotes_, instrument.raw, now);
        print_one(tickers_, instrument.raw, now);
        for (const auto& all : {indices_, accounts_}) {
            for (const auto& [key, known] : all) {
                print_one(all, key, now);
            }
        }
    }

private:
    struct Known {
        std::string words;
        Instant at;
    };
    template <class Map>
    static void print_one(const Map& all, typename Map::key_type key, Instant now) {
        if (const auto it = all.find(key); it != all.end()) {
            std::printf("  knew, %10s ms old: %s\n",
                        fixed((now - it->second.at).seconds() * 1e3, 3).c_str(),
                        it->second.words.c_str());
        }
    }
    std::map<std::uint32_t, Known> quotes_;
    std::map<std::uint32_t, Known> tickers_;
    std::map<std::uint8_t, Known> indices_;
    std::map<std::uint8_t, Known> accounts_;
};

int refuse(const std::string& fault) {
    std::fprintf(stderr, "hedged journal: %s\n", fault.c_str());
    return kExitFailed;
}

// The instrument of an order's decision or of its command.
InstrumentIndex instrument_of(const jr::Record& record) {
    const auto action = jr::action_of(record);
    if (const auto* note = action ? std::get_if<Note>(&*action) : nullptr) {
        return note->instrument;
    }
    const auto* command = action ? std::get_if<VenueCommand>(&*action) : nullptr;
    const auto* order = command != nullptr ? std::get_if<PlaceOrder>(command) : nullptr;
    return order != nullptr ? order->instrument : InstrumentIndex{};
}

}  // namespace

std::string RecordText::of(const jr::Record& record) {
    if (const auto event = jr::event_of(record)) {
        instruments_.learn(*event);
        if (const auto* definition = std::get_if<InstrumentDefinition>(&*event)) {
            names_.instrument(definition->spec.index, std::string(definition->spec.name.view()));
        }
        return jr::text_of(*event, instruments_);
    }
    if (const auto action = jr::action_of(record)) {
        const auto* note = std::get_if<Note>(&*action);
        return note != nullptr ? "note " + ops::note_text(*note, names_)
                               : jr::text_of(*action, instruments_);
    }
    std::string out = jr::type_name(record);
    if (record.is(jr::RecordType::Start)) {
        const auto run = runtime::unpack_run(record.payload);
        if (!run) {
            return out + " " + run.error();
        }
        const auto& coins = run.value().config.engine.underlyings;
        for (std::size_t i = 0; i < coins.size(); ++i) {
            names_.underlying(UnderlyingIndex{static_cast<std::uint8_t>(i)},
                              std::string(coins[i].name.view()));
        }
        out += " hedged " + run.value().version + ", epoch " + std::to_string(epoch_) +
               ", account " + run.value().config.account + ", configuration " +
               run.value().config_file;
    } else if (record.is(jr::RecordType::Lost)) {
        std::uint64_t lost = 0;
        jr::Unpacker unpack(record.payload);
        unpack.take(lost);
        out += ": " + std::to_string(lost) + " records found no room before this one";
    }
    return out;
}

std::optional<ClientOrderId> parse_order_id(const std::string& text) {
    std::uint32_t epoch = 0;
    std::uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, epoch);
    if (first.ec == std::errc{} && first.ptr != end && *first.ptr == '-') {
        const auto second = std::from_chars(first.ptr + 1, end, number);
        if (second.ec == std::errc{} && second.ptr == end && epoch > 0 && number > 0) {
            return make_client_order_id(epoch, number);
        }
    }
    if (text.size() == deribit::kLabelSize) {
        const auto tag = deribit::AccountTag::make(text.substr(2, deribit::kAccountTagSize));
        const ClientOrderId id = tag ? deribit::parse_label(*tag, text) : ClientOrderId{};
        return id.ours() ? std::optional<ClientOrderId>{id} : std::nullopt;
    }
    return std::nullopt;
}

std::optional<WallTime> parse_time(const std::string& text) {
    std::tm parts{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &parts);
    if (rest == nullptr) {
        return std::nullopt;
    }
    double fraction = 0.0;
    if (*rest == '.') {
        const auto read = std::from_chars(rest, text.c_str() + text.size(), fraction);
        rest = read.ec == std::errc{} ? read.ptr : rest;
    }
    if (*rest != '\0') {
        return std::nullopt;
    }
    return WallTime{static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000'000 +
                    static_cast<std::int64_t>(fraction * 1e9)};
}

int explain_order(const std::string& place, ClientOrderId id) {
    auto run = find_run(place, id.epoch());
    if (!run) {
        return refuse(run.error());
    }
    jr::RunReader reader(std::move(run.value()));
    RecordText text(id.epoch());
    LastKnown known;
    std::optional<Instant> decided;
    jr::Record record;
    while (reader.next(record)) {
        const std::string words = text.of(record);
        if (const auto event = jr::event_of(record)) {
            known.learn(*event, words, record.at);
        }
        if (order_of(record) != id) {
            continue;
        }
        if (!decided) {
            decided = record.at;
            std::printf("order %s, %s UTC, record %llu\n", jr::text_of(id).c_str(),
                        jr::text_of(record.real).c_str(),
                        static_cast<unsigned long long>(record.sequence));
            known.print(instrument_of(record), record.at);
        }
        std::printf("  %11s ms  %s\n",
                    ("+" + fixed((record.at - *decided).seconds() * 1e3, 3)).c_str(),
                    words.c_str());
    }
    if (!decided) {
        return refuse("order " + jr::text_of(id) + " is not in the journal of epoch " +
                      std::to_string(id.epoch()) +
                      (reader.fault().empty() ? "" : "; " + reader.fault()));
    }
    return kExitOk;
}

int explain_silence(const std::string& place, WallTime at) {
    auto runs = find_runs(place);
    if (!runs) {
        return refuse(runs.error());
    }
    // The run that was going on then is the last one that had begun.
    std::optional<jr::RunFiles> run;
    for (jr::RunFiles& one : runs.value()) {
        jr::RunReader reader(one);
        jr::Record first;
        if (reader.next(first) && first.real <= at) {
            run = std::move(one);
        }
    }
    if (!run) {
        return refuse("no run had begun at " + jr::text_of(at) + " UTC");
    }
    jr::RunReader reader(std::move(*run));
    auto then = runtime::view_at(reader, at);
    if (!then) {
        return refuse(then.error());
    }
    const runtime::RunView& found = *then.value();
    const config::Config& config = found.run.config;
    ops::Identity identity;
    identity.version = found.run.version;
    identity.account = config.account;
    identity.config_file = found.run.config_file;
    identity.config_hash = config::hash_text(config::config_hash(config));
    identity.speed = config.engine.market_speed;
    ops::Picture picture;
    picture.identity = &identity;
    picture.view = &found.view;
    std::printf("epoch %u, as it was at %s UTC (last input %s)\n\n%s\n%s", reader.files().epoch,
                jr::text_of(at).c_str(), jr::text_of(found.last).c_str(),
                ops::why_text(picture).c_str(), ops::orders_text(picture).c_str());
    return kExitOk;
}

}  // namespace hedged::app
