// SPDX-License-Identifier: Apache-2.0
#include "runtime/io_stage.hpp"

#include "hedged/runtime/clock.hpp"
#include "hedged/venues/deribit/session/command_route.hpp"

#include <algorithm>
#include <variant>

namespace hedged::runtime {

IoStage::IoStage(const IoSettings& settings, Lines& lines, KillLatch& latch)
    : settings_(settings),
      lines_(lines),
      latch_(latch),
      router_(lines),
      market_channel_(loop_, monotonic_now),
      account_channel_(loop_, monotonic_now),
      table_(settings.underlyings, settings.instrument_capacity),
      market_(market_channel_, settings_.endpoint, router_, monotonic_now, wall_now,
              [this](deribit::SessionSink sink) {
                  return std::make_unique<deribit::MarketSession>(settings_.market, table_,
                                                                  refresh_, sink, settings_.seed);
              }),
      account_(account_channel_, settings_.endpoint, router_, monotonic_now, wall_now,
               [this](deribit::SessionSink sink) {
                   return std::make_unique<deribit::AccountSession>(
                       settings_.account, table_, refresh_, sink, settings_.seed + 1);
               }) {}

void IoStage::start() {
    market_.session().start(monotonic_now(), wall_now());
    account_.session().start(monotonic_now(), wall_now());
}

bool IoStage::turn() {
    bool worked = loop_.poll() > 0;
    worked = flush() || worked;
    const Instant now = monotonic_now();
    market_.tick(now);
    account_.tick(now);
    if (router_.take_overflow()) {
        account_.abort();
    }
    if (router_.take_routed()) {
        lines_.engine_bell.ring();
        worked = true;
    }
    return worked;
}

void IoStage::park(Duration longest) {
    const Instant now = monotonic_now();
    const Instant due =
        std::min(market_.session().next_deadline(), account_.session().next_deadline());
    if (due - now < longest) {
        longest = due - now;
    }
    lines_.io_bell.about_to_park();
    if (longest > Duration{} && lines_.commands.empty()) {
        (void)loop_.run_for(longest);
    }
    lines_.io_bell.awake();
}

bool IoStage::flush() {
    bool any = false;
    IoCommand wanted;
    while (lines_.commands.pop(wanted)) {
        carry_out(wanted);
        any = true;
    }
    return any;
}

void IoStage::carry_out(const IoCommand& wanted) {
    const Instant now = monotonic_now();
    if (deribit::stream_for(wanted.command) == Stream::Market) {
        market_.session().command(wanted.command, now);
        return;
    }
    const auto* order = std::get_if<PlaceOrder>(&wanted.command);
    if (order != nullptr && !orders_may_leave()) {
        refuse(*order, latch_.raised() ? "not sent: the kill switch is set"
                                       : "not sent: the daemon is stopping");
        return;
    }
    account_.session().command(wanted.command, now);
    if (order != nullptr && wanted.trigger != Instant{} && account_.ready_at() >= now) {
        lines_.decide_latency.record(account_.ready_at() - wanted.trigger);
        lines_.wire_latency.record(monotonic_now() - wanted.trigger);
    }
}

bool IoStage::orders_may_leave() const noexcept {
    return !latch_.raised() && !lines_.stopping.load(std::memory_order_seq_cst);
}

void IoStage::refuse(const PlaceOrder& order, std::string_view why) {
    lines_.orders_stopped_at_socket.fetch_add(1, std::memory_order_relaxed);
    OrderReply reply;
    reply.stamp.received = monotonic_now();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Refused;
    reply.refusal = RefusalClass::RetryLater;
    reply.message.assign_truncated(why);
    router_.route(reply);
}

void IoStage::close(Duration patience) {
    const Instant start = monotonic_now();
    account_.session().close_gracefully(start);
    market_.session().close_gracefully(start);
    while (!(market_.closed() && account_.closed()) && monotonic_now() - start < patience) {
        (void)loop_.run_for(milliseconds(10));
    }
}

}  // namespace hedged::runtime
