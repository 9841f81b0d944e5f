// SPDX-License-Identifier: Apache-2.0
// The daemon's whole path without a socket: sessions, codec, queues, engine, risk, gateway and
// encoder as runtime puts them together on one thread, between two channels of memory and the
// scripted exchange. What the kernel and the websocket cost is left out; perf/peers has it.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/engine/engine.hpp"
#include "hedged/runtime/journal/journal.hpp"
#include "hedged/runtime/kill_latch.hpp"
#include "hedged/transport/channel.hpp"
#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

#include "perf/support/deribit_double.hpp"
#include "runtime/engine_stage.hpp"
#include "runtime/io_settings.hpp"
#include "runtime/link.hpp"

#include <deque>
#include <string>

namespace hedged::perf {

// Opens when asked, keeps the last frames sent in memory of its own.
class MemoryChannel final : public transport::Channel {
public:
    MemoryChannel();
    [[nodiscard]] bool connect(const transport::Endpoint& endpoint,
                               transport::ChannelListener& listener) override;
    [[nodiscard]] bool send(std::string_view frame) override;
    [[nodiscard]] std::size_t outstanding_bytes() const override { return 0; }
    void close() override { state_ = transport::ChannelState::kIdle; }
    void abort() override { state_ = transport::ChannelState::kIdle; }
    [[nodiscard]] transport::ChannelState state() const override { return state_; }

    void open_if_asked();
    // One frame to the session, from memory with readable bytes behind it.
    void deliver(std::string_view frame, Instant received);
    // The oldest frame sent and not taken yet; false: none.
    [[nodiscard]] bool take(std::string& frame);
    [[nodiscard]] std::uint64_t sent() const noexcept { return sent_; }

private:
    static constexpr std::size_t kKept = 64;
    transport::ChannelListener* listener_ = nullptr;
    transport::ChannelState state_ = transport::ChannelState::kIdle;
    std::string inbox_;
    std::vector<std::string> outbox_;
    std::size_t first_ = 0;
    std::size_t waiting_ = 0;
    std::uint64_t sent_ = 0;
};

class PathRig {
public:
    // `journal` may be null: then nothing is recorded.
    PathRig(std::size_t options, runtime::journal::Journal* journal);

    // Until the daemon trades normally and has nothing to hedge. False: it did not get there.
    [[nodiscard]] bool bring_up();

    struct Taken {
        std::int64_t to_decision_ns = 0;
        std::int64_t to_bytes_ns = 0;  // of the order; 0 when there was none
    };
    // A tick on the market connection, timed to the end of its batch and to the order's bytes.
    Taken tick(std::string_view frame);
    // The exchange's answers to what was sent, and what follows from them. Not timed.
    void serve();

    [[nodiscard]] DeribitDouble& exchange() noexcept { return exchange_; }
    [[nodiscard]] EngineView view();
    [[nodiscard]] const deribit::DecodeCounters& market_decoding() const;

private:
    void turn();
    void beat();
    bool flush();

    config::Config config_;
    runtime::IoSettings settings_;
    runtime::KillLatch latch_;
    runtime::Lines lines_;
    engine::Engine engine_;
    runtime::EngineStage<engine::Engine> stage_;
    runtime::EventRouter router_;
    MemoryChannel market_channel_;
    MemoryChannel account_channel_;
    deribit::InstrumentTable table_;
    deribit::InstrumentRefresh refresh_;
    runtime::Link<deribit::MarketSession> market_;
    runtime::Link<deribit::AccountSession> account_;
    DeribitDouble exchange_;
    std::string request_;
    Instant next_beat_;
};

}  // namespace hedged::perf
