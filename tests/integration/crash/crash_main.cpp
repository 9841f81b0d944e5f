// SPDX-License-Identifier: Apache-2.0
// crash_run: several pairs of daemon and exchange side by side, until so many daemons were killed.
// Usage: crash_run [KILLS [PAIRS [SEED]]]    exit code 0: nothing was found
#include "integration/crash/campaign.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

namespace {

using hedged::crash::Campaign;
using hedged::crash::Outcome;

constexpr int kKillsOfACampaign = 20;

void add(Outcome& sum, const Outcome& one) {
    sum.kills += one.kills;
    sum.clean_stops += one.clean_stops;
    sum.wire_cuts += one.wire_cuts;
    sum.orders += one.orders;
    sum.orders_after_death += one.orders_after_death;
    sum.recoveries += one.recoveries;
    sum.recovery_seconds += one.recovery_seconds;
    sum.slowest_recovery_seconds =
        std::max(sum.slowest_recovery_seconds, one.slowest_recovery_seconds);
    sum.faults.insert(sum.faults.end(), one.faults.begin(), one.faults.end());
}

class Totals {
public:
    explicit Totals(int pairs) : running_(static_cast<std::size_t>(pairs)) {}

    void follow(std::size_t pair, const Outcome& so_far) {
        const std::lock_guard<std::mutex> lock(mutex_);
        running_[pair] = so_far;
    }
    void end(std::size_t pair, const Outcome& one) {
        const std::lock_guard<std::mutex> lock(mutex_);
        running_[pair] = Outcome{};
        ++campaigns_;
        add(ended_, one);
        for (const std::string& fault : one.faults) {
            std::printf("FAULT %s\n", fault.c_str());
        }
        std::fflush(stdout);
    }
    [[nodiscard]] Outcome sum() {
        const std::lock_guard<std::mutex> lock(mutex_);
        Outcome out = ended_;
        for (const Outcome& one : running_) {
            add(out, one);
        }
        return out;
    }
    [[nodiscard]] int campaigns() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return campaigns_;
    }

private:
    std::mutex mutex_;
    Outcome ended_;
    std::vector<Outcome> running_;
    int campaigns_ = 0;
};

void work(Totals& totals, std::size_t pair, int kills, std::atomic<std::uint64_t>& seed) {
    for (int left = kills; left > 0; left = kills - totals.sum().kills) {
        const std::uint64_t mine = seed.fetch_add(1);
        Outcome outcome;
        try {
            outcome =
                Campaign(mine).run(std::min(kKillsOfACampaign, left),
                                   [&](const Outcome& so_far) { totals.follow(pair, so_far); });
        } catch (const std::exception& error) {
            outcome.faults.push_back("seed " + std::to_string(mine) + ": " + error.what());
        }
        totals.end(pair, outcome);
    }
}

int argument(int argc, char** argv, int place, int otherwise) {
    const int value = argc > place ? std::atoi(argv[place]) : otherwise;
    return value > 0 ? value : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const int kills = argument(argc, argv, 1, 500);
    const int pairs = argument(argc, argv, 2, 4);
    std::atomic<std::uint64_t> seed{static_cast<std::uint64_t>(argument(argc, argv, 3, 1'000))};
    Totals totals(pairs);
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    std::atomic<int> working{pairs};
    std::vector<std::thread> workers;
    for (int i = 0; i < pairs; ++i) {
        workers.emplace_back([&, i] {
            work(totals, static_cast<std::size_t>(i), kills, seed);
            --working;
        });
    }
    double said = 0.0;
    while (working.load() > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (elapsed() >= said + 10.0) {
            said = elapsed();
            const Outcome now = totals.sum();
            std::printf("%5.0f s  kills %d  orders %d  faults %zu  slowest recovery %.1f s\n", said,
                        now.kills, now.orders, now.faults.size(), now.slowest_recovery_seconds);
            std::fflush(stdout);
        }
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    const Outcome sum = totals.sum();
    std::printf(
        "\n%d kills in %.0f s over %d campaigns, each from an empty state\n"
        "%d orders on the exchange's record, %d of them from daemons that were dead by then\n"
        "%d starts came to trade, in %.1f s on average, %.1f s at most; %d stops came first; "
        "%d cut connections\n"
        "%zu faults (a need hedged twice, a label or an epoch repeated, an order of an earlier run "
        "alive,\n         a position that differs, a daemon that does not come back)\n",
        sum.kills, elapsed(), totals.campaigns(), sum.orders, sum.orders_after_death,
        sum.recoveries, sum.recoveries > 0 ? sum.recovery_seconds / sum.recoveries : 0.0,
        sum.slowest_recovery_seconds, sum.clean_stops, sum.wire_cuts, sum.faults.size());
    return sum.faults.empty() ? 0 : 1;
}
