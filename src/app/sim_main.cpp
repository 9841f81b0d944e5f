// SPDX-License-Identifier: Apache-2.0
// hedged-sim: the daemon against the simulated exchange in virtual time, by seed.
#include "hedged/simulator/swarm.hpp"

#include "app/command_line.hpp"

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace {

using namespace hedged;
using app::CommandLine;

constexpr const char* kHelp =
    R"(hedged-sim: the hedging daemon against the simulated exchange, in virtual time and with faults

  --seed N          the first seed (default 1); a seed alone shows its options first
  --seeds COUNT     how many seeds from there on (default 1)
  --minutes M       simulated minutes with faults; one quiet minute follows (default 60)
  --hours H         the same in hours
  --events-max M    end each run after so many events
  --trace           print every event (one seed)
  --only FAULT      this fault alone, often
  --jobs J          worker processes (default 1)
  --histogram       at the end, every kind of fault and the pairs that never met
  --canary NAME     with this bug planted; the run must find it
  --open FILE       findings that are known and not yet resolved: lines "SEED RULE SENTENCE"
  --twice           every seed twice: the same hash is expected
  --replay FOLDER   recorded chains that one seed in three starts from;
                    "none": only markets made from the seed
                    (default config/replay/deribit_btc_202602)

Exit code 0: nothing found. 1: a rule was broken. 64: wrong usage.
)";

constexpr const char* kReplayFolder = "config/replay/deribit_btc_202602";

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedged-sim: %s\n\n%s", fault.c_str(), kHelp);
    return app::kExitUsage;
}

// Not empty: what is wrong.
std::string read_open(const std::string& path, simulator::SwarmRequest& out) {
    std::ifstream file(path);
    if (!file) {
        return path + ": cannot be read";
    }
    std::string text;
    for (int number = 1; std::getline(file, text); ++number) {
        std::istringstream words(text);
        std::uint64_t seed = 0;
        int rule = 0;
        if (text.empty()) {
            continue;
        }
        if (!(words >> seed >> rule)) {
            return path + ":" + std::to_string(number) + ": is not SEED RULE SENTENCE";
        }
        out.open[seed] = "rule " + std::to_string(rule);
    }
    return {};
}

std::string read_names(const CommandLine& line, simulator::SwarmRequest& out) {
    if (line.has("--only")) {
        out.only = simulator::fault_named(line.text("--only"));
        if (!out.only) {
            return "there is no fault '" + line.text("--only") + "'; --histogram lists them";
        }
    }
    if (line.has("--canary")) {
        const auto* const planted = auditor::find_canary(line.text("--canary"));
        if (planted == nullptr) {
            std::string known;
            for (const auditor::CanaryRow& row : auditor::canaries()) {
                known += "\n  " + std::string(row.name);
            }
            return "there is no canary '" + line.text("--canary") + "'; there are:" + known;
        }
        out.canary = planted->canary;
    }
    if (line.has("--open")) {
        if (std::string fault = read_open(line.text("--open"), out); !fault.empty()) {
            return fault;
        }
    }
    const std::string folder = line.text("--replay", kReplayFolder);
    if (folder != "none") {
        auto chains = exchange::read_chain_folder(folder);
        if (!chains || chains.value().empty()) {
            return folder + ": " + (chains ? "holds no recorded chains" : chains.error()) +
                   "; name another folder with --replay, or --replay none";
        }
        out.recorded = std::make_shared<const exchange::ChainHistory>(std::move(chains.value()));
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line(app::words_of(argc, argv, 1), {{"--seed"},
                                                    {"--seeds"},
                                                    {"--minutes"},
                                                    {"--hours"},
                                                    {"--events-max"},
                                                    {"--trace", false},
                                                    {"--only"},
                                                    {"--jobs"},
                                                    {"--histogram", false},
                                                    {"--canary"},
                                                    {"--twice", false},
                                                    {"--replay"},
                                                    {"--open"},
                                                    {"--help", false}});
    if (line.has("--help")) {
        std::fputs(kHelp, stdout);
        return app::kExitOk;
    }
    simulator::SwarmRequest request;
    request.first_seed = static_cast<std::uint64_t>(line.integer("--seed", 1, 0, INT64_MAX / 2));
    request.seeds = static_cast<std::uint64_t>(line.integer("--seeds", 1, 1, 1'000'000'000));
    const std::int64_t minutes = line.integer("--minutes", 60, 1, 60 * 24 * 30);
    request.faulty = seconds(60 * line.integer("--hours", 1, 1, 24 * 30) *
                             (line.has("--hours") ? 60 : 1) * (line.has("--hours") ? 1 : minutes));
    request.events_max =
        static_cast<std::uint64_t>(line.integer("--events-max", 0, 0, INT64_MAX / 2));
    request.jobs = static_cast<unsigned>(line.integer("--jobs", 1, 1, 256));
    request.trace = line.has("--trace");
    request.twice = line.has("--twice");
    request.show_options = request.seeds == 1;
    if (!line.fault().empty() || !line.others().empty()) {
        return usage(line.fault().empty() ? "'" + line.others().front() + "' is no option"
                                          : line.fault());
    }
    if (const std::string fault = read_names(line, request); !fault.empty()) {
        return usage(fault);
    }
    const simulator::SwarmReport report = simulator::run_swarm(request);
    std::fputs(simulator::summary_text(report).c_str(), stdout);
    if (line.has("--histogram")) {
        std::fputs(simulator::histogram_text(report.faults).c_str(), stdout);
    }
    return report.runs_with_findings == 0 ? app::kExitOk : app::kExitFailed;
}
