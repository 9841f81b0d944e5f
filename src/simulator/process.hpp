// SPDX-License-Identifier: Apache-2.0
// One life of the daemon: the production engine, stages, queues, sessions and kill latch over a
// virtual network and disk, turned by virtual time instead of threads. Destroying it is the death
// of the process: nothing volatile remains. One thread.
#pragma once

#include "hedged/engine/engine.hpp"
#include "hedged/runtime/kill_latch.hpp"
#include "hedged/simulator/run_options.hpp"

#include "runtime/engine_stage.hpp"
#include "runtime/lines.hpp"
#include "runtime/session_desk.hpp"
#include "simulator/saboteur.hpp"
#include "simulator/tapped_engine.hpp"
#include "simulator/virtual_channel.hpp"
#include "simulator/virtual_disk.hpp"
#include "simulator/virtual_journal.hpp"

#include <memory>
#include <string>

namespace hedged::simulator {

// Where a process is to die, once it gets there.
enum class DeathPoint : std::uint8_t { None, OrderDecided, OrderSent };

class Process final : private ChannelWatcher {
public:
    // What a start finds on disk has been read: `epoch` is this life's own.
    struct Birth {
        std::uint32_t number = 0;  // of the lives of this run
        std::uint32_t epoch = 0;
        std::uint64_t seed = 0;
        bool second = false;                  // another daemon, on another folder
        std::optional<double> stale_hedge{};  // a planted bug's idea of the hedge position
        runtime::Carried carried{};           // of earlier lives
    };

    // `journal` may be null: a run without one.
    Process(const RunOptions& options, const Birth& birth, Network& network, VirtualDisk& disk,
            std::unique_ptr<VirtualJournal> journal, ProcessWatcher& watcher);
    ~Process() override;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void start();
    // A parcel of one of its connections.
    void arrived(const Parcel& parcel);
    // A planted bug: the answer is never looked at.
    [[nodiscard]] bool throws_away(std::string_view frame) {
        return saboteur_.any() && saboteur_.throws_away(frame);
    }
    [[nodiscard]] bool owns(std::uint64_t connection) const noexcept;
    [[nodiscard]] Instant next_due() const noexcept {
        const Instant due = std::min(engine_due_, io_due_);
        return journal_ ? std::min(due, journal_->next_due()) : due;
    }
    [[nodiscard]] VirtualJournal* journal() noexcept { return journal_.get(); }
    [[nodiscard]] const engine::EngineConfig& config() const noexcept { return config_; }
    // Turns whatever is due. False: it has died at the point it was to die at.
    [[nodiscard]] bool turn();

    void die_at(DeathPoint point) noexcept { death_ = point; }
    void stall_engine(Duration for_how_long) noexcept;
    void operate(OperatorVerb verb, const char* actor, const char* reason);
    void begin_stop();
    // A stop is complete: the exchange has confirmed, or patience has ended; and both connections
    // are closed.
    [[nodiscard]] bool stopped();

    [[nodiscard]] const EngineView* view();
    // As it is now, not as it was published last.
    void picture(EngineView& out) const { engine_.view(out); }
    // Nothing it was handed waits to be worked off.
    [[nodiscard]] bool idle() const noexcept { return stage_.idle() && lines_.commands.empty(); }
    [[nodiscard]] const Birth& birth() const noexcept { return birth_; }
    [[nodiscard]] const runtime::KillLatch& latch() const noexcept { return latch_; }
    [[nodiscard]] std::uint64_t connection(Stream stream) const noexcept;
    [[nodiscard]] bool stopping() const noexcept { return stop_began_ != Instant{}; }

    static constexpr const char* kLatchPath = "kill-latch";
    static constexpr const char* kEpochPath = "epoch";

private:
    void channel_opening(VirtualChannel& channel) override;
    void channel_closed(VirtualChannel& channel) override;
    [[nodiscard]] bool frame_leaves(VirtualChannel& channel, std::string& frame) override;
    [[nodiscard]] Stream stream_of(const VirtualChannel& channel) const noexcept;
    void plan();
    void drain_notes();
    void follow_stop();
    void let_out_held_frames();

    RunOptions const& options_;
    Birth birth_;
    Network& network_;
    ProcessWatcher& watcher_;
    Random random_;
    runtime::Lines lines_;
    runtime::KillLatch latch_;
    std::unique_ptr<VirtualJournal> journal_;
    Saboteur saboteur_;
    engine::EngineConfig config_;  // as this process was started
    TappedEngine engine_;
    runtime::EngineStage<TappedEngine> stage_;
    VirtualChannel market_;
    VirtualChannel account_;
    runtime::SessionDesk desk_;
    Instant engine_due_;
    Instant io_due_;
    Instant wake_at_{INT64_MAX};
    Instant flush_at_{INT64_MAX};
    Instant stalled_until_;
    Instant retry_at_;
    DeathPoint death_ = DeathPoint::None;
    bool order_left_ = false;
    Instant stop_began_;
    Instant close_began_;
};

}  // namespace hedged::simulator
