// SPDX-License-Identifier: Apache-2.0
#include "integration/crash/campaign.hpp"

#include "hedged/ops/control_client.hpp"

#include "support/json_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <map>
#include <set>
#include <thread>

namespace hedged::crash {

namespace {

using support::Patience;

constexpr int kSpeed = 30;     // half a minute of market in a second: it hardly moves
constexpr double kBand = 0.3;  // coins each way
// Coins: half of the smallest order, for none is sent inside the band. Two views of one delta and
// the market on its way there and back stay far below.
constexpr double kTolerance = 0.15;
constexpr double kDeltaSlack = 0.05;  // between two views of one delta
constexpr Patience kPatience{60'000};
constexpr std::array<const char*, 6> kNames{"at its start",  "at login",
                                            "while trading", "while stopping",
                                            "after a cut",   "with its wire held up"};

std::string coins(double amount) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.3f", amount);
    return text.data();
}

}  // namespace

Campaign::Campaign(std::uint64_t seed) : seed_(seed), random_(seed), record_(rig_) {
    configure();
    rig_.start_exchange(kSpeed, {"--seed", std::to_string(seed % 1'000'000)});
    proxy_ = std::make_unique<support::SlowProxy>(
        rig_.exchange_port(), support::SlowProxy::Delay{10 + static_cast<int>(random_.below(50))});
    rig_.lead_daemon_to(proxy_->port());
}

// Quick to start and quick to give an order up, so that many lives fit into a minute.
void Campaign::configure() {
    rig_.edit_config("numeraire: usd ", "numeraire: coin ");
    rig_.edit_config("  warm_up: 1s ",
                     "  warm_up: 200ms\n  dry_decisions: 2\n  reconcile_retry: 150ms\n  orders:\n"
                     "    expiry_fence: 2500ms\n    expiry_fence_margin: 200ms\n"
                     "    ack_timeout: 600ms\n    retry_min: 100ms\n    retry_max: 400ms\n#");
    rig_.edit_config("reconcile_every: 3s", "reconcile_every: 1s");
    rig_.edit_config("segment_mb: 16", "segment_mb: 1");
    // The wire's two ways are not equally long at every moment.
    rig_.edit_config("clock_error_max: 50ms", "clock_error_max: 500ms");
    rig_.edit_config("quote_age_max: 500ms", "quote_age_max: 3s");
    rig_.edit_config("index_age_max: 2s", "index_age_max: 4s");
    rig_.edit_config("feed_lag_max: 1s", "feed_lag_max: 4s");
    rig_.edit_config("max_orders_per_minute: 100", "max_orders_per_minute: 1000");
}

void Campaign::wait_ms(std::int64_t least, std::int64_t most) {
    const auto more = random_.below(static_cast<std::uint64_t>(most - least + 1));
    std::this_thread::sleep_for(std::chrono::milliseconds(least + static_cast<std::int64_t>(more)));
}

void Campaign::fault(const std::string& what) {
    out_.faults.push_back("seed " + std::to_string(seed_) + ", after " +
                          std::to_string(out_.kills) + " kills, epoch " + std::to_string(epoch_) +
                          ": " + what);
}

std::string Campaign::ask(const std::string& command, bool json) {
    const auto reply = ops::ask(
        rig_.file("state/control.sock"),
        {{"command", command}, {"json", json ? "true" : "false"}, {"reason", "test"}}, seconds(1));
    return reply ? reply.value().body : std::string{};
}

std::string Campaign::field(const std::string& json, const std::string& name) const {
    const std::string mark = "\"" + name + "\":";
    const auto at = json.find(mark);
    if (at == std::string::npos) {
        return {};
    }
    std::string value = json.substr(at + mark.size(), 64);
    value = value.substr(0, value.find_first_of(",}]"));
    std::erase(value, '"');
    return value;
}

// At least a coin from where it was, so that it takes an order or two to get there.
void Campaign::choose_target() {
    double next = target_;
    while (std::fabs(next - target_) < 1.0) {
        next = 0.1 * (static_cast<double>(random_.below(61)) - 30.0);
    }
    target_ = next;
    const auto put = [this](const std::string& key, std::string& text, double value) {
        const std::string from = key + ": " + text + "\n";
        text = coins(value);
        rig_.edit_config(from, key + ": " + text + "\n");
    };
    put("target_delta_coins", target_text_, target_);
    put("lower_coins", lower_text_, target_ - kBand);
    put("upper_coins", upper_text_, target_ + kBand);
}

bool Campaign::comes_to_trade() {
    const bool trades = support::eventually(kPatience, [&] {
        const std::string status = ask("status");
        const bool warm = status.find("watching market and account") == std::string::npos;
        return (field(status, "state") == "normal" && warm) || !rig_.daemon().running();
    });
    if (!trades || !rig_.daemon().running()) {
        fault("the daemon does not come back: " + ask("why", false) + rig_.story());
        return false;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started_;
    ++out_.recoveries;
    out_.recovery_seconds += took.count();
    out_.slowest_recovery_seconds = std::max(out_.slowest_recovery_seconds, took.count());
    check_running();
    return true;
}

void Campaign::check_running() {
    const auto epoch = static_cast<std::uint32_t>(
        std::strtoul(field(ask("status"), "epoch").c_str(), nullptr, 10));
    if (epoch <= epoch_) {
        fault("epoch " + std::to_string(epoch) + " after " + std::to_string(epoch_));
    }
    epoch_ = std::max(epoch_, epoch);
    for (const OrderRecord& order : record_.open_orders()) {
        if (order.epoch != 0 && order.epoch < epoch_) {
            fault("it trades while the order " + order.label + " of an earlier run is open");
        }
    }
}

void Campaign::suffer(Moment moment) {
    switch (moment) {
        case Moment::Start:
            wait_ms(0, 80);
            return;
        case Moment::Login:
            wait_ms(80, 700);
            return;
        case Moment::Trading:
            if (comes_to_trade()) {
                wait_ms(0, 400);
            }
            return;
        case Moment::Stop:
            if (comes_to_trade()) {
                wait_ms(0, 400);
                rig_.daemon().signal(SIGTERM);
                wait_ms(0, 1'500);
            }
            return;
        case Moment::Cut:
            if (comes_to_trade()) {
                wait_ms(0, 400);
                proxy_->cut();
                ++out_.wire_cuts;
                wait_ms(0, 600);
            }
            return;
        case Moment::HeldUp:
            if (comes_to_trade()) {
                proxy_->hold_up(
                    support::SlowProxy::Delay{200 + static_cast<int>(random_.below(2'000))});
                wait_ms(0, 300);
            }
            return;
        case Moment::kCount:
            return;
    }
}

void Campaign::live_and_die() {
    started_ = std::chrono::steady_clock::now();
    rig_.start_daemon(kSpeed);
    const auto moment =
        static_cast<Moment>(random_.below(static_cast<std::uint64_t>(Moment::kCount)));
    const std::size_t faults = out_.faults.size();
    suffer(moment);
    rig_.daemon().signal(SIGKILL);
    const auto code = rig_.daemon().wait(kPatience);
    deaths_.push_back({epoch_, orders_up_to(epoch_)});
    if (code == 128 + SIGKILL) {
        ++out_.kills;
    } else if (code == 0 && moment == Moment::Stop) {
        ++out_.clean_stops;
    } else {
        fault("the daemon ended by itself with " + std::to_string(code.value_or(-1)) + " " +
              kNames.at(static_cast<std::size_t>(moment)) + rig_.story());
    }
    // Sometimes the next life begins while the last one's words still travel.
    if (moment != Moment::HeldUp && random_.below(2) == 0) {
        (void)support::eventually(Patience{5'000}, [&] { return proxy_->drained(); });
    }
    if (out_.faults.size() > faults) {
        out_.faults.back() +=
            std::string(" (killed ") + kNames.at(static_cast<std::size_t>(moment)) + ")";
    }
}

// Nothing travels, nothing is open: the exchange's numbers stand still but for the market.
void Campaign::settle() {
    const bool quiet = support::eventually(
        kPatience, [&] { return proxy_->drained() && record_.open_orders().empty(); });
    if (!quiet) {
        fault("orders stay open after the daemon's death");
    }
}

// What was traded since the stage began may lead to the target and not beyond it.
void Campaign::judge_stage() {
    const std::vector<TradeRecord> trades = record_.trades();
    const double delta = record_.delta();
    double traded = 0.0;
    for (std::size_t i = trades_before_; i < trades.size(); ++i) {
        traded += trades[i].coins;
    }
    const double drift = std::fabs(delta - delta_before_ - traded);
    const double tolerance = kTolerance + drift;
    const double need = target_ - delta_before_;
    const double side = need > 0.0 ? 1.0 : -1.0;
    const double most = std::max(std::fabs(need), 0.0) + tolerance;
    double sum = 0.0;
    for (std::size_t i = trades_before_; i < trades.size(); ++i) {
        sum += trades[i].coins;
        if (side * sum > most || side * sum < -tolerance) {
            fault("hedged twice: from a delta of " + coins(delta_before_) + " to the target " +
                  coins(target_) + " it traded " + coins(sum) + " by trade " + trades[i].id +
                  " (the market moved the delta by " + coins(drift) + ")");
            break;
        }
    }
    trades_before_ = trades.size();
    delta_before_ = delta;
}

void Campaign::judge_labels() {
    std::set<std::string> seen;
    std::uint32_t newest = 0;
    const std::vector<OrderRecord> orders = record_.orders();
    for (const OrderRecord& order : orders) {
        if (order.epoch == 0 || !seen.insert(order.label).second) {
            fault("label " + order.label + " of order " + order.id + " is not ours or not new");
        }
        if (order.epoch < newest) {
            fault("order " + order.label + " came in after one of epoch " + std::to_string(newest));
        }
        newest = std::max(newest, order.epoch);
    }
    out_.orders = static_cast<int>(orders.size());
    for (const Death& death : deaths_) {
        out_.orders_after_death += static_cast<int>(orders_up_to(death.epoch) - death.orders);
    }
    deaths_.clear();
}

std::size_t Campaign::orders_up_to(std::uint32_t epoch) const {
    const std::vector<OrderRecord> orders = record_.orders();
    return static_cast<std::size_t>(std::count_if(
        orders.begin(), orders.end(), [&](const auto& order) { return order.epoch <= epoch; }));
}

void Campaign::compare_positions() {
    std::map<std::string, double> theirs;
    for (const PositionRecord& position : record_.positions()) {
        theirs[position.instrument] = position.size;
    }
    std::map<std::string, double> ours;
    testing::JsonTree tree = testing::parse_json_tree(ask("positions"));
    if (testing::JsonTree* const list = tree.find("positions")) {
        for (testing::JsonTree& item : list->items) {
            std::string name = item.find("instrument")->text;
            std::erase(name, '"');
            const double size = std::strtod(item.find("size")->text.c_str(), nullptr);
            if (size != 0.0) {
                ours[name] = size;
            }
        }
    }
    if (ours != theirs) {
        fault("the daemon's positions are not the exchange's: " + ask("positions"));
    }
}

void Campaign::end_well() {
    started_ = std::chrono::steady_clock::now();
    rig_.start_daemon(kSpeed);
    if (!comes_to_trade()) {
        return;
    }
    const bool hedged = support::eventually(
        kPatience, [&] { return std::fabs(record_.delta() - target_) <= kBand + kDeltaSlack; });
    if (!hedged) {
        fault("the delta stays at " + coins(record_.delta()) + ", target " + coins(target_) + ": " +
              ask("why", false));
    }
    (void)ask("hold");
    const bool idle = support::eventually(kPatience, [&] {
        const std::string status = ask("status");
        return field(status, "open_orders") == "0" && field(status, "state") == "hold";
    });
    if (!idle || !record_.open_orders().empty()) {
        fault("orders are open at the end");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    compare_positions();
    rig_.daemon().signal(SIGTERM);
    if (const auto code = rig_.daemon().wait(kPatience); code != 0) {
        fault("the last stop ended with " + std::to_string(code.value_or(-1)) + rig_.story());
    }
    settle();
    judge_stage();
    judge_labels();
}

Outcome Campaign::run(int kills, const std::function<void(const Outcome&)>& after_kill) {
    delta_before_ = record_.delta();
    while (out_.kills < kills && out_.faults.empty()) {
        choose_target();
        const auto lives = 1 + random_.below(3);
        for (std::uint64_t i = 0; i < lives && out_.kills < kills && out_.faults.empty(); ++i) {
            const int before = out_.kills;
            live_and_die();
            if (after_kill && out_.kills > before) {
                after_kill(out_);
            }
        }
        settle();
        judge_stage();
        judge_labels();
    }
    if (out_.faults.empty()) {
        end_well();
    }
    return out_;
}

}  // namespace hedged::crash
