// SPDX-License-Identifier: Apache-2.0
#include "runtime/session_desk.hpp"

#include "hedged/venues/deribit/session/command_route.hpp"

#include <algorithm>
#include <variant>

namespace hedged::runtime {

SessionDesk::SessionDesk(const IoSettings& settings, Lines& lines, KillLatch& latch,
                         transport::Channel& market, transport::Channel& account, IoClock clock)
    : settings_(settings),
      lines_(lines),
      latch_(latch),
      clock_(clock),
      router_(lines),
      table_(settings.underlyings, settings.instrument_capacity),
      market_(market, settings_.endpoint, router_, clock.now, clock.wall,
              [this](deribit::SessionSink sink) {
                  return std::make_unique<deribit::MarketSession>(settings_.market, table_,
                                                                  refresh_, sink, settings_.seed);
              }),
      account_(account, settings_.endpoint, router_, clock.now, clock.wall,
               [this](deribit::SessionSink sink) {
                   return std::make_unique<deribit::AccountSession>(
                       settings_.account, table_, refresh_, sink, settings_.seed + 1);
               }) {}

void SessionDesk::start() {
    market_.session().start(clock_.now(), clock_.wall());
    account_.session().start(clock_.now(), clock_.wall());
}

bool SessionDesk::settle() {
    bool worked = flush();
    const Instant now = clock_.now();
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

bool SessionDesk::flush() {
    bool any = false;
    IoCommand wanted;
    while (lines_.commands.pop(wanted)) {
        carry_out(wanted);
        any = true;
    }
    return any;
}

Instant SessionDesk::next_deadline() const noexcept {
    return std::min(market_.next_deadline(), account_.next_deadline());
}

void SessionDesk::carry_out(const IoCommand& wanted) {
    const Instant now = clock_.now();
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
        lines_.wire_latency.record(clock_.now() - wanted.trigger);
    }
}

bool SessionDesk::orders_may_leave() const noexcept {
    return !latch_.raised() && !lines_.stopping.load(std::memory_order_seq_cst);
}

void SessionDesk::refuse(const PlaceOrder& order, std::string_view why) {
    lines_.orders_stopped_at_socket.fetch_add(1, std::memory_order_relaxed);
    OrderReply reply;
    reply.stamp.received = clock_.now();
    reply.client_id = order.client_id;
    reply.outcome = Outcome::Refused;
    reply.refusal = RefusalClass::RetryLater;
    reply.message.assign_truncated(why);
    router_.route(reply);
}

void SessionDesk::begin_close() {
    const Instant now = clock_.now();
    account_.session().close_gracefully(now);
    market_.session().close_gracefully(now);
}

bool SessionDesk::closed() const {
    return market_.closed() && account_.closed();
}

}  // namespace hedged::runtime
