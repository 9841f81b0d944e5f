// SPDX-License-Identifier: Apache-2.0
#include "simulator/process.hpp"

#include "simulator/venue.hpp"
#include "simulator/virtual_clock.hpp"

#include <algorithm>

namespace hedged::simulator {
namespace {

constexpr Instant kNever{INT64_MAX};
constexpr Duration kStopPatience = seconds(20);
constexpr Duration kClosePatience = seconds(2);
// A session whose deadline has passed and that cannot act yet is asked again after this.
constexpr Duration kAskAgain = milliseconds(1);
constexpr Duration kViewPace = milliseconds(200);

engine::EngineConfig engine_config(const RunOptions& options, const Process::Birth& birth,
                                   runtime::KillLatch& latch, const Saboteur& saboteur) {
    engine::EngineConfig config = options.engine;
    saboteur.configure(config);
    config.gateway.epoch = birth.epoch;
    // A latch file that cannot be written is the disk's fault of this run; the flag is up.
    (void)runtime::take_over(birth.carried, latch, config);
    return config;
}

runtime::IoSettings io_settings(const RunOptions& options, std::uint64_t seed) {
    runtime::IoSettings out;
    out.market = options.market_session;
    out.account = options.account_session;
    const deribit::Credentials credentials{kKeyId, deribit::Secret{kKeySecret}};
    out.market.connection.credentials = credentials;
    out.account.connection.credentials = credentials;
    out.market.hedge_instruments = {
        std::string(options.engine.underlyings[0].hedge_instrument.view())};
    out.account.tag = *deribit::AccountTag::make(kAccountTag);
    out.underlyings = {deribit::underlying_of("BTC")};
    out.instrument_capacity = options.engine.instrument_capacity;
    out.seed = seed;
    return out;
}

runtime::JournalTap tap_of(const engine::EngineConfig& inherited, VirtualJournal* journal) {
    if (journal == nullptr) {
        return {};
    }
    return {journal->writer(), runtime::JournalPace{}, inherited, virtual_now()};
}

runtime::StagePace pace_of(const RunOptions& options) {
    runtime::StagePace pace;
    pace.timer = options.timer;
    pace.view = kViewPace;
    return pace;
}

}  // namespace

Process::Process(const RunOptions& options, const Birth& birth, Network& network, VirtualDisk& disk,
                 std::unique_ptr<VirtualJournal> journal, ProcessWatcher& watcher)
    : options_(options),
      birth_(birth),
      network_(network),
      watcher_(watcher),
      random_(birth.seed),
      lines_(options.engine.instrument_capacity, options.engine.underlyings.size()),
      latch_(kLatchPath, disk),
      journal_(std::move(journal)),
      saboteur_(options.canary, birth.seed, birth.stale_hedge),
      config_(engine_config(options, birth, latch_, saboteur_)),
      engine_(config_, saboteur_, watcher),
      stage_(engine_, lines_, latch_, virtual_now, tap_of(config_, journal_.get()),
             pace_of(options)),
      market_(network, *this, virtual_now),
      account_(network, *this, virtual_now),
      desk_(io_settings(options, birth.seed), lines_, latch_, market_, account_,
            runtime::IoClock{virtual_now, virtual_wall}) {}

Process::~Process() {
    market_.die();
    account_.die();
}

void Process::start() {
    desk_.start();
    plan();
}

bool Process::owns(std::uint64_t connection) const noexcept {
    return connection == market_.connection() || connection == account_.connection();
}

std::uint64_t Process::connection(Stream stream) const noexcept {
    return stream == Stream::Market ? market_.connection() : account_.connection();
}

void Process::arrived(const Parcel& parcel) {
    const Instant now = virtual_now();
    VirtualChannel& channel = parcel.connection == market_.connection() ? market_ : account_;
    channel.arrived(parcel, now);
    (void)desk_.settle();
    plan();
}

// When the two sides will look again: the engine's side at what has arrived or its timer, the I/O
// side at commands or a session's deadline.
void Process::plan() {
    const Instant now = virtual_now();
    const auto soon = [&](Duration most) {
        return most == Duration{} ? now
                                  : now + Duration{static_cast<std::int64_t>(random_.below(
                                              static_cast<std::uint64_t>(most.nanoseconds())))};
    };
    if (stage_.idle()) {
        wake_at_ = kNever;
    } else if (wake_at_ == kNever) {
        wake_at_ = soon(options_.engine_delay);
    }
    if (lines_.commands.empty()) {
        flush_at_ = kNever;
    } else if (flush_at_ == kNever) {
        flush_at_ = soon(options_.io_delay);
    }
    engine_due_ = std::max(std::min(wake_at_, stage_.next_timer()), stalled_until_);
    Instant deadline = desk_.next_deadline();
    if (deadline <= now) {
        deadline = now + kAskAgain;
    }
    io_due_ = std::min(flush_at_, deadline);
}

bool Process::turn() {
    const Instant now = virtual_now();
    if (journal_ && now >= journal_->next_due()) {
        (void)journal_->turn();
        // No record, no trade: the process stops, and the service manager starts another.
        if (journal_->writer().failed()) {
            begin_stop();
        }
    }
    if (now >= engine_due_) {
        wake_at_ = kNever;
        (void)stage_.turn();
        drain_notes();
        watcher_.turned(*this);
        if (engine_.take_decided() && death_ == DeathPoint::OrderDecided) {
            return false;
        }
        follow_stop();
        plan();
    }
    if (now >= io_due_) {
        flush_at_ = kNever;
        order_left_ = false;
        (void)desk_.settle();
        if (order_left_ && death_ == DeathPoint::OrderSent) {
            return false;
        }
        plan();
    }
    if (saboteur_.any()) {
        let_out_held_frames();
        for (const std::string& answer : saboteur_.take_answers()) {
            Parcel parcel;
            parcel.due = now;
            parcel.connection = account_.connection();
            parcel.toward = Toward::Daemon;
            parcel.bytes = answer;
            arrived(parcel);
        }
    }
    return true;
}

void Process::let_out_held_frames() {
    for (const std::string& frame : saboteur_.due(virtual_now(), latch_.raised())) {
        if (account_.state() == transport::ChannelState::kOpen) {
            watcher_.frame_left(*this, Stream::Account, account_.connection(), frame);
            network_.send(virtual_now(), account_.connection(), Toward::Exchange, ParcelKind::Frame,
                          frame);
        }
    }
}

void Process::stall_engine(Duration for_how_long) noexcept {
    stalled_until_ = virtual_now() + for_how_long;
    engine_due_ = std::max(engine_due_, stalled_until_);
}

void Process::operate(OperatorVerb verb, const char* actor, const char* reason) {
    OperatorCommand command;
    command.stamp.received = virtual_now();
    command.verb = verb;
    command.actor.assign_truncated(actor);
    command.reason.assign_truncated(reason);
    if (verb == OperatorVerb::Kill) {
        latch_.raise();
    }
    watcher_.operated(*this, verb);
    (void)lines_.operators.push(command);
    plan();
}

void Process::begin_stop() {
    if (stopping()) {
        return;
    }
    stop_began_ = virtual_now();
    lines_.stopping.store(true);
    operate(OperatorVerb::Stop, "signal", "the daemon is stopping");
}

void Process::follow_stop() {
    if (!stopping() || close_began_ != Instant{}) {
        return;
    }
    const Instant now = virtual_now();
    if (engine_.orders_done() || now - stop_began_ > kStopPatience) {
        close_began_ = now;
        desk_.begin_close();
    }
}

bool Process::stopped() {
    return close_began_ != Instant{} &&
           (desk_.closed() || virtual_now() - close_began_ > kClosePatience);
}

const EngineView* Process::view() {
    const EngineView& latest = lines_.view.latest();
    return lines_.view.any() ? &latest : nullptr;
}

void Process::drain_notes() {
    Note note;
    while (lines_.notes.pop(note) || lines_.io_notes.pop(note)) {
        saboteur_.say(note, kKeySecret);
        watcher_.noted(*this, note);
    }
    runtime::NamedInstrument name;
    while (lines_.names.pop(name)) {
    }
}

Stream Process::stream_of(const VirtualChannel& channel) const noexcept {
    return &channel == &market_ ? Stream::Market : Stream::Account;
}

void Process::channel_opening(VirtualChannel& channel) {
    watcher_.opened(*this, stream_of(channel), channel.connection());
}

void Process::channel_closed(VirtualChannel& channel) {
    watcher_.closed(*this, stream_of(channel), channel.connection());
}

bool Process::frame_leaves(VirtualChannel& channel, std::string& frame) {
    if (saboteur_.any() && !saboteur_.lets_pass(frame, virtual_now())) {
        return false;
    }
    const Stream stream = stream_of(channel);
    if (stream == Stream::Account && (frame.find("private/buy") != std::string_view::npos ||
                                      frame.find("private/sell") != std::string_view::npos)) {
        order_left_ = true;
    }
    watcher_.frame_left(*this, stream, channel.connection(), frame);
    return true;
}

}  // namespace hedged::simulator
