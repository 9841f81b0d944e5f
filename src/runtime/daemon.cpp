// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/daemon.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/engine/engine.hpp"
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/thread_setup.hpp"

#include "runtime/engine_stage.hpp"
#include "runtime/io_settings.hpp"
#include "runtime/io_stage.hpp"
#include "runtime/keep_warm.hpp"
#include "runtime/pacer.hpp"

#include <exception>
#include <future>
#include <mutex>
#include <thread>

namespace hedged::runtime {

class Daemon::Impl {
public:
    Impl(const DaemonSettings& settings, KillLatch& latch, journal::Journal& journal)
        : settings_(settings),
          latch_(latch),
          journal_(journal),
          lines_(settings.config.engine.instrument_capacity,
                 settings.config.engine.underlyings.size()),
          engine_(settings.config.engine),
          stage_(engine_, lines_, latch, monotonic_now, tap_of(settings.config, journal)),
          io_(make_io_settings(settings), lines_, latch) {}

    ~Impl() { close(Duration{}); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Started start();
    void close(Duration patience);
    [[nodiscard]] std::string failure() const;

    DaemonSettings settings_;
    KillLatch& latch_;
    journal::Journal& journal_;
    Lines lines_;
    engine::Engine engine_;
    EngineStage<engine::Engine> stage_;
    IoStage io_;
    WarmEngine warm_engine_;
    WarmCodec warm_codec_;

private:
    [[nodiscard]] static JournalTap tap_of(const config::Config& config,
                                           journal::Journal& journal) {
        const JournalPace pace{config.journal.sync == config::JournalSync::Each,
                               config.journal.lag_max};
        return {journal.writer(), pace, config.engine, monotonic_now()};
    }
    using Body = void (Impl::*)();
    [[nodiscard]] Granted launch(const char* name, int core, Body body);
    void run_one();
    void run_io();
    void run_engine();
    void fail(const std::string& text);
    void park_engine();

    std::vector<std::thread> threads_;
    std::atomic<std::int64_t> close_patience_ns_{0};
    std::atomic<bool> go_{false};
    mutable std::mutex failure_mutex_;
    std::string failure_;
};

Granted Daemon::Impl::launch(const char* name, int core, Body body) {
    std::promise<Granted> pinned;
    auto answer = pinned.get_future();
    threads_.emplace_back([this, name, core, body, pinned = std::move(pinned)]() mutable {
        name_thread(name);
        pinned.set_value(pin_thread(core));
        go_.wait(false);
        try {
            (this->*body)();
        } catch (const std::exception& error) {
            fail(std::string(name) + ": " + error.what());
        }
    });
    return answer.get();
}

Daemon::Started Daemon::Impl::start() {
    Started out;
    const bool one = settings_.plan.layout == config::Layout::One;
    std::vector<std::pair<std::string, Granted>> granted;
    if (one) {
        granted.emplace_back("engine and network thread ",
                             launch("hedged-engine", settings_.plan.engine_core, &Impl::run_one));
    } else {
        granted.emplace_back("network thread ",
                             launch("hedged-io", settings_.plan.io_core, &Impl::run_io));
        granted.emplace_back("engine thread ", launch("hedged-engine", settings_.plan.engine_core,
                                                      &Impl::run_engine));
    }
    for (const auto& [who, what] : granted) {
        out.lines.push_back(who + what.text);
        out.ok = out.ok && (what.ok || !settings_.config.runtime.require_pinning);
    }
    if (!out.ok) {
        lines_.quit.store(true);
    } else {
        journal_.start();
    }
    go_.store(true);
    go_.notify_all();
    if (!out.ok) {
        close(Duration{});
    }
    return out;
}

void Daemon::Impl::fail(const std::string& text) {
    const std::lock_guard<std::mutex> lock(failure_mutex_);
    failure_ = text;
}

std::string Daemon::Impl::failure() const {
    const std::lock_guard<std::mutex> lock(failure_mutex_);
    return failure_;
}

void Daemon::Impl::run_one() {
    Pacer pacer(settings_.plan.engine_wait, settings_.config.runtime.keep_warm);
    // A tick is decided, and its order written, before the socket is read again.
    io_.when_drained(
        [](void* self) {
            auto& daemon = *static_cast<Impl*>(self);
            (void)daemon.stage_.turn();
            (void)daemon.io_.flush();
        },
        this);
    io_.start();
    while (!lines_.quit.load(std::memory_order_relaxed)) {
        bool worked = io_.turn();
        worked = stage_.turn() || worked;
        worked = io_.flush() || worked;
        count(lines_.engine_beats);
        count(lines_.io_beats);
        pacer.after_turn(
            worked,
            [this] {
                (void)warm_codec_.run();
                (void)warm_engine_.run();
                count(lines_.warm_runs);
            },
            [this](Duration longest) {
                const Duration timer = stage_.next_timer() - monotonic_now();
                if (stage_.idle()) {
                    io_.park(std::min(longest, timer));
                }
            });
    }
    io_.close(Duration{close_patience_ns_.load()});
}

void Daemon::Impl::run_io() {
    Pacer pacer(settings_.plan.io_wait, settings_.config.runtime.keep_warm);
    io_.start();
    while (!lines_.quit.load(std::memory_order_relaxed)) {
        const bool worked = io_.turn();
        count(lines_.io_beats);
        pacer.after_turn(
            worked, [this] { (void)warm_codec_.run(); },
            [this](Duration longest) { io_.park(longest); });
    }
    io_.close(Duration{close_patience_ns_.load()});
}

void Daemon::Impl::run_engine() {
    Pacer pacer(settings_.plan.engine_wait, settings_.config.runtime.keep_warm);
    while (!lines_.quit.load(std::memory_order_relaxed)) {
        const bool worked = stage_.turn();
        if (!lines_.commands.empty() && lines_.io_bell.needs_ring()) {
            io_.wake();
        }
        count(lines_.engine_beats);
        pacer.after_turn(
            worked,
            [this] {
                (void)warm_engine_.run();
                count(lines_.warm_runs);
            },
            [this](Duration /*longest*/) { park_engine(); });
    }
}

void Daemon::Impl::park_engine() {
    lines_.engine_bell.about_to_park();
    const Duration left = stage_.next_timer() - monotonic_now();
    if (stage_.idle() && left > Duration{} && !lines_.quit.load()) {
        lines_.engine_bell.park(left);
    } else {
        lines_.engine_bell.awake();
    }
}

void Daemon::Impl::close(Duration patience) {
    close_patience_ns_.store(patience.nanoseconds());
    lines_.quit.store(true);
    if (!go_.exchange(true)) {
        go_.notify_all();
    }
    lines_.engine_bell.ring();
    io_.wake();
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

Daemon::Daemon(const DaemonSettings& settings, KillLatch& latch, journal::Journal& journal)
    : impl_(std::make_unique<Impl>(settings, latch, journal)) {}

Daemon::~Daemon() = default;

Daemon::Started Daemon::start() {
    return impl_->start();
}

const EngineView* Daemon::view() {
    const EngineView& latest = impl_->lines_.view.latest();
    return impl_->lines_.view.any() ? &latest : nullptr;
}

bool Daemon::next_note(Note& note) {
    return impl_->lines_.notes.pop(note) || impl_->lines_.io_notes.pop(note);
}

bool Daemon::next_name(NamedInstrument& name) {
    return impl_->lines_.names.pop(name);
}

bool Daemon::command(OperatorCommand command) {
    command.stamp.received = monotonic_now();
    if (command.verb == OperatorVerb::Kill) {
        impl_->latch_.raise();
    }
    const bool taken = impl_->lines_.operators.push(command);
    impl_->lines_.engine_bell.ring();
    impl_->io_.wake();
    return taken;
}

void Daemon::begin_stop() {
    impl_->lines_.stopping.store(true, std::memory_order_seq_cst);
    OperatorCommand stop;
    stop.verb = OperatorVerb::Stop;
    (void)stop.actor.assign("signal");
    (void)stop.reason.assign("the daemon is stopping");
    (void)command(stop);
}

void Daemon::close(Duration patience) {
    impl_->close(patience);
}

std::string Daemon::failure() const {
    return impl_->failure();
}

DaemonCounters Daemon::counters() const {
    const Lines& lines = impl_->lines_;
    DaemonCounters out;
    out.account_waiting = lines.account.size();
    out.account_high_water = lines.account.high_water();
    out.account_overflows = lines.account_overflows.load();
    out.market_waiting = lines.market.size();
    out.market_conflated = lines.market.conflated();
    out.market_out_of_range = lines.market.out_of_range();
    out.notes_lost = lines.notes.refused() + lines.io_notes.refused();
    out.orders_stopped_at_socket = lines.orders_stopped_at_socket.load();
    out.warm_runs = lines.warm_runs.load();
    out.engine_turns = lines.engine_beats.load();
    out.io_turns = lines.io_beats.load();
    return out;
}

const Histogram& Daemon::batch_latency() const {
    return impl_->lines_.batch_latency;
}

const Histogram& Daemon::decide_latency() const {
    return impl_->lines_.decide_latency;
}

const Histogram& Daemon::wire_latency() const {
    return impl_->lines_.wire_latency;
}

}  // namespace hedged::runtime
