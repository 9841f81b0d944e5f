// SPDX-License-Identifier: Apache-2.0
#include "app/journal_command.hpp"

#include "hedged/ops/text_table.hpp"
#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/journal/text.hpp"

#include "app/command_line.hpp"
#include "app/journal_explain.hpp"
#include "app/journal_runs.hpp"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace hedged::app {

namespace {

namespace jr = runtime::journal;

constexpr const char* kUsage =
    R"(hedged journal: what the daemon took in, what it did and why

  hedged journal verify PLACE               every run: records, orders, how it ended
  hedged journal show PLACE [options]       one run's records
      --epoch N      of this start; without it the last
      --all          also market data, timers and ends of batches
      --only WORDS   only these kinds, such as place-order,fill,note
      --last N       only the last N lines
  hedged journal explain ID PLACE           why this order was sent and what became of it
  hedged journal explain PLACE --at TIME    why nothing was sent then ("2026-11-21 08:00:05")

PLACE is a configuration, a state folder or a journal's folder. ID is EPOCH-NUMBER, such as 12-5, or
the order's label.
)";

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedged journal: %s\n\n%s", fault.c_str(), kUsage);
    return kExitUsage;
}

int refuse(const std::string& fault) {
    std::fprintf(stderr, "hedged journal: %s\n", fault.c_str());
    return kExitFailed;
}

// What happens all the time and explains nothing by itself.
bool is_routine(const std::string& type) {
    constexpr std::string_view kRoutine[] = {
        "quote",   "ticker",           "mark-vol",         "index-price",
        "timer",   "batch-end",        "clock-sync",       "checkpoint",
        "carry",   "instrument",       "snapshot-mark",    "position",
        "account", "watch-instrument", "request-snapshot", "segment-end"};
    return std::find(std::begin(kRoutine), std::end(kRoutine), type) != std::end(kRoutine);
}

bool named(const std::string& list, const std::string& type) {
    std::size_t at = 0;
    while (at <= list.size()) {
        const auto end = std::min(list.find(',', at), list.size());
        if (std::string_view(list).substr(at, end - at) == type) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

std::string end_text(jr::End end) {
    switch (end) {
        case jr::End::Stopped:
            return "stopped, nothing open";
        case jr::End::Open:
            return "died or still running";
        case jr::End::Torn:
            return "torn tail, prefix good";
        case jr::End::Damaged:
            return "DAMAGED";
        case jr::End::Segment:
        case jr::End::None:
            break;
    }
    return "not read";
}

struct Totals {
    std::uint64_t records = 0;
    std::uint64_t orders = 0;
    std::uint64_t fills = 0;  // each trade once
    std::set<std::pair<std::string, std::string>> trades;
    std::uint64_t lost = 0;
    WallTime first;
    WallTime last;
};

// An exchange may tell one trade several times; an order has a trade's name once.
bool is_first_told(const jr::Record& record, Totals& totals) {
    const auto event = jr::event_of(record);
    const auto* fill = event ? std::get_if<Fill>(&*event) : nullptr;
    return fill != nullptr &&
           totals.trades
               .insert({std::string(fill->venue_id.view()), std::string(fill->trade_id.view())})
               .second;
}

void count(const jr::Record& record, Totals& totals) {
    if (totals.records++ == 0) {
        totals.first = record.real;
    }
    totals.last = record.real;
    const std::string type = jr::type_name(record);
    totals.orders += type == "place-order" ? 1U : 0U;
    totals.fills += type == "fill" && is_first_told(record, totals) ? 1U : 0U;
    totals.lost += type == "lost" ? 1U : 0U;
}

int verify(const std::string& place) {
    auto runs = find_runs(place);
    if (!runs) {
        return refuse(runs.error());
    }
    ops::TextTable table({{"epoch", ops::Align::Right},
                          {"segments", ops::Align::Right},
                          {"records", ops::Align::Right},
                          {"orders", ops::Align::Right},
                          {"fills", ops::Align::Right},
                          {"from"},
                          {"to"},
                          {"end"}});
    bool good = true;
    std::string faults;
    for (const jr::RunFiles& run : runs.value()) {
        jr::RunReader reader(run);
        jr::Record record;
        Totals totals;
        while (reader.next(record)) {
            count(record, totals);
        }
        good = good && reader.end() != jr::End::Damaged && totals.lost == 0;
        faults += reader.fault().empty() ? "" : reader.fault() + "\n";
        table.row({std::to_string(run.epoch), std::to_string(run.segments.size()),
                   std::to_string(totals.records), std::to_string(totals.orders),
                   std::to_string(totals.fills), jr::text_of(totals.first),
                   jr::text_of(totals.last),
                   end_text(reader.end()) + (totals.lost > 0 ? ", records LOST inside" : "")});
    }
    std::fputs(table.text().c_str(), stdout);
    std::fputs(faults.c_str(), stderr);
    return good ? kExitOk : kExitFailed;
}

int show(CommandLine& line) {
    const auto epoch = line.has("--epoch")
                           ? std::optional<std::uint32_t>{static_cast<std::uint32_t>(
                                 line.integer("--epoch", 0, 1, 2'000'000))}
                           : std::nullopt;
    const std::int64_t last = line.integer("--last", 0, 1, 1'000'000'000);
    if (!line.fault().empty()) {
        return usage(line.fault());
    }
    auto run = find_run(line.others()[1], epoch);
    if (!run) {
        return refuse(run.error());
    }
    const std::string only = line.text("--only");
    const bool all = line.has("--all");
    jr::RunReader reader(std::move(run.value()));
    jr::Record record;
    RecordText text(reader.files().epoch);
    std::deque<std::string> tail;
    while (reader.next(record)) {
        const std::string type = jr::type_name(record);
        std::string words = text.of(record);  // always: it learns names
        if (only.empty() ? !all && is_routine(type) : !named(only, type)) {
            continue;
        }
        std::string out = std::to_string(record.sequence) + "  " + jr::text_of(record.real) + "  " +
                          std::move(words);
        if (!line.has("--last")) {
            std::puts(out.c_str());
            continue;
        }
        tail.push_back(std::move(out));
        if (tail.size() > static_cast<std::size_t>(last)) {
            tail.pop_front();
        }
    }
    for (const std::string& out : tail) {
        std::puts(out.c_str());
    }
    std::fprintf(stderr, "epoch %u: %s%s%s\n", reader.files().epoch, end_text(reader.end()).c_str(),
                 reader.fault().empty() ? "" : ": ", reader.fault().c_str());
    return reader.end() == jr::End::Damaged ? kExitFailed : kExitOk;
}

int explain(CommandLine& line) {
    const auto& words = line.others();
    if (line.has("--at") == (words.size() == 3)) {
        return usage("explain takes an order's ID, or --at TIME");
    }
    if (line.has("--at")) {
        const auto at = parse_time(line.text("--at"));
        if (!at) {
            return usage("--at takes a time in UTC such as \"2026-11-21 08:00:05\"");
        }
        return explain_silence(words[1], *at);
    }
    // In either order: a folder may be called as an order is, so the words before go first.
    for (const auto& [id_word, place] : {std::pair{words[1], words[2]}, {words[2], words[1]}}) {
        if (const auto id = parse_order_id(id_word)) {
            return explain_order(place, *id);
        }
    }
    return usage("neither '" + words[1] + "' nor '" + words[2] +
                 "' is an order id: it is EPOCH-NUMBER, such as 12-5, or a label of ours");
}

}  // namespace

int run_journal(const std::vector<std::string>& words) {
    if (asks_for_help(words)) {
        std::fputs(kUsage, stdout);
        return kExitOk;
    }
    CommandLine line(words, {{"--epoch"}, {"--all", false}, {"--only"}, {"--last"}, {"--at"}});
    const auto& others = line.others();
    if (!line.fault().empty() || others.size() < 2) {
        return usage(line.fault().empty() ? "it needs a verb and a place" : line.fault());
    }
    if (others[0] == "verify" && others.size() == 2) {
        return verify(others[1]);
    }
    if (others[0] == "show" && others.size() == 2) {
        return show(line);
    }
    if (others[0] == "explain") {
        return explain(line);
    }
    return usage("unknown or wrongly used: " + others[0]);
}

}  // namespace hedged::app
