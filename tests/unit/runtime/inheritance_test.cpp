// SPDX-License-Identifier: Apache-2.0
// What one run leaves behind for the next.
#include "hedged/runtime/inheritance.hpp"

#include "hedged/config/load.hpp"
#include "hedged/gateway/live_order.hpp"
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/run_record.hpp"

#include "runtime/journal_tap.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hedged::runtime {
namespace {

constexpr std::size_t kSegmentBytes = std::size_t{1} << 18U;
constexpr Instant kStart{1'000'000'000};
constexpr WallTime kWall{1'790'000'000'000'000'000};

config::Config paper_config() {
    auto config = config::load_file(std::string(HEDGED_SOURCE_DIR) + "/config/paper.yaml");
    EXPECT_TRUE(config);
    return std::move(config.value());
}

// A run that records as the engine's stage does, and can end anywhere.
class PastRun {
public:
    PastRun(const std::string& folder, std::uint32_t epoch, const Carried& inherited = {})
        : store_(journal::make_file_store(folder, epoch, kSegmentBytes)),
          first_(store_->create(1).value()),
          writer_({epoch, 0, 0, 0}, *store_, first_) {
        config_ = paper_config();
        config_.engine.gateway.epoch = epoch;
        config_.engine.carried_orders = inherited.orders;
        config_.engine.carried_counts = inherited.counts;
        config_.engine.carried_positions = inherited.positions;
        config_.engine.start_killed = inherited.kill.standing;
        config_.engine.killed_by = inherited.kill.actor;
        config_.engine.killed_why = inherited.kill.reason;
        writer_.say_wall_offset((kWall - WallTime{}).nanoseconds() - kStart.nanoseconds());
        writer_.at(kStart);
        EXPECT_TRUE(writer_.record(journal::RecordType::Start,
                                   pack(RunRecord{"0", "paper.yaml", config_})));
        tap_ = JournalTap(writer_, {}, config_.engine, kStart);
        InstrumentDefinition definition;
        definition.stamp.received = kStart;
        definition.spec.index = InstrumentIndex{3};
        definition.spec.name = InstrumentName{"BTC-PERPETUAL"};
        tap_.input(definition);
    }

    void place(std::uint32_t number) {
        PlaceOrder order;
        order.client_id = id(number);
        order.instrument = InstrumentIndex{3};
        order.side = Side::Sell;
        order.quantity = Lots{7};
        order.limit = PriceTicks{129};
        order.valid_until = kWall + seconds(5);
        EXPECT_TRUE(tap_.action(Action{VenueCommand{order}}));
    }
    void input(const Event& event) { tap_.input(event); }
    void state_position(double amount, WallTime as_of) {
        PositionUpdate position;
        position.stamp = {kStart, as_of};
        position.instrument = InstrumentIndex{3};
        position.size = amount;
        tap_.input(position);
    }
    void list_positions(double perpetual, WallTime as_of) {
        SnapshotMark mark{{kStart, {}}, SnapshotKind::Positions, SnapshotPhase::Begin, 1};
        tap_.input(mark);
        state_position(perpetual, as_of);
        mark.stamp.venue = as_of;
        mark.phase = SnapshotPhase::Complete;
        tap_.input(mark);
    }
    void reconcile() {
        Note note;
        note.kind = NoteKind::Reconciled;
        EXPECT_TRUE(tap_.action(Action{note}));
    }
    void kill() {
        EXPECT_TRUE(tap_.action(
            Action{SetKillLatch{FixedString<31>{"anna"}, FixedString<95>{"fat finger"}}}));
    }
    void arm() { EXPECT_TRUE(tap_.action(Action{ClearKillLatch{}})); }
    // As the engine records a refusal that ended the order, and one that did not.
    void note_refused(std::uint32_t number, gateway::LiveState then) {
        Note note;
        note.kind = NoteKind::OrderRefused;
        note.client_id = id(number);
        note.values[4] = static_cast<double>(then);
        EXPECT_TRUE(tap_.action(Action{note}));
    }
    [[nodiscard]] ClientOrderId id(std::uint32_t number) const {
        return make_client_order_id(config_.engine.gateway.epoch, number);
    }
    void fill_segment() {
        EXPECT_TRUE(writer_.offer_spare(store_->create(writer_.progress().segment + 1).value()));
        const auto before = writer_.progress().segment;
        while (writer_.progress().segment == before) {
            tap_.input(Timer{kStart});
        }
        tap_.after_batch(*this, kStart);
    }
    [[nodiscard]] std::uint64_t state_hash() const { return 1; }  // as the engine would say
    journal::Writer& writer() { return writer_; }

private:
    std::unique_ptr<journal::SegmentStore> store_;
    journal::Segment first_;
    journal::Writer writer_;
    config::Config config_;
    JournalTap tap_;
};

class InheritanceTest : public ::testing::Test {
protected:
    [[nodiscard]] Inheritance left(bool despite_damage = false) const {
        auto out = inherit(path(), kWall, despite_damage);
        EXPECT_TRUE(out) << (out ? "" : out.error());
        return out ? out.value() : Inheritance{};
    }
    [[nodiscard]] std::string path() const { return folder_.path().string(); }
    support::TemporaryFolder folder_;
};

TEST_F(InheritanceTest, OfAnEmptyFolderIsNothing) {
    const Inheritance out = left();
    EXPECT_EQ(out.last_epoch, 0U);
    EXPECT_TRUE(out.carried.orders.empty());
    EXPECT_TRUE(inherit(path() + "/missing", kWall, false));
}

TEST_F(InheritanceTest, IsAnOrderWhoseEndIsOnNoRecord) {
    { PastRun(path(), 4).place(1); }
    const Inheritance out = left();
    EXPECT_EQ(out.last_epoch, 4U);
    ASSERT_EQ(out.carried.orders.size(), 1U);
    const engine::CarriedOrder& order = out.carried.orders[0];
    EXPECT_EQ(order.id, make_client_order_id(4, 1));
    EXPECT_EQ(order.instrument.view(), "BTC-PERPETUAL");
    EXPECT_EQ(order.side, Side::Sell);
    EXPECT_EQ(order.quantity, Lots{7});
    EXPECT_EQ(order.limit, PriceTicks{129});
    EXPECT_EQ(order.valid_until, kWall + seconds(5));
    ASSERT_EQ(out.carried.counts.sends.size(), 1U);
    EXPECT_EQ(out.carried.counts.sends[0].orders, 1U);
}

TEST_F(InheritanceTest, IsNoOrderThatTheExchangeSaidHasEnded) {
    {
        PastRun run(path(), 4);
        for (std::uint32_t i = 1; i <= 4; ++i) {
            run.place(i);
        }
        OrderUpdate update;
        update.client_id = run.id(1);
        update.state = OrderState::Filled;
        run.input(update);
        update.client_id = run.id(2);
        update.state = OrderState::Open;
        run.input(update);
        OrderReply reply;
        reply.client_id = run.id(3);
        reply.outcome = Outcome::Refused;
        reply.refusal = RefusalClass::Price;
        run.input(reply);
        run.note_refused(3, gateway::LiveState::Rejected);
        reply.client_id = run.id(4);  // which gave the gateway no certainty
        reply.refusal = RefusalClass::StateUnknown;
        run.input(reply);
        run.note_refused(4, gateway::LiveState::Unknown);
    }
    const Inheritance out = left();
    ASSERT_EQ(out.carried.orders.size(), 2U);
    EXPECT_EQ(out.carried.orders[0].id.number() + out.carried.orders[1].id.number(), 6U)
        << "the open one, and the one that may have executed";
    EXPECT_EQ(out.carried.counts.refusals.size(), 2U);
}

TEST_F(InheritanceTest, PassesThroughARunThatRecordedNothingOfItsOwn) {
    { PastRun(path(), 4).place(1); }
    { PastRun(path(), 5, left().carried); }
    ASSERT_EQ(left().carried.orders.size(), 1U);
    EXPECT_EQ(left().last_epoch, 5U);
    EXPECT_EQ(left().carried.counts.sends.size(), 1U);
}

TEST_F(InheritanceTest, LooksPastARunThatDiedBeforeItsFirstRecord) {
    { PastRun(path(), 4).place(1); }
    { (void)journal::make_file_store(path(), 5, kSegmentBytes)->create(1); }
    const Inheritance out = left();
    EXPECT_EQ(out.last_epoch, 5U);
    EXPECT_EQ(out.carried.orders.size(), 1U);
}

TEST_F(InheritanceTest, NeedsTheNewestSegmentOnly) {
    {
        PastRun run(path(), 4);
        run.place(1);
        run.fill_segment();
        run.place(2);
    }
    std::ofstream(path() + "/" + journal::segment_name(4, 1)) << "gone";
    auto const orders = left().carried.orders;
    ASSERT_EQ(orders.size(), 2U);
    for (const engine::CarriedOrder& order : orders) {
        EXPECT_EQ(order.instrument, "BTC-PERPETUAL") << "the number alone says nothing later";
    }
}

TEST_F(InheritanceTest, GoesBackASegmentWhenTheNewestDoesNotSayYet) {
    {
        PastRun run(path(), 4);
        run.place(1);
        // Full, and dead before the first batch in the next.
        EXPECT_TRUE(run.writer().input(Timer{kStart}));
    }
    { (void)journal::make_file_store(path(), 4, kSegmentBytes)->create(2); }
    EXPECT_EQ(left().carried.orders.size(), 1U);
}

TEST_F(InheritanceTest, OfADamagedJournalIsRefusedUnlessAskedFor) {
    {
        PastRun run(path(), 4);
        run.place(1);
        run.place(2);
        for (int i = 0; i < 50; ++i) {
            run.input(Timer{kStart});
        }
    }
    const std::string file = path() + "/" + journal::segment_name(4, 1);
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    std::string all((std::istreambuf_iterator<char>(bytes)), {});
    // In the second order's record, the price.
    const auto second = all.rfind(std::string("\x81\0\0\0\0\0\0\0", 8));
    ASSERT_NE(second, std::string::npos);
    bytes.seekp(static_cast<std::streamoff>(second));
    bytes.put('\x7F');
    bytes.close();
    const auto refused = inherit(path(), kWall, false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("damaged"), std::string::npos) << refused.error();
    const Inheritance out = left(true);
    EXPECT_EQ(out.carried.orders.size(), 1U);
    EXPECT_FALSE(out.remark.empty());
}

TEST_F(InheritanceTest, OfAKillWhoseFileTheDiskRefusedStandsAndWritesTheFile) {
    { PastRun(path(), 4).kill(); }
    { PastRun(path(), 5, left().carried); }  // and through a run that did nothing about it
    KillLatch latch(folder_.file("latch"));
    engine::EngineConfig config;
    const TakenOver taken = take_over(left().carried, latch, config);
    EXPECT_TRUE(taken.killed);
    EXPECT_EQ(taken.fault, "");
    EXPECT_TRUE(config.start_killed);
    EXPECT_EQ(config.killed_by.view(), "anna");
    EXPECT_EQ(config.killed_why.view(), "fat finger");
    EXPECT_EQ(KillLatch(folder_.file("latch")).load()->reason, "fat finger");
}

TEST_F(InheritanceTest, OfAKillStandsAlsoWhenItsFileStillCannotBeWritten) {
    { PastRun(path(), 4).kill(); }
    KillLatch latch(folder_.file("missing/latch"));
    engine::EngineConfig config;
    const TakenOver taken = take_over(left().carried, latch, config);
    EXPECT_TRUE(config.start_killed);
    EXPECT_TRUE(latch.raised());
    EXPECT_NE(taken.fault, "");
}

TEST_F(InheritanceTest, OfAKillEndsWithTheArming) {
    {
        PastRun run(path(), 4);
        run.kill();
        run.arm();
    }
    KillLatch latch(folder_.file("latch"));
    engine::EngineConfig config;
    EXPECT_FALSE(take_over(left().carried, latch, config).killed);
    EXPECT_FALSE(config.start_killed);
}

TEST_F(InheritanceTest, OfAKillThatIsAFileAloneStands) {
    { PastRun(path(), 4); }
    (void)KillLatch(folder_.file("latch")).set("the operator", "by hand");
    KillLatch latch(folder_.file("latch"));
    engine::EngineConfig config;
    EXPECT_TRUE(take_over(left().carried, latch, config).killed);
    EXPECT_EQ(config.killed_by.view(), "the operator");
}

TEST_F(InheritanceTest, HoldsThePositionsThatTheExchangeStatedLast) {
    {
        PastRun run(path(), 4);
        run.list_positions(-500.0, kWall - seconds(60));
        run.reconcile();
        run.state_position(700.0, kWall - seconds(20));
    }
    auto const positions = left().carried.positions;
    ASSERT_EQ(positions.held.size(), 1U);
    EXPECT_EQ(positions.held[0].instrument, "BTC-PERPETUAL");
    EXPECT_EQ(positions.held[0].amount, 700.0);
    EXPECT_EQ(positions.held[0].as_of, kWall - seconds(20));
    EXPECT_EQ(positions.listed_as_of, kWall - seconds(60));
}

TEST_F(InheritanceTest, HoldsThePositionsOfBeforeARunThatJudgedNothing) {
    {
        PastRun run(path(), 4);
        run.list_positions(-500.0, kWall - seconds(60));
        run.reconcile();
    }
    auto const first = left().carried;
    {
        PastRun run(path(), 5, first);
        run.list_positions(9'000.0, kWall - seconds(10));
    }
    auto const positions = left().carried.positions;
    ASSERT_EQ(positions.held.size(), 1U);
    EXPECT_EQ(positions.held[0].amount, -500.0) << "the next start still has to tell of it";
    EXPECT_EQ(positions.listed_as_of, kWall - seconds(60));
}

TEST_F(InheritanceTest, HoldsPositionsAcrossSegments) {
    {
        PastRun run(path(), 4);
        run.list_positions(-500.0, kWall - seconds(60));
        run.reconcile();
        run.fill_segment();
        run.state_position(700.0, kWall - seconds(20));
    }
    auto const positions = left().carried.positions;
    ASSERT_EQ(positions.held.size(), 1U);
    EXPECT_EQ(positions.held[0].amount, 700.0);
    EXPECT_EQ(positions.listed_as_of, kWall - seconds(60));
}

// An older journal would be misread, and an order on it forgotten: when this fails, a field has
// changed, and with it kFormatVersion must.
TEST_F(InheritanceTest, HasTheFieldsOfItsFormat) {
    auto const carried = std::make_unique<Carried>();
    (void)carried->orders.push_back({});
    (void)carried->counts.sends.push_back({});
    (void)carried->counts.refusals.push_back({});
    (void)carried->positions.held.push_back({});
    KnownInstruments known;
    (void)known.push_back({});
    std::array<std::byte, kCarriedBytesMax> room{};
    EXPECT_EQ(journal::kFormatVersion, 2U);
    EXPECT_EQ(pack(*carried, room), 94U);
    EXPECT_EQ(pack(known, room), 7U);
}

TEST_F(InheritanceTest, KnowsACleanStop) {
    {
        PastRun run(path(), 4);
        EXPECT_TRUE(run.writer().record(journal::RecordType::CleanStop, {}));
    }
    EXPECT_TRUE(left().clean);
}

}  // namespace
}  // namespace hedged::runtime
