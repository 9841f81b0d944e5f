// SPDX-License-Identifier: Apache-2.0
// A race over loopback: the daemon beside two yardsticks, one after another in turns, each against
// the same exchange and with a core of its own.
//   peers_bench [--rate TICKS_A_SECOND] [--ticks N] [--repeats N] [--options N] [--clients a,b,c]
// --rate 0 sends the next tick as soon as the last was answered. Clients: hedged, hedged_cold,
// hedged_two, beast, raw. Prints each round, then medians over the rounds and their ratios.
#include "perf/peers/tick_server.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sched.h>
#include <spawn.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace hedged::perf {

namespace {

struct Options {
    RoundPlan plan;
    std::size_t repeats = 5;
    std::vector<std::string> clients{"hedged", "beast", "raw"};
};

// What one client did in one round; microseconds.
struct Round {
    RoundResult wire;
    std::array<double, 3> decide{};
    std::array<double, 3> write{};
    double memory_mib = 0.0;
    double steal_percent = 0.0;
};

struct ProcessorTime {
    double all = 0.0;
    double stolen = 0.0;
};

ProcessorTime processor_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    file >> word;
    ProcessorTime out;
    double value = 0.0;
    for (int column = 0; column < 8 && file >> value; ++column) {
        out.all += value;
        out.stolen = column == 7 ? value : out.stolen;
    }
    return out;
}

std::vector<std::string> command_of(const std::string& client, const std::string& folder,
                                    std::uint16_t port) {
    const std::string number = std::to_string(port);
    if (client == "hedged_cold") {
        return {folder + "/hedged_client", number, "spin", "cold"};
    }
    if (client == "hedged_two") {
        return {folder + "/hedged_client", number, "spin", "two"};
    }
    if (client == "hedged_block") {
        return {folder + "/hedged_client", number, "block"};
    }
    return {folder + "/" + client + "_client", number};
}

struct Child {
    pid_t process = -1;
    int output = -1;
};

Child start(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return {};
    }
    posix_spawn_file_actions_t actions;
    (void)::posix_spawn_file_actions_init(&actions);
    (void)::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    (void)::posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::vector<char*> words;
    for (const std::string& word : command) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): exec keeps its hands off them
        words.push_back(const_cast<char*>(word.c_str()));
    }
    words.push_back(nullptr);
    Child out;
    if (::posix_spawn(&out.process, words[0], &actions, nullptr, words.data(), environ) != 0) {
        std::fprintf(stderr, "cannot start %s\n", words[0]);
        std::exit(1);
    }
    (void)::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out.output = ends[0];
    return out;
}

std::string finish(const Child& child) {
    (void)::kill(child.process, SIGTERM);
    std::string text;
    std::array<char, 512> part{};
    for (ssize_t size = 0; (size = ::read(child.output, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(size));
    }
    ::close(child.output);
    int status = 0;
    (void)::waitpid(child.process, &status, 0);
    return text;
}

Round race(TickServer& server, const Options& options, const std::string& client,
           const std::string& folder) {
    Round out;
    const ProcessorTime before = processor_time();
    const Child child = start(command_of(client, folder, server.port()));
    out.wire = server.serve(options.plan);
    const std::string said = finish(child);
    const ProcessorTime after = processor_time();
    out.steal_percent = 100.0 * (after.stolen - before.stolen) / (after.all - before.all);
    std::size_t samples = 0;
    double kib = 0.0;
    if (std::sscanf(said.c_str(), "decide %lf %lf %lf write %lf %lf %lf samples %zu memory %lf",
                    out.decide.data(), &out.decide[1], &out.decide[2], out.write.data(),
                    &out.write[1], &out.write[2], &samples, &kib) != 8) {
        out.wire.failed = true;
    }
    out.memory_mib = kib / 1024.0;
    return out;
}

void print_round(const std::string& client, const Round& round) {
    std::printf(
        "%-12s wire %7.1f %7.1f %8.1f  decide %6.2f %6.2f %7.2f  write %6.1f %6.1f  "
        "answered %zu/%zu  %.0f ticks/s  steal %.1f %%%s\n",
        client.c_str(), round.wire.p50_us, round.wire.p99_us, round.wire.p999_us, round.decide[0],
        round.decide[1], round.decide[2], round.write[0], round.write[1], round.wire.answered,
        round.wire.ticks, round.wire.ticks_per_second, round.steal_percent,
        round.wire.failed ? "  FAILED" : "");
    std::fflush(stdout);
}

template <class Field>
double median(const std::vector<Round>& rounds, Field field) {
    std::vector<double> values;
    for (const Round& round : rounds) {
        values.push_back(field(round));
    }
    std::sort(values.begin(), values.end());
    return values.empty() ? 0.0 : values[values.size() / 2];
}

using Column = double (*)(const Round&);
struct Named {
    const char* name;
    Column column;
};
constexpr std::array<Named, 11> kColumns{{
    {"wire p50", [](const Round& r) { return r.wire.p50_us; }},
    {"wire p99", [](const Round& r) { return r.wire.p99_us; }},
    {"wire p99.9", [](const Round& r) { return r.wire.p999_us; }},
    {"decide p50", [](const Round& r) { return r.decide[0]; }},
    {"decide p99", [](const Round& r) { return r.decide[1]; }},
    {"decide p99.9", [](const Round& r) { return r.decide[2]; }},
    {"write p50", [](const Round& r) { return r.write[0]; }},
    {"write p99", [](const Round& r) { return r.write[1]; }},
    {"ticks/s", [](const Round& r) { return r.wire.ticks_per_second; }},
    {"start ms", [](const Round& r) { return r.wire.to_subscribe_ms; }},
    {"memory MiB", [](const Round& r) { return r.memory_mib; }},
}};

void print_summary(const Options& options,
                   const std::map<std::string, std::vector<Round>>& rounds) {
    std::printf(
        "\nmedians of %zu rounds; us unless said; in brackets the first client against "
        "this one\n%-14s",
        options.repeats, "");
    for (const std::string& client : options.clients) {
        std::printf(" %20s", client.c_str());
    }
    std::printf("\n");
    for (const Named& row : kColumns) {
        std::printf("%-14s", row.name);
        const double first = median(rounds.at(options.clients.front()), row.column);
        for (const std::string& client : options.clients) {
            const double value = median(rounds.at(client), row.column);
            std::printf(" %12.2f (%5.2f)", value, value > 0.0 ? first / value : 0.0);
        }
        std::printf("\n");
    }
}

Options parse(int count, char** words) {
    Options out;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        const std::string value = words[i + 1];
        if (name == "--rate") {
            out.plan.ticks_per_second = std::stod(value);
        } else if (name == "--ticks") {
            out.plan.ticks = std::stoul(value);
        } else if (name == "--repeats") {
            out.repeats = std::stoul(value);
        } else if (name == "--options") {
            out.plan.options = std::stoul(value);
        } else if (name == "--clients") {
            out.clients.clear();
            for (std::size_t from = 0; from < value.size();) {
                const std::size_t comma = std::min(value.find(',', from), value.size());
                out.clients.push_back(value.substr(from, comma - from));
                from = comma + 1;
            }
        } else {
            std::fprintf(stderr, "unknown option %s\n", name.c_str());
            std::exit(64);
        }
    }
    out.plan.warm_up = std::max<std::size_t>(20, out.plan.ticks / 10);
    return out;
}

}  // namespace

int run(int count, char** words) {
    const Options options = parse(count, words);
    const std::string folder =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    (void)::sched_setaffinity(0, sizeof cores, &cores);
    if (::setpriority(PRIO_PROCESS, 0, -20) != 0) {
        std::printf("ordinary priority: run as root for nice -20\n");
    }
    TickServer server;
    std::map<std::string, std::vector<Round>> rounds;
    for (std::size_t repeat = 0; repeat < options.repeats; ++repeat) {
        for (const std::string& client : options.clients) {
            const Round round = race(server, options, client, folder);
            print_round(client, round);
            rounds[client].push_back(round);
        }
    }
    print_summary(options, rounds);
    return 0;
}

}  // namespace hedged::perf

int main(int count, char** words) {
    return hedged::perf::run(count, words);
}
