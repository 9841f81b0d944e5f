// SPDX-License-Identifier: Apache-2.0
#include "app/run_command.hpp"

#include "hedged/config/load.hpp"
#include "hedged/core/assert.hpp"
#include "hedged/ops/console.hpp"
#include "hedged/ops/control_desk.hpp"
#include "hedged/ops/run_summary.hpp"
#include "hedged/ops/service_notify.hpp"
#include "hedged/protocol/reasons.hpp"
#include "hedged/runtime/clock.hpp"

#include "app/command_line.hpp"
#include "app/run_setup.hpp"
#include "app/version.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/signalfd.h>
#include <unistd.h>

namespace hedged::app {

namespace {

using runtime::monotonic_now;

constexpr Duration kTurn = milliseconds(50);
constexpr Duration kRedraw = milliseconds(250);
constexpr Duration kStopPatience = seconds(20);
// For the exchange's last word on the hedge position, once no order is open.
constexpr Duration kPositionPatience = milliseconds(400);
constexpr Duration kClosePatience = seconds(2);
constexpr Duration kBeatMax = seconds(2);

// For the assertion handler, which has nobody to ask.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
runtime::KillLatch* g_latch = nullptr;
ops::TerminalPanel* g_panel = nullptr;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void on_assertion(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "hedged: assertion failed: %s (%s:%d)\n", expression, file, line);
    if (g_latch != nullptr) {
        (void)g_latch->set("hedged", std::string("assertion failed: ") + expression);
    }
    if (g_panel != nullptr) {
        g_panel->close();
    }
}

class Session {
public:
    Session(const RunOptions& options, Setup& setup)
        : options_(options),
          setup_(setup),
          daemon_(setup.settings, *setup.latch, *setup.journal),
          identity_(identity_of(setup)),
          desk_({[this] { return picture(); },
                 [this](const OperatorCommand& command) { return daemon_.command(command); },
                 [this](const std::string& line) { setup_.log->warning(line); }}) {}

    int run();

private:
    static ops::Identity identity_of(const Setup& setup);
    [[nodiscard]] bool open_signals();
    [[nodiscard]] ops::Picture picture();
    void turn(Instant now);
    void take_signals();
    void take_records(Instant now);
    void redraw(Instant now);
    void each_second(Instant now);
    void check_health(Instant now);
    void follow_stop(Instant now);
    void begin_stop(Instant now, const char* why);
    [[nodiscard]] bool nothing_to_wait_for() const;
    [[nodiscard]] bool positions_stated() const;
    void close_journal();
    int finish();

    const RunOptions& options_;
    Setup& setup_;
    runtime::Daemon daemon_;
    ops::Identity identity_;
    ops::Names names_;
    ops::ControlDesk desk_;
    std::unique_ptr<ops::ControlServer> server_;
    ops::RunSummary summary_;
    ops::ProfitSamples samples_;
    const EngineView* view_ = nullptr;
    int signals_ = -1;
    Instant started_;
    Instant next_second_;
    Instant next_redraw_;
    Instant stop_began_;
    Instant orders_done_at_;
    Instant beat_changed_;
    std::uint64_t last_beat_ = 0;
    bool stopping_ = false;
    bool hung_ = false;
    bool done_ = false;
    int exit_code_ = kExitOk;
};

ops::Identity Session::identity_of(const Setup& setup) {
    constexpr std::array<const char*, 3> kModes{"paper", "testnet", "live"};
    const config::Config& config = setup.settings.config;
    ops::Identity out;
    out.version = kVersion;
    out.mode = kModes.at(static_cast<std::size_t>(config.mode));
    out.account = config.account;
    out.config_file = config.file;
    out.config_hash = config::hash_text(config::config_hash(config));
    out.layout = setup.settings.plan.reason;
    out.speed = config.engine.market_speed;
    return out;
}

bool Session::open_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGUSR1);
    signals_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return signals_ >= 0;
}

ops::Picture Session::picture() {
    view_ = daemon_.view();
    ops::Picture out;
    out.identity = &identity_;
    out.view = view_;
    out.counters = daemon_.counters();
    out.batch = ops::quantiles_of(daemon_.batch_latency());
    out.decide = ops::quantiles_of(daemon_.decide_latency());
    out.wire = ops::quantiles_of(daemon_.wire_latency());
    for (std::size_t i = 0; i < out.spreads.size(); ++i) {
        out.spreads[i] = samples_.spread(i);
    }
    if (view_ != nullptr) {
        out.picture_age_seconds = (monotonic_now() - view_->at).seconds();
    }
    return out;
}

int Session::run() {
    auto server = ops::ControlServer::listen(setup_.control_socket, desk_);
    if (!server) {
        setup_.log->error(server.error());
        return kExitConfig;
    }
    server_ = std::move(server.value());
    if (!open_signals()) {
        setup_.log->error("signals cannot be received");
        return kExitSoftware;
    }
    for (std::size_t i = 0; i < setup_.settings.config.engine.underlyings.size(); ++i) {
        names_.underlying(UnderlyingIndex{static_cast<std::uint8_t>(i)},
                          std::string(setup_.settings.config.engine.underlyings[i].name.view()));
    }
    const auto granted = daemon_.start();
    for (const std::string& line : granted.lines) {
        setup_.log->info(line);
    }
    if (!granted.ok) {
        setup_.log->error("the configuration requires what the system did not grant");
        return kExitConfig;
    }
    setup_.log->info("control socket: " + setup_.control_socket);
    (void)ops::notify_service("READY=1");
    started_ = monotonic_now();
    next_second_ = started_ + seconds(1);
    beat_changed_ = started_;
    while (!done_) {
        const std::array<int, 1> others{signals_};
        server_->serve(kTurn, others);
        turn(monotonic_now());
    }
    return finish();
}

void Session::turn(Instant now) {
    view_ = daemon_.view();
    if (view_ != nullptr) {
        summary_.observe(*view_);
    }
    take_signals();
    take_records(now);
    check_health(now);
    if (options_.run_for && now - started_ >= *options_.run_for && !stopping_) {
        begin_stop(now, "the time asked for is over");
    }
    if (now >= next_second_) {
        next_second_ = next_second_ + seconds(1);
        each_second(now);
    }
    redraw(now);
    if (stopping_) {
        follow_stop(now);
    }
}

void Session::take_signals() {
    signalfd_siginfo info{};
    while (::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGUSR1) {
            OperatorCommand kill;
            kill.verb = OperatorVerb::Kill;
            (void)kill.actor.assign("signal");
            (void)kill.reason.assign("SIGUSR1");
            setup_.log->warning("kill by signal from process " + std::to_string(info.ssi_pid));
            (void)daemon_.command(kill);
        } else if (stopping_) {
            setup_.log->warning("second signal: closing without waiting for the exchange");
            exit_code_ = kExitFailed;
            done_ = true;
        } else {
            begin_stop(monotonic_now(), "asked to stop by a signal");
        }
    }
}

void Session::take_records(Instant now) {
    runtime::NamedInstrument named;
    while (daemon_.next_name(named)) {
        names_.instrument(named.index, std::string(named.name.view()));
    }
    Note note;
    while (daemon_.next_note(note)) {
        setup_.log->record(note, names_, now);
    }
}

void Session::redraw(Instant now) {
    if (setup_.panel && now >= next_redraw_) {
        next_redraw_ = now + kRedraw;
        setup_.panel->draw(ops::screen_text(picture()));
    }
}

void Session::each_second(Instant now) {
    setup_.log->tick(now);
    if (view_ == nullptr) {
        return;
    }
    samples_.sample(*view_);
    if (options_.watch && !setup_.panel) {
        std::fputs(ops::picture_lines(*view_).c_str(), stdout);
        std::fflush(stdout);
    }
    std::string status = "STATUS=" + std::string(to_string(view_->state));
    for (std::size_t i = 0; i < view_->underlying_count; ++i) {
        const UnderlyingView& coin = view_->underlyings[i];
        status += "; " + std::string(coin.name.view()) + " delta " +
                  std::to_string(coin.delta.value()) + ", " + std::string(to_string(coin.why));
    }
    (void)ops::notify_service(hung_ ? status : status + "\nWATCHDOG=1");
}

// The threads must go on, and the paper exchange too.
void Session::check_health(Instant now) {
    if (const std::string fault = daemon_.failure(); !fault.empty()) {
        setup_.log->error("a thread has died: " + fault);
        exit_code_ = kExitSoftware;
        done_ = true;
    }
    if (const std::string fault = setup_.journal->next_fault(); !fault.empty()) {
        setup_.log->error("ALARM journal: " + fault);
    }
    if (setup_.journal->writer().failed() && !stopping_) {
        exit_code_ = kExitDisk;
        begin_stop(now, "nothing can be recorded any more");
    }
    const runtime::DaemonCounters counters = daemon_.counters();
    const std::uint64_t beat = std::min(counters.engine_turns, counters.io_turns);
    if (beat != last_beat_) {
        last_beat_ = beat;
        beat_changed_ = now;
        hung_ = false;
    } else if (now - beat_changed_ > kBeatMax && !hung_) {
        hung_ = true;
        setup_.log->error("ALARM a thread has not moved for two seconds");
    }
    if (setup_.exchange && !setup_.exchange->process.running() && !stopping_) {
        setup_.log->error("the paper exchange has ended by itself");
        exit_code_ = kExitUnavailable;
        setup_.exchange.reset();
        begin_stop(now, "the paper exchange is gone");
    }
}

void Session::begin_stop(Instant now, const char* why) {
    setup_.log->info(std::string("stopping: ") + why);
    (void)ops::notify_service("STOPPING=1");
    stopping_ = true;
    stop_began_ = now;
    daemon_.begin_stop();
}

// Nothing of ours can be open when nothing was ever sent, by this run or, unresolved, by an earlier
// one, and no session is up.
bool Session::nothing_to_wait_for() const {
    if (view_ == nullptr) {
        return setup_.settings.config.engine.carried_orders.empty();
    }
    return view_->account != ConnectionState::Ready && view_->counters.orders_sent == 0 &&
           view_->order_count == 0 && view_->earlier_orders == 0;
}

// Has the exchange said what we hold since the stop began?
bool Session::positions_stated() const {
    for (std::size_t i = 0; i < view_->underlying_count; ++i) {
        if (view_->underlyings[i].stated.at < stop_began_) {
            return false;
        }
    }
    return true;
}

void Session::follow_stop(Instant now) {
    const bool fresh = view_ != nullptr && view_->at > stop_began_;
    if (fresh && view_->orders_done) {
        if (orders_done_at_ == Instant{}) {
            orders_done_at_ = now;
            setup_.log->info("the exchange has confirmed that no order of ours is open");
        }
        done_ = positions_stated() || now - orders_done_at_ > kPositionPatience;
    } else if (nothing_to_wait_for() && now - stop_began_ > milliseconds(200)) {
        setup_.log->info("no order was sent in this run");
        done_ = true;
    } else if (now - stop_began_ > kStopPatience) {
        setup_.log->error(
            "ALARM the exchange did not confirm within 20 s that no order of ours is "
            "open; cancel-on-disconnect takes what is left. Check by hand");
        exit_code_ = exit_code_ == kExitOk ? kExitFailed : exit_code_;
        done_ = true;
    }
}

// The engine's thread has ended. Only a stop with nothing left open is a clean one.
void Session::close_journal() {
    if (exit_code_ == kExitOk) {
        runtime::journal::Writer& writer = setup_.journal->writer();
        writer.at(monotonic_now());
        (void)writer.record(runtime::journal::RecordType::CleanStop, {});
    }
    if (const std::string fault = setup_.journal->close(); !fault.empty()) {
        setup_.log->error("ALARM journal: " + fault);
        exit_code_ = exit_code_ == kExitOk ? kExitDisk : exit_code_;
    }
}

int Session::finish() {
    const double real_seconds = (monotonic_now() - started_).seconds();
    const ops::Picture last = picture();
    if (setup_.panel) {
        setup_.panel->draw(ops::screen_text(last));
        setup_.panel->close();
    }
    if (options_.watch || options_.run_for) {
        std::fputs(summary_.text(last, real_seconds).c_str(), stdout);
        std::fflush(stdout);
    }
    daemon_.close(kClosePatience);
    take_records(monotonic_now());
    close_journal();
    setup_.log->info("stopped");
    ::close(signals_);
    return exit_code_;
}

}  // namespace

int run(const RunOptions& options) {
    // Before any thread exists, so that all inherit it: signals are read where they are expected.
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    ::sigaddset(&set, SIGUSR1);
    (void)::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    (void)std::signal(SIGPIPE, SIG_IGN);

    auto setup = set_up(options);
    if (!setup) {
        std::fprintf(stderr, "hedged: %s\n", setup.error().text.c_str());
        return setup.error().exit_code;
    }
    g_latch = setup.value().latch.get();
    g_panel = setup.value().panel.get();
    set_assert_handler(on_assertion);
    int code = kExitSoftware;
    {
        auto session = std::make_unique<Session>(options, setup.value());
        code = session->run();
    }
    g_latch = nullptr;
    g_panel = nullptr;
    return code;
}

}  // namespace hedged::app
