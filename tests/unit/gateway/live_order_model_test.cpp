// SPDX-License-Identifier: Apache-2.0
// Goal: the order state machine is the table below, for every event in every state and in any
// order. Method: the table is written out in full and read by a person; random sequences of events
// go to both, and after each the states and the invariants of live_order.hpp must hold.
#include "hedged/core/random.hpp"
#include "hedged/gateway/live_order.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace hedged::gateway {
namespace {

// What can happen. "Part" leaves something unfilled, "Rest" fills what is left.
enum Word : std::size_t {
    Accepted,
    RefusedUnseen,    // a plain refusal of an order never seen alive
    RefusedSeen,      // a plain refusal although the exchange has named or filled it
    RefusedVague,     // a refusal that says nothing about the order
    ReplyLostUnseen,  // no answer, and nothing else has been heard of the order
    ReplyLostSeen,
    SaysOpen,
    SaysFilled,
    SaysCancelled,
    SaysRejected,
    SaysOddWord,
    FillPart,
    FillRest,
    CancelLeaves,
    CancelAccepted,
    CancelRefusedGone,
    CancelRefusedElse,
    Found,
    AbsentEarly,
    AbsentLate,        // never traded
    AbsentLateTraded,  // but it has traded
    AskFailed,
    TrackLost,
    kWords
};

constexpr LiveState kS = LiveState::Sent;
constexpr LiveState kO = LiveState::Open;  // stands for Open and PartiallyFilled; see below
constexpr LiveState kC = LiveState::CancelSent;
constexpr LiveState kU = LiveState::Unknown;
constexpr LiveState kF = LiveState::Filled;
constexpr LiveState kX = LiveState::Cancelled;
constexpr LiveState kR = LiveState::Rejected;
constexpr LiveState kD = LiveState::ResolvedDead;

// Rows: the word; columns: Sent, Open, CancelSent, Unknown, Filled, Cancelled, Rejected, Dead.
constexpr std::array<std::array<LiveState, 8>, kWords> kTable = {{
    /* Accepted          */ {kO, kO, kC, kO, kF, kX, kR, kD},
    /* RefusedUnseen     */ {kR, kR, kR, kR, kF, kX, kR, kD},
    /* RefusedSeen       */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* RefusedVague      */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* ReplyLostUnseen   */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* ReplyLostSeen     */ {kU, kO, kC, kU, kF, kX, kR, kD},
    /* SaysOpen          */ {kO, kO, kC, kO, kF, kX, kR, kD},
    /* SaysFilled        */ {kF, kF, kF, kF, kF, kX, kF, kF},
    /* SaysCancelled     */ {kX, kX, kX, kX, kF, kX, kX, kX},
    /* SaysRejected      */ {kR, kR, kR, kR, kF, kX, kR, kR},
    /* SaysOddWord       */ {kU, kU, kU, kU, kF, kX, kU, kU},
    /* FillPart          */ {kO, kO, kC, kU, kF, kX, kR, kD},
    /* FillRest          */ {kF, kF, kF, kF, kF, kX, kR, kD},
    /* CancelLeaves      */ {kC, kC, kC, kU, kF, kX, kR, kD},
    /* CancelAccepted    */ {kS, kO, kC, kU, kF, kX, kR, kD},
    /* CancelRefusedGone */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* CancelRefusedElse */ {kS, kO, kC, kU, kF, kX, kR, kD},
    /* Found             */ {kS, kO, kC, kU, kF, kX, kR, kD},
    /* AbsentEarly       */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* AbsentLate        */ {kU, kU, kU, kD, kF, kX, kR, kD},
    /* AbsentLateTraded  */ {kU, kU, kU, kU, kF, kX, kR, kD},
    /* AskFailed         */ {kS, kO, kC, kU, kF, kX, kR, kD},
    /* TrackLost         */ {kU, kU, kU, kU, kF, kX, kR, kD},
}};

std::size_t column(LiveState state) {
    switch (state) {
        case LiveState::Sent:
            return 0;
        case LiveState::Open:
        case LiveState::PartiallyFilled:
            return 1;
        case LiveState::CancelSent:
            return 2;
        case LiveState::Unknown:
            return 3;
        case LiveState::Filled:
            return 4;
        case LiveState::Cancelled:
            return 5;
        case LiveState::Rejected:
            return 6;
        case LiveState::ResolvedDead:
            return 7;
    }
    return 0;
}

class Teller {
public:
    explicit Teller(std::uint64_t seed) : random_(seed) {
        order.id = make_client_order_id(1, 1);
        order.quantity = Lots{2 + static_cast<std::int64_t>(random_.below(9))};
    }
    // Turns what was drawn into the word it really is for this order now.
    Word draw() {
        auto word = static_cast<Word>(random_.below(kWords));
        bool const traded = order.filled > Lots{0} || order.reported_filled > Lots{0};
        if (word == RefusedUnseen || word == RefusedSeen) {
            word = order.acknowledged ? RefusedSeen : RefusedUnseen;
        }
        if (word == ReplyLostUnseen || word == ReplyLostSeen) {
            word = order.acknowledged ? ReplyLostSeen : ReplyLostUnseen;
        }
        if (word == AbsentLate || word == AbsentLateTraded) {
            word = traded ? AbsentLateTraded : AbsentLate;
        }
        Lots const left = order.quantity - order.filled;
        if (word == FillPart && left < Lots{2}) {
            word = FillRest;
        }
        return word;
    }
    Transition tell(Word word) {
        Lots const left = order.quantity - order.filled;
        switch (word) {
            case Accepted:
                return reply(Outcome::Accepted, RefusalClass::Other);
            case RefusedUnseen:
            case RefusedSeen:
                return reply(Outcome::Refused, RefusalClass::Price);
            case RefusedVague:
                return reply(Outcome::Refused, random_.below(2) == 0 ? RefusalClass::StateUnknown
                                                                     : RefusalClass::OrderGone);
            case ReplyLostUnseen:
            case ReplyLostSeen:
                return reply(Outcome::Unknown, RefusalClass::Other);
            case SaysOpen:
                return report(random_.below(2) == 0 ? OrderState::Open : OrderState::Triggered);
            case SaysFilled:
                return report(OrderState::Filled);
            case SaysCancelled:
                return report(OrderState::Cancelled);
            case SaysRejected:
                return report(OrderState::Rejected);
            case SaysOddWord:
                return report(OrderState::Unknown);
            case FillPart:
                return fill(Lots{1 + static_cast<std::int64_t>(random_.below(
                                         static_cast<std::uint64_t>(left.value() - 1)))});
            case FillRest:
                return fill(std::max(left, Lots{1}));
            case CancelLeaves:
                on_cancel_sent(order, test::at_ms(1));
                return {};
            case CancelAccepted:
                return cancel(Outcome::Accepted, RefusalClass::Other);
            case CancelRefusedGone:
                return cancel(Outcome::Refused, RefusalClass::OrderGone);
            case CancelRefusedElse:
                return cancel(random_.below(2) == 0 ? Outcome::Refused : Outcome::Unknown,
                              RefusalClass::RetryLater);
            case Found:
                return answer(QueryResult::Found, true);
            case AbsentEarly:
                return answer(QueryResult::Absent, false);
            case AbsentLate:
            case AbsentLateTraded:
                order.answers = 0;  // what many such answers lead to has its own test
                return answer(QueryResult::Absent, true);
            case AskFailed:
                return answer(QueryResult::Failed, true);
            case TrackLost:
                return lose_track(order, test::at_ms(1));
            case kWords:
                break;
        }
        return {};
    }

    LiveOrder order;

private:
    Transition reply(Outcome outcome, RefusalClass refusal) {
        OrderReply reply;
        reply.outcome = outcome;
        reply.refusal = refusal;
        return on_reply(order, reply);
    }
    Transition report(OrderState state) {
        OrderUpdate update;
        update.state = state;
        update.venue_id = VenueOrderId{"V1"};
        Lots const reported{static_cast<std::int64_t>(
            random_.below(static_cast<std::uint64_t>(order.quantity.value()) + 1))};
        return on_update(order, update, reported, order.quantity);
    }
    Transition fill(Lots lots) {
        Fill fill;
        fill.price = 100.0;
        return on_fill(order, fill, lots);
    }
    Transition cancel(Outcome outcome, RefusalClass refusal) {
        return on_cancel_reply(order, CancelReply{{}, order.id, outcome, refusal, 0});
    }
    Transition answer(QueryResult result, bool late) {
        return on_query_reply(order, OrderQueryReply{{}, order.id, result}, late);
    }

    Random random_;
};

void expect_invariants(const LiveOrder& before, const LiveOrder& after, const Transition& change) {
    if (is_done(before.state) && after.state != LiveState::Unknown) {
        EXPECT_TRUE(is_done(after.state)) << "O1";
    }
    EXPECT_GE(after.filled, before.filled) << "O2";
    EXPECT_GE(after.reported_filled, before.reported_filled) << "O2";
    EXPECT_GE(after.in_flight(), Lots{0});
    if (!is_done(after.state)) {
        EXPECT_GE(after.in_flight(), after.quantity - after.filled) << "O3";
    } else {
        EXPECT_GE(after.in_flight(), after.reported_filled - after.filled) << "O3";
    }
    EXPECT_EQ(change.became_done, is_done(after.state) && !is_done(before.state));
    EXPECT_EQ(change.resolved, before.state == LiveState::Unknown && after.state != before.state)
        << "O4";
    if (after.state == LiveState::PartiallyFilled) {
        EXPECT_TRUE(after.filled > Lots{0} || after.reported_filled > Lots{0});
    }
}

TEST(LiveOrderModel, FollowsTheTableInAnyOrderOfEvents) {
    std::array<std::array<std::uint64_t, 8>, kWords> visited{};
    for (std::uint64_t seed = 1; seed <= 30'000; ++seed) {
        Teller teller(seed);
        std::string story;
        for (int step = 0; step < 12; ++step) {
            LiveOrder const before = teller.order;
            Word const word = teller.draw();
            Transition const change = teller.tell(word);
            story += std::to_string(word) + " ";
            SCOPED_TRACE("seed " + std::to_string(seed) + " words " + story);

            LiveState const expected = kTable[word][column(before.state)];
            ++visited[word][column(before.state)];
            ASSERT_EQ(column(teller.order.state), column(expected))
                << to_string(before.state) << " became " << to_string(teller.order.state)
                << " instead of " << to_string(expected);
            expect_invariants(before, teller.order, change);
            if (HasFailure()) {
                return;
            }
        }
    }
    for (std::size_t word = 0; word < kWords; ++word) {
        for (std::size_t state = 0; state < 8; ++state) {
            bool const never_alive = word == RefusedUnseen || word == AbsentLate;
            bool const unseen = word == RefusedUnseen || word == ReplyLostUnseen;
            bool const seen = word == RefusedSeen || word == ReplyLostSeen;
            bool const traded = word == AbsentLateTraded;
            bool const impossible = (state == 0 && (traded || seen)) ||        // Sent
                                    (state == 1 && unseen) ||                  // Open
                                    ((state == 4 || state == 5) && unseen) ||  // Filled, Cancelled
                                    (state == 4 && never_alive);
            EXPECT_EQ(visited[word][state] == 0, impossible)
                << "word " << word << " state " << state;
        }
    }
}

}  // namespace
}  // namespace hedged::gateway
