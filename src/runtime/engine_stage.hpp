// SPDX-License-Identifier: Apache-2.0
// The engine's side of the queues: drains what has arrived (account first, then operators, then
// market), lets the engine decide once, and carries its actions out in order. turn() is called by
// whichever thread the layout gives it; one thread. Allocates only when a kill latch is written.
//
// E1  Actions are carried out in the order in which the engine gave them: SetKillLatch has written
//     and synced the file when the next action of the list is looked at.
// E2  Market data received before the market stream went down is never shown after that news.
// E3  Whatever an event led to is carried out before the next event.
// E4  An event is in the journal before the engine sees it, and what it led to before any of it is
//     carried out. An order that could not be recorded does not leave.
#pragma once

#include "hedged/core/assert.hpp"

#include "runtime/journal_tap.hpp"
#include "runtime/lines.hpp"

#include <type_traits>
#include <variant>

namespace hedged::runtime {

struct StagePace {
    Duration timer = milliseconds(10);
    Duration view = milliseconds(100);
    Duration latch_retry = seconds(1);
    std::size_t account_batch = 1024;
    std::size_t market_batch = 4096;
};

template <class EngineType>
class EngineStage {
public:
    using Now = Instant (*)();

    EngineStage(EngineType& engine, Lines& lines, KillLatch& latch, Now now,
                JournalTap journal = {}, StagePace pace = {})
        : engine_(engine),
          lines_(lines),
          latch_(latch),
          now_(now),
          journal_(std::move(journal)),
          pace_(pace) {}

    // One batch. False: nothing had arrived and no timer was due.
    bool turn() {
        trigger_ = Instant{};
        std::size_t taken = drain_refused() + drain_account() + drain_operators() + drain_market();
        const Instant start = now_();
        if (const auto news = journal_.health_news(start)) {
            apply(*news);
            ++taken;
        }
        const bool inputs = taken > 0;
        if (start >= next_timer_) {
            next_timer_ = start + pace_.timer;
            apply(Timer{start});
            retry_latch(start);
            ++taken;
        }
        if (taken == 0) {
            return false;
        }
        apply(BatchEnd{now_()});
        const Instant end = now_();
        if (inputs && trigger_ != Instant{}) {
            lines_.batch_latency.record(end - trigger_);
        }
        if (end >= next_view_) {
            next_view_ = end + pace_.view;
            engine_.view(lines_.view.draft());
            lines_.view.publish();
        }
        journal_.after_batch(engine_, end);
        return true;
    }

    [[nodiscard]] bool idle() const noexcept {
        return lines_.account.empty() && lines_.operators.empty() && lines_.market.empty() &&
               refused_.empty();
    }
    [[nodiscard]] Instant next_timer() const noexcept { return next_timer_; }
    [[nodiscard]] std::uint64_t notes_lost() const noexcept { return lines_.notes.refused(); }

private:
    std::size_t drain_account() {
        std::size_t taken = 0;
        Event event;
        while (taken < pace_.account_batch && lines_.account.pop(event)) {
            if (const auto* change = std::get_if<ConnectionChange>(&event);
                change != nullptr && change->stream == Stream::Market &&
                change->state == ConnectionState::Down) {
                market_down_at_ = change->stamp.received;
            }
            observe(event);
            apply(event);
            ++taken;
        }
        return taken;
    }

    std::size_t drain_operators() {
        std::size_t taken = 0;
        OperatorCommand command;
        while (taken < kOperatorCommands && lines_.operators.pop(command)) {
            apply(command);
            ++taken;
        }
        return taken;
    }

    std::size_t drain_market() {
        std::size_t taken = 0;
        MarketEvent event;
        while (taken < pace_.market_batch && lines_.market.pop(event)) {
            std::visit(
                [this](const auto& message) {
                    if (message.stamp.received > market_down_at_) {
                        note_trigger(message.stamp.received);
                        apply(message);
                    }
                },
                event);
            ++taken;
        }
        return taken;
    }

    // Answers to orders that found no room on the way to the I/O side.
    std::size_t drain_refused() {
        const std::size_t taken = refused_.size();
        for (const OrderReply& reply : refused_) {
            apply(reply);
        }
        refused_.clear();
        return taken;
    }

    void observe(const Event& event) noexcept {
        std::visit(
            [this](const auto& message) {
                using Message = std::decay_t<decltype(message)>;
                if constexpr (std::is_same_v<Message, Fill> ||
                              std::is_same_v<Message, PositionUpdate> ||
                              std::is_same_v<Message, OrderUpdate>) {
                    note_trigger(message.stamp.received);
                }
            },
            event);
    }

    void note_trigger(Instant received) noexcept {
        if (trigger_ == Instant{} || received < trigger_) {
            trigger_ = received;
        }
    }

    void apply(const Event& event) {
        actions_.clear();
        journal_.input(event);
        engine_.on(event, actions_);
        recorded_ = true;
        for (const Action& action : actions_) {
            recorded_ = journal_.action(action) && recorded_;
        }
        for (const Action& action : actions_) {
            std::visit([this](const auto& wanted) { this->carry_out(wanted); }, action);
        }
    }

    void carry_out(const VenueCommand& command) {
        const auto* const order = std::get_if<PlaceOrder>(&command);
        if (order != nullptr && !on_record()) {
            refuse(*order, "not sent: the journal could not record it");
        } else if (!lines_.commands.push(IoCommand{command, trigger_}) && order != nullptr) {
            refuse(*order, "not sent: the way to the network is full");
        }
    }

    // No record, no trade.
    [[nodiscard]] bool on_record() { return recorded_ && journal_.order_is_safe(); }

    void refuse(const PlaceOrder& order, std::string_view why) {
        OrderReply reply;
        reply.stamp.received = now_();
        reply.client_id = order.client_id;
        reply.outcome = Outcome::Refused;
        reply.refusal = RefusalClass::RetryLater;
        reply.message.assign_truncated(why);
        const bool room = refused_.push_back(reply);
        HEDGED_ASSERT(room);
    }

    void carry_out(const Note& note) { (void)lines_.notes.push(note); }

    void carry_out(const SetKillLatch& kill) {
        kill_ = kill;
        latch_written_ = report(latch_.set(kill.actor.view(), kill.reason.view()));
        killed_ = true;
        (void)journal_.sync();
    }

    void carry_out(const ClearKillLatch& /*arm*/) {
        if (report(latch_.clear())) {
            killed_ = false;
        }
        (void)journal_.sync();
    }

    // A full disk must not make a kill forget itself at the next start: keep trying.
    void retry_latch(Instant now) {
        if (killed_ && !latch_written_ && now >= next_latch_try_) {
            next_latch_try_ = now + pace_.latch_retry;
            latch_written_ = report(latch_.set(kill_.actor.view(), kill_.reason.view()));
        }
    }

    [[nodiscard]] bool report(const std::string& fault) {
        if (fault.empty()) {
            return true;
        }
        Note note;
        note.at = now_();
        note.kind = NoteKind::RuntimeFault;
        note.severity = Severity::Alarm;
        note.text.assign_truncated("kill latch file: " + fault);
        (void)lines_.notes.push(note);
        return false;
    }

    EngineType& engine_;
    Lines& lines_;
    KillLatch& latch_;
    Now now_;
    JournalTap journal_;
    StagePace pace_;
    Actions actions_;
    FixedVector<OrderReply, kActionsMax> refused_;
    Instant trigger_;
    Instant next_timer_;
    Instant next_view_;
    bool recorded_ = true;  // the actions of the event in hand
    Instant market_down_at_;
    SetKillLatch kill_;
    bool killed_ = false;
    bool latch_written_ = true;
    Instant next_latch_try_;
};

}  // namespace hedged::runtime
