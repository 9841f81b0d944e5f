// SPDX-License-Identifier: Apache-2.0
// One daemon and one exchange, both as processes of their own with a slow wire between them. The
// daemon is killed at random moments and started again; the exchange's record says whether it
// behaved. In every stage the desk wants another delta, which takes a few orders, while the market
// hardly moves: so the need is known, and an order sent twice overshoots it.
#pragma once

#include "hedged/core/random.hpp"

#include "integration/crash/exchange_record.hpp"
#include "support/slow_proxy.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::crash {

struct Outcome {
    int kills = 0;
    int clean_stops = 0;         // it had ended by itself before the kill came
    int wire_cuts = 0;           //
    int orders = 0;              // that the exchange has on record
    int orders_after_death = 0;  // that reached it from a daemon that was dead by then
    int recoveries = 0;          // starts that came to trade
    double slowest_recovery_seconds = 0.0;
    double recovery_seconds = 0.0;    // in sum
    std::vector<std::string> faults;  // what must not be, in words
};

class Campaign {
public:
    // Where the kills fall depends on the seed; what they meet, on the machine too.
    explicit Campaign(std::uint64_t seed);

    // `after_kill` is called after each, with what was found so far.
    Outcome run(int kills, const std::function<void(const Outcome&)>& after_kill = {});

private:
    enum class Moment { Start, Login, Trading, Stop, Cut, HeldUp, kCount };

    void configure();
    void choose_target();
    void live_and_die();
    void suffer(Moment moment);
    [[nodiscard]] bool comes_to_trade();
    void check_running();
    void settle();
    void judge_stage();
    void judge_labels();
    [[nodiscard]] std::size_t orders_up_to(std::uint32_t epoch) const;
    void end_well();
    void compare_positions();
    [[nodiscard]] std::string ask(const std::string& command, bool json = true);
    [[nodiscard]] std::string field(const std::string& json, const std::string& name) const;
    void wait_ms(std::int64_t least, std::int64_t most);
    void fault(const std::string& what);

    std::uint64_t seed_;
    Random random_;
    support::DaemonRig rig_;
    ExchangeRecord record_;
    std::unique_ptr<support::SlowProxy> proxy_;
    Outcome out_;
    double target_ = 0.0;
    std::string target_text_ = "0";  // as the configuration has them now
    std::string lower_text_ = "-0.5";
    std::string upper_text_ = "0.5";
    double delta_before_ = 0.0;  // at the start of the stage
    std::size_t trades_before_ = 0;
    struct Death {
        std::uint32_t epoch = 0;
        std::size_t orders = 0;  // of this epoch or earlier ones that the exchange had by then
    };
    std::vector<Death> deaths_;  // of this stage
    std::uint32_t epoch_ = 0;    // the last one seen
    std::chrono::steady_clock::time_point started_;
};

}  // namespace hedged::crash
