// SPDX-License-Identifier: Apache-2.0
#include "perf/path/path_rig.hpp"

#include "hedged/runtime/clock.hpp"
#include "hedged/venues/deribit/session/command_route.hpp"

#include "perf/support/busy_config.hpp"

#include <memory>

namespace hedged::perf {

namespace {

using runtime::monotonic_now;
using runtime::wall_now;

constexpr std::size_t kFrameMax = 1 << 20;

runtime::IoSettings settings_for(const config::Config& config) {
    runtime::DaemonSettings daemon;
    daemon.config = config;
    daemon.credentials = {"perf", deribit::Secret{"perf"}};
    daemon.seed = 1;
    return runtime::make_io_settings(daemon);
}

}  // namespace

MemoryChannel::MemoryChannel() : outbox_(kKept) {
    inbox_.reserve(kFrameMax);
    for (std::string& frame : outbox_) {
        frame.reserve(8192);
    }
}

bool MemoryChannel::connect(const transport::Endpoint& /*endpoint*/,
                            transport::ChannelListener& listener) {
    listener_ = &listener;
    state_ = transport::ChannelState::kConnecting;
    return true;
}

void MemoryChannel::open_if_asked() {
    if (state_ == transport::ChannelState::kConnecting) {
        state_ = transport::ChannelState::kOpen;
        listener_->on_open(monotonic_now());
    }
}

bool MemoryChannel::send(std::string_view frame) {
    if (waiting_ == kKept) {
        return false;
    }
    outbox_[(first_ + waiting_++) % kKept].assign(frame);
    ++sent_;
    return true;
}

void MemoryChannel::deliver(std::string_view frame, Instant received) {
    inbox_.assign(frame);
    inbox_.append(transport::kFramePadding, ' ');
    listener_->on_frame({inbox_.data(), frame.size()}, received);
}

bool MemoryChannel::take(std::string& frame) {
    if (waiting_ == 0) {
        return false;
    }
    frame = outbox_[first_];
    first_ = (first_ + 1) % kKept;
    --waiting_;
    return true;
}

PathRig::PathRig(std::size_t options, runtime::journal::Journal* journal)
    : config_(busy_config()),
      settings_(settings_for(config_)),
      latch_("/nonexistent/never-written"),
      lines_(config_.engine.instrument_capacity, 1),
      engine_(config_.engine),
      stage_(engine_, lines_, latch_, monotonic_now,
             journal == nullptr
                 ? runtime::JournalTap{}
                 : runtime::JournalTap{journal->writer(), {}, config_.engine, monotonic_now()}),
      router_(lines_),
      table_(settings_.underlyings, settings_.instrument_capacity),
      market_(market_channel_, settings_.endpoint, router_, monotonic_now, wall_now,
              [this](deribit::SessionSink sink) {
                  return std::make_unique<deribit::MarketSession>(settings_.market, table_,
                                                                  refresh_, sink, 1);
              }),
      account_(account_channel_, settings_.endpoint, router_, monotonic_now, wall_now,
               [this](deribit::SessionSink sink) {
                   return std::make_unique<deribit::AccountSession>(settings_.account, table_,
                                                                    refresh_, sink, 2);
               }),
      exchange_(options) {}

bool PathRig::bring_up() {
    market_.session().start(monotonic_now(), wall_now());
    account_.session().start(monotonic_now(), wall_now());
    const Instant patience = monotonic_now() + seconds(60);
    Instant next_tick;
    for (std::uint64_t n = 0; monotonic_now() < patience;) {
        market_channel_.open_if_asked();
        account_channel_.open_if_asked();
        turn();
        serve();
        if (exchange_.wants_ticks() && monotonic_now() >= next_tick) {
            next_tick = monotonic_now() + milliseconds(10);
            (void)tick(exchange_.quiet_tick(1));
            serve();
            const EngineView now = view();
            if (++n > 100 && now.state == TradingState::Normal &&
                now.underlyings[0].why == Why::InsideBand &&
                now.underlyings[0].legs_excluded == 0) {
                return true;
            }
        }
    }
    return false;
}

PathRig::Taken PathRig::tick(std::string_view frame) {
    const std::uint64_t before = account_channel_.sent();
    const Instant received = monotonic_now();
    market_channel_.deliver(frame, received);
    (void)stage_.turn();
    const Instant decided = monotonic_now();
    flush();
    Taken out;
    out.to_decision_ns = (decided - received).nanoseconds();
    if (account_channel_.sent() != before) {
        out.to_bytes_ns = (account_.ready_at() - received).nanoseconds();
    }
    return out;
}

void PathRig::serve() {
    for (bool any = true; any;) {
        any = false;
        while (market_channel_.take(request_)) {
            any = true;
            for (const std::string& frame : exchange_.answer(request_)) {
                market_channel_.deliver(frame, monotonic_now());
            }
        }
        while (account_channel_.take(request_)) {
            any = true;
            for (const std::string& frame : exchange_.answer(request_)) {
                account_channel_.deliver(frame, monotonic_now());
            }
        }
        turn();
    }
}

void PathRig::turn() {
    market_.tick(monotonic_now());
    account_.tick(monotonic_now());
    (void)stage_.turn();
    (void)flush();
    Note note;
    while (lines_.notes.pop(note) || lines_.io_notes.pop(note)) {
    }
    if (monotonic_now() >= next_beat_) {
        next_beat_ = monotonic_now() + seconds(5);
        beat();
    }
}

void PathRig::beat() {
    for (MemoryChannel* channel : {&market_channel_, &account_channel_}) {
        if (channel->state() == transport::ChannelState::kOpen) {
            channel->deliver(DeribitDouble::kHeartbeat, monotonic_now());
        }
    }
}

bool PathRig::flush() {
    bool any = false;
    runtime::IoCommand wanted;
    while (lines_.commands.pop(wanted)) {
        any = true;
        if (deribit::stream_for(wanted.command) == Stream::Market) {
            market_.session().command(wanted.command, monotonic_now());
        } else {
            account_.session().command(wanted.command, monotonic_now());
        }
    }
    return any;
}

EngineView PathRig::view() {
    EngineView out;
    engine_.view(out);
    return out;
}

const deribit::DecodeCounters& PathRig::market_decoding() const {
    return market_.session().decode_counters();
}

}  // namespace hedged::perf
