// SPDX-License-Identifier: Apache-2.0
// Snapshots: brackets, failures that must not look like an empty account, unknown instruments.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

constexpr const char* kTrades = "private/get_user_trades_by_currency_and_time";

struct ReadingRig : AccountRig {
    explicit ReadingRig(std::vector<Underlying> traded = coins({"BTC"}))
        : AccountRig(account_config(), std::move(traded)) {
        log_in();
        wire.forget();
    }
    void read(SnapshotKind kind, std::uint32_t generation) {
        session.command(RequestSnapshot{kind, generation}, script.now);
        script.serve();
    }
    std::vector<SnapshotMark> marks(std::uint32_t generation) const {
        std::vector<SnapshotMark> found;
        for (const SnapshotMark& mark : wire.all<SnapshotMark>()) {
            if (mark.generation == generation) {
                found.push_back(mark);
            }
        }
        return found;
    }
    void expect_end(std::uint32_t generation, SnapshotPhase phase) const {
        auto const found = marks(generation);
        ASSERT_EQ(found.size(), 2U);
        EXPECT_EQ(found[0].phase, SnapshotPhase::Begin);
        EXPECT_EQ(found[1].phase, phase);
    }
};

TEST(Snapshot, IsBracketedAndCarriesItsGeneration) {
    ReadingRig rig;
    rig.script.result("private/get_positions", "[" + position_json("BTC-PERPETUAL", -500.0) + "]");
    rig.read(SnapshotKind::Positions, 17);
    rig.expect_end(17, SnapshotPhase::Complete);
    ASSERT_EQ(rig.wire.events.size(), 3U);
    PositionUpdate const position = rig.wire.last<PositionUpdate>();
    EXPECT_TRUE(std::holds_alternative<PositionUpdate>(rig.wire.events[1]));
    EXPECT_EQ(position.size, -500.0);
    EXPECT_TRUE(position.from_snapshot);
}

// All places for readings are taken and the exchange does not answer: the session's own reading
// waits, and does not fail again at every look.
TEST(Snapshot, OfTheSessionItselfWaitsForAPlaceWithoutSpinning) {
    ReadingRig rig;
    rig.script.silence("private/get_positions");
    for (std::uint32_t generation = 1; generation <= 16; ++generation) {
        rig.session.command(RequestSnapshot{SnapshotKind::Positions, generation}, rig.script.now);
    }
    rig.script.notify("user.changes.any.BTC.raw", "12");  // unreadable: everything must be read
    rig.wire.forget();
    for (int i = 0; i < 20; ++i) {
        rig.script.pass(milliseconds(1));
    }
    EXPECT_LE(rig.marks(0).size(), 1U);
    EXPECT_GT(rig.session.next_deadline(), rig.script.now);
}

TEST(Snapshot, AsksForEveryCoin) {
    ReadingRig rig{coins({"BTC", "ETH"})};
    rig.read(SnapshotKind::OpenOrders, 3);
    rig.script.run(seconds(1));
    auto const sent = rig.wire.requests("private/get_open_orders_by_currency");
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_TRUE(sent[0].mentions("BTC"));
    EXPECT_TRUE(sent[1].mentions("ETH"));
    rig.expect_end(3, SnapshotPhase::Complete);
}

TEST(Snapshot, FailsWhenOneCoinFails) {
    ReadingRig rig{coins({"BTC", "ETH"})};
    rig.script.answer("private/get_positions", [](const SentRequest& request) {
        return request.mentions("ETH") ? error_frame(request.id, 13028, "unavailable")
                                       : result_frame(request.id, "[]");
    });
    rig.read(SnapshotKind::Positions, 3);
    rig.script.run(seconds(1));
    rig.expect_end(3, SnapshotPhase::Failed);
}

TEST(Snapshot, FailsWhenItIsNotAnswered) {
    ReadingRig rig;
    rig.script.silence("private/get_positions");
    rig.read(SnapshotKind::Positions, 3);
    rig.script.run(seconds(11));
    rig.expect_end(3, SnapshotPhase::Failed);
}

TEST(Snapshot, FailsWhenItCannotBeRead) {
    ReadingRig rig;
    rig.script.result("private/get_positions", R"([{"instrument_name":"BTC-PERPETUAL"}])");
    rig.read(SnapshotKind::Positions, 3);
    rig.expect_end(3, SnapshotPhase::Failed);
    EXPECT_EQ(rig.wire.count<PositionUpdate>(), 0U);
}

std::string positions_kept_for(std::int64_t id, int milliseconds) {
    constexpr std::int64_t kReceived = 1'700'000'000'000'000;
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":[)" +
           position_json("BTC-PERPETUAL", -500.0) + R"(],"usIn":)" + std::to_string(kReceived) +
           R"(,"usOut":)" + std::to_string(kReceived + 1'000 * milliseconds) +
           R"(,"usDiff":1,"testnet":true})";
}

// It may be of before a fill that we know, and is stamped as of after it.
TEST(Snapshot, FailsWhenTheExchangeKeptItsAnswer) {
    ReadingRig rig;
    rig.script.answer("private/get_positions",
                      [](const SentRequest& r) { return positions_kept_for(r.id, 251); });
    rig.read(SnapshotKind::Positions, 5);
    rig.expect_end(5, SnapshotPhase::Failed);
    EXPECT_EQ(rig.wire.count<PositionUpdate>(), 0U);
}

TEST(Snapshot, MayTakeTheExchangeAMoment) {
    ReadingRig rig;
    rig.script.answer("private/get_positions",
                      [](const SentRequest& r) { return positions_kept_for(r.id, 250); });
    rig.read(SnapshotKind::Positions, 5);
    rig.expect_end(5, SnapshotPhase::Complete);
    EXPECT_EQ(rig.wire.count<PositionUpdate>(), 1U);
}

TEST(Snapshot, SaysOfWhichMomentItsLastAnswerIs) {
    ReadingRig rig;
    rig.script.answer("private/get_positions",
                      [](const SentRequest& r) { return positions_kept_for(r.id, 3); });
    rig.read(SnapshotKind::Positions, 5);
    auto const found = rig.marks(5);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].stamp.venue, WallTime{});
    EXPECT_EQ(found[1].stamp.venue, wall_from_milliseconds(1'700'000'000'003));
}

TEST(Snapshot, OfTradesSaysFromWhenOnItTellsThem) {
    ReadingRig rig;
    rig.read(SnapshotKind::Trades, 5);
    auto const found = rig.marks(5);
    ASSERT_EQ(found.size(), 2U);
    auto const asked = rig.wire.requests(kTrades);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_TRUE(asked[0].mentions(std::to_string(found[0].stamp.venue.milliseconds())));
    EXPECT_EQ(found[1].stamp.venue, found[0].stamp.venue);
}

TEST(Snapshot, PassesNothingOnAfterItHasFailed) {
    ReadingRig rig;
    rig.script.silence("private/get_positions");
    rig.read(SnapshotKind::Positions, 3);
    SentRequest const request = rig.wire.requests("private/get_positions").at(0);
    rig.script.run(seconds(11));
    rig.wire.events.clear();
    rig.script.frame(result_frame(request.id, "[" + position_json("BTC-PERPETUAL", -500.0) + "]"));
    EXPECT_TRUE(rig.wire.events.empty());
}

TEST(Snapshot, FailsAtOnceWithoutAConnection) {
    AccountRig rig;
    rig.session.command(RequestSnapshot{SnapshotKind::OpenOrders, 2}, rig.script.now);
    ASSERT_EQ(rig.wire.count<SnapshotMark>(), 1U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
}

TEST(Snapshot, FailsAtOnceBeforeTheStreamsRun) {
    AccountRig rig;
    rig.script.silence("private/subscribe");
    rig.log_in();
    rig.session.command(RequestSnapshot{SnapshotKind::OpenOrders, 2}, rig.script.now);
    rig.script.serve();
    ASSERT_EQ(rig.wire.count<SnapshotMark>(), 1U);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
    EXPECT_EQ(rig.wire.count_sent("private/get_open_orders_by_currency"), 0U);
}

TEST(Snapshot, OfInstrumentsIsNotTheAccountsBusiness) {
    ReadingRig rig;
    rig.session.command(RequestSnapshot{SnapshotKind::Instruments, 2}, rig.script.now);
    EXPECT_EQ(rig.wire.last<SnapshotMark>().phase, SnapshotPhase::Failed);
}

TEST(Snapshot, OfTradesReadsEveryPage) {
    ReadingRig rig;
    int page = 0;
    rig.script.answer(kTrades, [&](const SentRequest& request) {
        ++page;
        return result_frame(
            request.id,
            R"({"trades":[)" +
                trade_json("BTC-" + std::to_string(page), "9", "", 10.0, 1'700'000'000'000 + page) +
                R"(],"has_more":)" + (page < 4 ? "true" : "false") + "}");
    });
    rig.read(SnapshotKind::Trades, 6);
    rig.expect_end(6, SnapshotPhase::Complete);
    EXPECT_EQ(rig.wire.count<Fill>(), 4U);
    EXPECT_TRUE(rig.wire.last<Fill>().from_snapshot);
}

TEST(Snapshot, OfTradesFailsWhenItIsPagedShort) {
    ReadingRig rig;
    rig.script.result(kTrades, R"({"trades":[],"has_more":true})");
    rig.read(SnapshotKind::Trades, 6);
    rig.expect_end(6, SnapshotPhase::Failed);
}

TEST(Snapshot, BeyondTheirNumberFailsAtOnce) {
    ReadingRig rig;
    rig.script.silence("private/get_positions");
    for (std::uint32_t n = 1; n <= 20; ++n) {
        rig.session.command(RequestSnapshot{SnapshotKind::Positions, n}, rig.script.now);
    }
    std::size_t failed = 0;
    for (const SnapshotMark& mark : rig.wire.all<SnapshotMark>()) {
        failed += mark.phase == SnapshotPhase::Failed ? 1U : 0U;
    }
    EXPECT_EQ(failed, 4U);
}

TEST(FirstReading, KeepsTheSessionFromReadyUntilItSucceeds) {
    AccountRig rig;
    rig.script.error("private/get_positions", 13028, "temporarily_unavailable");
    rig.log_in();
    rig.script.run(seconds(20));
    EXPECT_EQ(rig.session.state(), ConnectionState::Connecting);
    std::size_t const tries = rig.wire.count_sent("private/get_positions");
    EXPECT_GE(tries, 3U);
    EXPECT_LE(tries, 8U);

    rig.script.result("private/get_positions", "[]");
    rig.script.run(seconds(31));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.wire.count_sent("private/get_account_summary"), 1U)
        << "what was read need not be read again";
}

TEST(UnknownInstrument, OfAPositionEndsReadyUntilListAndAccountWereReadAgain) {
    ReadingRig rig;
    std::uint32_t const asked = rig.refresh.wanted;
    rig.script.silence("private/get_positions");
    rig.script.notify("user.changes.any.BTC.raw", R"({"trades":[],"orders":[],"positions":[)" +
                                                      position_json("BTC-1JAN27", 300.0) +
                                                      R"(],"instrument_name":"BTC-1JAN27"})");
    ConnectionChange const change = rig.wire.last<ConnectionChange>();
    EXPECT_EQ(change.state, ConnectionState::Connecting);
    EXPECT_NE(change.reason.view().find("BTC-1JAN27"), std::string_view::npos);
    EXPECT_EQ(rig.refresh.wanted, asked + 1);
    EXPECT_EQ(rig.session.counters().unplaced, 1U);
    EXPECT_EQ(rig.wire.count_sent("private/get_positions"), 0U) << "the list must come first";

    InstrumentSpec spec;
    (void)spec.name.assign("BTC-1JAN27");
    spec.underlying = UnderlyingIndex{0};
    (void)rig.table.define(spec);
    rig.refresh.completed = rig.refresh.wanted;
    rig.script.result("private/get_positions", "[" + position_json("BTC-1JAN27", 300.0) + "]");
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.last<PositionUpdate>().size, 300.0);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(UnknownInstrument, FailsTheReadingThatHoldsIt) {
    AccountRig rig;
    rig.script.result("private/get_positions", "[" + position_json("BTC-1JAN27", 300.0) + "]");
    rig.log_in();
    rig.refresh.completed = rig.refresh.wanted;  // the list was read again and does not help
    rig.script.run(seconds(5));
    rig.refresh.completed = rig.refresh.wanted;
    rig.script.run(seconds(5));
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    for (const SnapshotMark& mark : rig.wire.all<SnapshotMark>()) {
        EXPECT_FALSE(mark.kind == SnapshotKind::Positions && mark.phase == SnapshotPhase::Complete);
    }
}

TEST(UnknownInstrument, WithoutAPositionDoesNotDisturb) {
    AccountRig rig;
    rig.script.result("private/get_positions", "[" + position_json("BTC-1JAN20", 0.0) + "]");
    rig.log_in();
    rig.refresh.completed = rig.refresh.wanted;
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(UnknownInstrument, OfAStrangersOrderAsksForTheListButKeepsTrading) {
    ReadingRig rig;
    std::uint32_t const asked = rig.refresh.wanted;
    for (int i = 0; i < 10; ++i) {
        rig.script.notify("user.changes.any.BTC.raw",
                          R"({"trades":[],"positions":[],"orders":[)" +
                              order_json("5", "by hand", "open", 10.0, 0.0, "BTC-FS-1JAN27_PERP") +
                              R"(],"instrument_name":"BTC-FS-1JAN27_PERP"})");
    }
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
    EXPECT_EQ(rig.refresh.wanted, asked + 1);
    rig.refresh.completed = rig.refresh.wanted;
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.count_sent("private/get_positions"), 1U);
    EXPECT_EQ(rig.session.counters().unplaced, 10U);
}

TEST(LostData, ThatCannotBeDecodedEndsReadyUntilEverythingWasReadAgain) {
    ReadingRig rig;
    rig.script.silence("private/get_positions");
    rig.script.frame(notification("user.changes.any.BTC.raw", R"({"orders":[{"order_id":7}]})"));
    EXPECT_EQ(rig.session.state(), ConnectionState::Connecting);
    EXPECT_EQ(rig.session.counters().private_data_lost, 1U);
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.count_sent("private/get_open_orders_by_currency"), 1U);
    EXPECT_EQ(rig.wire.count_sent(kTrades), 1U);
    EXPECT_NE(rig.session.state(), ConnectionState::Ready);
    rig.script.result("private/get_positions", "[]");
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(LostData, DuringAReadingMakesItNecessaryOnceMore) {
    AccountRig rig;
    rig.script.silence("private/get_open_orders_by_currency");
    rig.log_in();
    ASSERT_EQ(rig.wire.count_sent("private/get_open_orders_by_currency"), 1U);
    rig.script.frame(notification("user.changes.any.BTC.raw", R"({"orders":[{"order_id":7}]})"));
    rig.script.result("private/get_open_orders_by_currency", "[]");
    rig.script.serve();
    rig.script.run(seconds(1));
    EXPECT_EQ(rig.wire.count_sent("private/get_open_orders_by_currency"), 2U);
    EXPECT_EQ(rig.session.state(), ConnectionState::Ready);
}

TEST(AccountBudget, QueuesReadingsAndQueriesInsteadOfRunningOutOfCredits) {
    ReadingRig rig;
    rig.script.result("private/get_order_state_by_label", "[]");
    Instant const begin = rig.script.now;
    for (int round = 0; round < 30; ++round) {
        for (std::uint32_t n = 0; n < 30; ++n) {
            rig.session.command(QueryOrder{make_client_order_id(3, 1 + n), rig.perpetual()},
                                rig.script.now);
        }
        rig.script.serve();
        rig.script.run(milliseconds(500));
    }
    double const allowed = 60.0 + 12.0 * (rig.script.now - begin).seconds();
    EXPECT_LE(static_cast<double>(rig.wire.sent.size()), allowed + 1.0);
    EXPECT_GT(static_cast<double>(rig.wire.sent.size()), 0.8 * allowed) << "and it was reached";
}

}  // namespace
}  // namespace hedged::deribit
