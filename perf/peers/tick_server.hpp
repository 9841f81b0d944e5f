// SPDX-License-Identifier: Apache-2.0
// The exchange of a race: serves one client over plain loopback websockets, sends it ticks at a
// steady rate and takes the time from a tick's send() to the kernel's receive stamp of the order
// that answers it, so that its own waking up is not in the figure. Sleeps between events. One
// thread. A tick that finds an earlier one unanswered is not a sample of its own: the order that
// comes answers both, and is timed from the older.
#pragma once

#include "perf/support/deribit_double.hpp"
#include "perf/support/quantiles.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hedged::perf {

struct RoundPlan {
    std::size_t options = 1'000;
    double ticks_per_second = 2'000.0;  // 0: the next tick as soon as the last is answered
    std::size_t warm_up = 2'000;
    std::size_t ticks = 20'000;
};

struct RoundResult {
    std::size_t ticks = 0;
    std::size_t answered = 0;
    double p50_us = 0.0;
    double p99_us = 0.0;
    double p999_us = 0.0;
    double ticks_per_second = 0.0;  // of the measured part
    double to_subscribe_ms = 0.0;   // from the start of the process
    std::uint64_t unanswered_requests = 0;
    bool failed = false;
};

class TickServer {
public:
    TickServer();
    ~TickServer();
    TickServer(const TickServer&) = delete;
    TickServer& operator=(const TickServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    // Serves the client that is being started until the plan is done; then forgets it.
    [[nodiscard]] RoundResult serve(const RoundPlan& plan);

private:
    struct Connection;
    enum class Phase : std::uint8_t { Starting, WarmUp, Measuring, Done };

    void accept_one();
    void read(Connection& connection);
    void take(Connection& connection, std::int64_t received_ns);
    [[nodiscard]] bool upgrade(Connection& connection);
    void on_request(Connection& connection, std::string_view request, std::int64_t received_ns);
    void on_order(std::int64_t received_ns);
    void send(Connection& connection, std::string_view text);
    void on_timer();
    void send_tick(bool quiet);
    void advance();
    void arm(std::int64_t at_ns) const;
    void beat(std::int64_t now_ns);

    int listener_ = -1;
    int poll_ = -1;
    int timer_ = -1;
    std::uint16_t port_ = 0;

    RoundPlan plan_;
    RoundResult result_;
    std::unique_ptr<DeribitDouble> exchange_;
    std::unique_ptr<Samples> samples_;
    std::vector<std::unique_ptr<Connection>> connections_;
    Connection* feed_ = nullptr;
    std::string frame_;
    Phase phase_ = Phase::Starting;
    std::int64_t started_ns_ = 0;
    std::int64_t next_tick_ns_ = 0;
    std::int64_t next_beat_ns_ = 0;
    std::int64_t waiting_since_ns_ = 0;  // send stamp of the oldest tick without an answer; 0: none
    std::int64_t measured_from_ns_ = 0;
    std::int64_t first_order_ns_ = 0;
    std::uint64_t sent_ = 0;
    std::size_t in_phase_ = 0;
};

}  // namespace hedged::perf
