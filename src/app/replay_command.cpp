// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/load.hpp"
#include "hedged/config/override.hpp"
#include "hedged/ops/text_table.hpp"
#include "hedged/runtime/alternate.hpp"
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/journal/text.hpp"
#include "hedged/runtime/replay.hpp"

#include "app/command_line.hpp"
#include "app/journal_command.hpp"
#include "app/journal_runs.hpp"
#include "app/version.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace hedged::app {

namespace {

namespace jr = runtime::journal;

constexpr const char* kUsage =
    R"(hedged replay: would the same engine do the same again?

  hedged replay PLACE [--epoch N]
  hedged replay PLACE [--epoch N] --set KEY=VALUE[,KEY=VALUE...]

Feeds the inputs of a run's journal to a fresh engine and compares every action and every recorded
state. PLACE is a configuration, a state folder or a journal's folder; without --epoch its last run.
With --set, such as underlyings.BTC.band.upper_coins=0.3, the recorded day and the day as it would
have been under the changed configuration, side by side: the market as recorded, orders met by the
recorded quotes after the recorded run's own delay, no price moved by them.
Exit code 0: the same throughout; 1: a difference, shown with the first event that led to it.
)";

std::string profit(const UnderlyingView& coin, bool hedged) {
    const ProfitView& of = coin.profit;
    if (!of.measured) {
        return "-";
    }
    const double value = (hedged ? of.hedged : of.unhedged).value();
    return ops::signed_number(value, of.in_usd ? 2 : 6) + (of.in_usd ? " USD" : " coins");
}

void print_list(const char* title, const std::vector<std::string>& lines) {
    std::printf("%s\n", title);
    for (const std::string& line : lines) {
        std::printf("    %s\n", line.c_str());
    }
    if (lines.empty()) {
        std::puts("    nothing");
    }
}

void print(const runtime::ReplayResult& result, double seconds) {
    const double hours = (result.last - result.first).seconds() / 3600.0;
    std::printf(
        "%llu inputs, %llu actions (%llu orders), %llu states compared; %.2f hours in "
        "%.2f s\n",
        static_cast<unsigned long long>(result.inputs),
        static_cast<unsigned long long>(result.actions),
        static_cast<unsigned long long>(result.orders),
        static_cast<unsigned long long>(result.checkpoints), hours, seconds);
    if (!result.fault.empty()) {
        std::printf("the journal ends there: %s\n", result.fault.c_str());
    }
    if (result.lost > 0) {
        std::printf("%llu records are missing at this point; what follows cannot be replayed\n",
                    static_cast<unsigned long long>(result.lost));
    }
    if (result.difference) {
        const runtime::ReplayDifference& found = *result.difference;
        std::printf("DIFFERENT after record %llu, %s UTC:\n    %s\n",
                    static_cast<unsigned long long>(found.sequence),
                    jr::text_of(found.real).c_str(), found.event.c_str());
        print_list("  recorded", found.recorded);
        print_list("  replayed", found.replayed);
        if (result.run.version != kVersion) {
            std::printf("the journal was written by hedged %s, this is %s\n",
                        result.run.version.c_str(), kVersion);
        }
    } else if (result.same()) {
        std::puts("the same throughout");
    }
}

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedged replay: %s\n\n%s", fault.c_str(), kUsage);
    return kExitUsage;
}

std::string count_text(std::uint64_t count) {
    return std::to_string(count);
}

void print_days(const runtime::AlternateDay& day, const std::string& changes) {
    std::printf("%s\norders meet the recorded quotes %s later; %llu inputs\n", changes.c_str(),
                ops::short_time(day.latency.seconds()).c_str(),
                static_cast<unsigned long long>(day.inputs));
    ops::TextTable table({{""}, {"recorded", ops::Align::Right}, {"alternate", ops::Align::Right}});
    const auto row = [&](const char* name, const auto& text) {
        table.row({name, text(day.recorded), text(day.alternate)});
    };
    row("orders sent", [](const EngineView& v) { return count_text(v.counters.orders_sent); });
    row("orders filled", [](const EngineView& v) { return count_text(v.counters.orders_filled); });
    row("risk denials", [](const EngineView& v) { return count_text(v.counters.risk_denials); });
    for (std::uint32_t i = 0; i < day.recorded.underlying_count; ++i) {
        const auto coin = [i](const EngineView& v) -> const UnderlyingView& {
            return v.underlyings.at(i);
        };
        table.row({std::string(coin(day.recorded).name.view())});
        row("  turned over, coins",
            [&](const EngineView& v) { return ops::plain_number(coin(v).hedged_coins, 3); });
        row("  fees, coins",
            [&](const EngineView& v) { return ops::plain_number(coin(v).fees_coins, 6); });
        row("  slippage, USD",
            [&](const EngineView& v) { return ops::signed_number(coin(v).slippage_usd, 2); });
        row("  time outside the band, s", [&](const EngineView& v) {
            return ops::plain_number(coin(v).outside_band_seconds, 3);
        });
        row("  farthest outside, coins",
            [&](const EngineView& v) { return ops::plain_number(coin(v).max_outside_coins, 4); });
        row("  P&L hedged", [&](const EngineView& v) { return profit(coin(v), true); });
        row("  P&L unhedged", [&](const EngineView& v) { return profit(coin(v), false); });
        row("  delta at the end",
            [&](const EngineView& v) { return ops::signed_number(coin(v).delta.value(), 4); });
    }
    std::fputs(table.text().c_str(), stdout);
}

// The recorded configuration with the changes, checked like any file.
Result<config::Config, std::string> changed_config(const runtime::RunRecord& run,
                                                   const std::vector<config::Override>& changes,
                                                   std::string& described) {
    std::string yaml = config::effective_yaml(run.config);
    for (const config::Override& change : changes) {
        auto text = config::apply_override(yaml, change);
        if (!text) {
            return text.error();
        }
        yaml = text.value().yaml;
        described += change.path + ": " + text.value().before + " -> " + change.value + "\n";
    }
    auto config = config::load_text(yaml, "changed configuration");
    if (!config) {
        return config::to_string(config.error());
    }
    config::Config out = std::move(config.value());
    runtime::take_over_start(run.config.engine, out.engine);
    return out;
}

int run_alternate(const jr::RunFiles& run, const std::vector<config::Override>& changes) {
    jr::RunReader first_pass(run);
    const Duration latency = runtime::median_answer(first_pass);
    jr::RunReader reader(run);
    std::string described;
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const auto day = runtime::alternate_day(
        reader, latency == Duration{} ? milliseconds(2) : latency,
        [&](const runtime::RunRecord& recorded) {
            return changed_config(recorded, changes, described);
        },
        [&](std::uint64_t inputs) {
            if (terminal) {
                std::fprintf(stderr, "\r%llu inputs", static_cast<unsigned long long>(inputs));
            }
        });
    if (!day) {
        std::fprintf(stderr, "hedged replay: %s\n", day.error().c_str());
        return kExitFailed;
    }
    print_days(*day.value(), described);
    return kExitOk;
}

Result<std::vector<config::Override>, std::string> parse_changes(const std::string& text) {
    std::vector<config::Override> out;
    std::size_t at = 0;
    while (at <= text.size()) {
        const auto end = std::min(text.find(',', at), text.size());
        auto change = config::parse_override(std::string_view(text).substr(at, end - at));
        if (!change) {
            return change.error();
        }
        out.push_back(std::move(change.value()));
        at = end + 1;
    }
    return out;
}

}  // namespace

int run_replay(const std::vector<std::string>& words) {
    if (asks_for_help(words)) {
        std::fputs(kUsage, stdout);
        return kExitOk;
    }
    CommandLine line(words, {{"--epoch"}, {"--set"}});
    std::optional<std::uint32_t> epoch;
    if (line.has("--epoch")) {
        epoch = static_cast<std::uint32_t>(line.integer("--epoch", 0, 1, 2'000'000));
    }
    if (!line.fault().empty() || line.others().size() != 1) {
        return usage(line.fault().empty() ? "it needs one place" : line.fault());
    }
    auto run = find_run(line.others()[0], epoch);
    if (!run) {
        std::fprintf(stderr, "hedged replay: %s\n", run.error().c_str());
        return kExitFailed;
    }
    if (line.has("--set")) {
        auto changes = parse_changes(line.text("--set"));
        return changes ? run_alternate(run.value(), changes.value()) : usage(changes.error());
    }
    jr::RunReader reader(std::move(run.value()));
    const Instant start = runtime::monotonic_now();
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    const auto result = runtime::replay(reader, [&](std::uint64_t inputs) {
        if (terminal) {
            std::fprintf(stderr, "\r%llu inputs", static_cast<unsigned long long>(inputs));
        }
    });
    if (terminal) {
        std::fputs("\r", stderr);
    }
    if (!result) {
        std::fprintf(stderr, "hedged replay: %s\n", result.error().c_str());
        return kExitFailed;
    }
    print(result.value(), (runtime::monotonic_now() - start).seconds());
    const bool good = result.value().same() && result.value().end != jr::End::Damaged;
    return good ? kExitOk : kExitFailed;
}

}  // namespace hedged::app
