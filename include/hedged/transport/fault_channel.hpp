// SPDX-License-Identifier: Apache-2.0
// Wraps a channel and harms its frames by a seed: delay, loss, duplication, disconnection. For
// tests and rehearsals. The same seed, frames and times give the same faults. Frames of one
// direction keep their order. Copies frames, so it allocates; same thread as the inner channel.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/transport/channel.hpp"

#include <cstdint>
#include <deque>
#include <string>

namespace hedged::transport {

// Chances are per frame, in [0, 1].
struct DirectionFaults {
    double drop = 0.0;
    double duplicate = 0.0;
    double disconnect = 0.0;  // the connection breaks instead of carrying this frame
    double delay = 0.0;
    Duration delay_max{};  // a delayed frame waits a uniform part of this
};

struct FaultPlan {
    std::uint64_t seed = 1;
    DirectionFaults in;   // towards the listener
    DirectionFaults out;  // towards the peer
};

struct FaultCounters {
    std::uint64_t dropped = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t disconnected = 0;
    std::uint64_t delayed = 0;
    friend bool operator==(const FaultCounters&, const FaultCounters&) noexcept = default;
};

class FaultChannel final : public Channel, private ChannelListener {
public:
    // `inner` must outlive this; `now` is the clock that advance() is driven from.
    FaultChannel(Channel& inner, NowFunction now, const FaultPlan& plan);

    [[nodiscard]] bool connect(const Endpoint& endpoint, ChannelListener& listener) override;
    [[nodiscard]] bool send(std::string_view frame) override;
    [[nodiscard]] std::size_t outstanding_bytes() const override;
    void close() override;
    void abort() override;
    [[nodiscard]] ChannelState state() const override;

    // Lets delayed frames go whose time has come. Call it from the loop; the listener is called
    // from inside it.
    void advance(Instant now);

    [[nodiscard]] const FaultCounters& counters() const noexcept { return counters_; }

private:
    struct Delayed {
        Instant due;
        std::string bytes;  // with kFramePadding behind the frame
        std::size_t size = 0;
    };
    struct Verdict {
        bool disconnect = false;
        int copies = 1;
        Instant due;
    };

    void on_open(Instant now) override;
    void on_frame(std::string_view frame, Instant received) override;
    void on_closed(const CloseReport& report, Instant now) override;
    [[nodiscard]] Verdict judge(const DirectionFaults& faults, Instant now);
    void abort_by_fault();
    void forget_held();
    static void hold(std::deque<Delayed>& line, std::string_view frame, Instant due);

    Channel& inner_;
    NowFunction now_;
    FaultPlan plan_;
    Random random_;
    ChannelListener* listener_ = nullptr;
    std::deque<Delayed> inbound_;
    std::deque<Delayed> outbound_;
    std::size_t outbound_bytes_ = 0;
    FaultCounters counters_;
    bool broken_ = false;  // cut by a fault or by abort(): nothing passes until on_closed()
    bool broken_by_fault_ = false;
};

}  // namespace hedged::transport
