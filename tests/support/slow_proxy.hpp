// SPDX-License-Identifier: Apache-2.0
// A wire with a length, between a daemon and its exchange: what one side writes reaches the other
// later, also when the writer has died meanwhile. It can be cut, and what is on its way to the
// exchange can be held up. Test support; has a thread of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <thread>

namespace hedged::support {

class SlowProxy {
public:
    using Delay = std::chrono::milliseconds;

    // Each way takes `delay`.
    SlowProxy(std::uint16_t upstream_port, Delay delay);
    ~SlowProxy();
    SlowProxy(const SlowProxy&) = delete;
    SlowProxy& operator=(const SlowProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    // Drops every connection on both sides, with what is under way.
    void cut() { cut_.store(true); }
    // What is written towards the exchange on the connections of now arrives this much later.
    void hold_up(Delay more) { hold_up_ms_.store(more.count()); }
    // Nothing is under way any more on a connection whose daemon is gone.
    [[nodiscard]] bool drained() const noexcept { return lines_.load() == 0; }

private:
    struct Line;
    void run();
    bool serve(Line& line);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t upstream_port_;
    Delay delay_;
    std::atomic<bool> quit_{false};
    std::atomic<bool> cut_{false};
    std::atomic<std::int64_t> hold_up_ms_{0};
    std::atomic<std::size_t> lines_{0};
    std::list<std::unique_ptr<Line>> open_;
    std::thread thread_;
};

}  // namespace hedged::support
