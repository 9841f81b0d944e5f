// SPDX-License-Identifier: Apache-2.0
#include "runtime/engine_stage.hpp"

#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/text.hpp"

#include "support/memory_store.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <vector>

namespace hedged::runtime {
namespace {

Instant g_now{1'000'000'000};
Instant test_now() {
    return g_now;
}

// Answers each event by a script and remembers what it was shown.
struct ScriptedEngine {
    std::vector<Event> seen;
    std::function<void(const Event&, Actions&)> script;
    mutable int views = 0;

    void on(const Event& event, Actions& out) {
        seen.push_back(event);
        if (script) {
            script(event, out);
        }
    }
    void view(EngineView& out) const {
        ++views;
        out.order_count = 7;
    }
    [[nodiscard]] std::uint64_t state_hash() const { return seen.size(); }
    [[nodiscard]] std::vector<std::size_t> kinds() const {
        std::vector<std::size_t> out;
        for (const Event& event : seen) {
            out.push_back(event.index());
        }
        return out;
    }
};

template <class T>
constexpr std::size_t kind() {
    return Event(T{}).index();
}

Quote quote_at(Instant received, std::uint32_t instrument = 0) {
    Quote quote;
    quote.stamp.received = received;
    quote.instrument = InstrumentIndex{instrument};
    return quote;
}

class Stage : public ::testing::Test {
protected:
    Stage() : lines_(8, 1), latch_(folder_.file("latch")) {
        g_now = Instant{1'000'000'000};
        stage_.emplace(engine_, lines_, latch_, test_now);
        EXPECT_TRUE(stage_->turn());  // the first timer
        engine_.seen.clear();
    }
    support::TemporaryFolder folder_;
    Lines lines_;
    KillLatch latch_;
    ScriptedEngine engine_;
    std::optional<EngineStage<ScriptedEngine>> stage_;
};

TEST_F(Stage, ShowsAccountThenOperatorsThenMarketThenTheEndOfTheBatch) {
    ASSERT_TRUE(lines_.market.put(quote_at(g_now)));
    ASSERT_TRUE(lines_.operators.push(OperatorCommand{}));
    ASSERT_TRUE(lines_.account.push(Fill{}));
    ASSERT_TRUE(lines_.account.push(OrderUpdate{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(engine_.kinds(),
              (std::vector<std::size_t>{kind<Fill>(), kind<OrderUpdate>(), kind<OperatorCommand>(),
                                        kind<Quote>(), kind<BatchEnd>()}));
}

TEST_F(Stage, DecidesOnceHoweverMuchHasArrived) {
    for (int i = 0; i < 500; ++i) {
        ASSERT_TRUE(lines_.market.put(quote_at(g_now, static_cast<std::uint32_t>(i % 8))));
        ASSERT_TRUE(lines_.account.push(Fill{}));
    }
    EXPECT_TRUE(stage_->turn());
    int ends = 0;
    for (const Event& event : engine_.seen) {
        ends += std::holds_alternative<BatchEnd>(event) ? 1 : 0;
    }
    EXPECT_EQ(ends, 1);
    EXPECT_EQ(engine_.seen.size(), 500U + 8U + 1U);
}

TEST_F(Stage, DoesNothingWithoutInputOrTimer) {
    EXPECT_FALSE(stage_->turn());
    EXPECT_TRUE(engine_.seen.empty());
    EXPECT_TRUE(stage_->idle());
    g_now = g_now + milliseconds(11);
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(engine_.kinds(), (std::vector<std::size_t>{kind<Timer>(), kind<BatchEnd>()}));
}

TEST_F(Stage, CarriesActionsOutInOrder) {
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<Fill>(event)) {
            PlaceOrder order;
            order.client_id = ClientOrderId{5};
            (void)out.push_back(VenueCommand{order});
            (void)out.push_back(VenueCommand{CancelOrder{}});
            (void)out.push_back(Note{});
        }
    };
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    IoCommand command;
    ASSERT_TRUE(lines_.commands.pop(command));
    EXPECT_TRUE(std::holds_alternative<PlaceOrder>(command.command));
    ASSERT_TRUE(lines_.commands.pop(command));
    EXPECT_TRUE(std::holds_alternative<CancelOrder>(command.command));
    Note note;
    EXPECT_TRUE(lines_.notes.pop(note));
}

TEST_F(Stage, WritesTheLatchBeforeTheCancelsAreHandedOn) {
    bool file_stood_at_next_event = false;
    engine_.script = [&](const Event& event, Actions& out) {
        if (std::holds_alternative<OperatorCommand>(event)) {
            SetKillLatch kill;
            (void)kill.actor.assign("anna");
            (void)kill.reason.assign("drill");
            (void)out.push_back(kill);
            (void)out.push_back(VenueCommand{CancelOrder{}});
        } else if (std::holds_alternative<BatchEnd>(event)) {
            file_stood_at_next_event = std::filesystem::exists(folder_.file("latch"));
        }
    };
    ASSERT_TRUE(lines_.operators.push(OperatorCommand{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_TRUE(file_stood_at_next_event);
    EXPECT_TRUE(latch_.raised());
    EXPECT_EQ(lines_.commands.size(), 1U);
    EXPECT_EQ(KillLatch(folder_.file("latch")).load()->actor, "anna");
}

TEST_F(Stage, KeepsTryingToWriteALatchThatTheDiskRefused) {
    KillLatch stuck(folder_.file("missing/latch"));
    EngineStage<ScriptedEngine> stage(engine_, lines_, stuck, test_now);
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<OperatorCommand>(event)) {
            (void)out.push_back(SetKillLatch{});
        }
    };
    ASSERT_TRUE(lines_.operators.push(OperatorCommand{}));
    EXPECT_TRUE(stage.turn());
    EXPECT_TRUE(stuck.raised()) << "no order leaves, whatever the disk does";
    Note note;
    ASSERT_TRUE(lines_.notes.pop(note));
    EXPECT_EQ(note.severity, Severity::Alarm);
    std::filesystem::create_directory(folder_.file("missing"));
    g_now = g_now + seconds(2);
    EXPECT_TRUE(stage.turn());
    EXPECT_TRUE(std::filesystem::exists(folder_.file("missing/latch")));
}

TEST_F(Stage, ClearsTheLatchWhenTheEngineSaysSo) {
    ASSERT_EQ(latch_.set("anna", "drill"), "");
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<OperatorCommand>(event)) {
            (void)out.push_back(ClearKillLatch{});
        }
    };
    ASSERT_TRUE(lines_.operators.push(OperatorCommand{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_FALSE(latch_.raised());
    EXPECT_FALSE(std::filesystem::exists(latch_.path()));
}

TEST_F(Stage, DropsMarketDataFromBeforeTheStreamWentDown) {
    ConnectionChange down;
    down.stream = Stream::Market;
    down.state = ConnectionState::Down;
    down.stamp.received = g_now;
    ASSERT_TRUE(lines_.market.put(quote_at(g_now - milliseconds(1), 1)));
    ASSERT_TRUE(lines_.market.put(quote_at(g_now + milliseconds(1), 2)));
    ASSERT_TRUE(lines_.account.push(down));
    EXPECT_TRUE(stage_->turn());
    ASSERT_EQ(engine_.kinds(), (std::vector<std::size_t>{kind<ConnectionChange>(), kind<Quote>(),
                                                         kind<BatchEnd>()}));
    EXPECT_EQ(std::get<Quote>(engine_.seen[1]).instrument, InstrumentIndex{2});
}

TEST_F(Stage, KeepsMarketDataWhenOnlyTheAccountStreamWentDown) {
    ConnectionChange down;
    down.stream = Stream::Account;
    down.state = ConnectionState::Down;
    down.stamp.received = g_now;
    ASSERT_TRUE(lines_.market.put(quote_at(g_now - milliseconds(1))));
    ASSERT_TRUE(lines_.account.push(down));
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(engine_.seen.size(), 3U);
}

TEST_F(Stage, TellsTheEngineThatAnOrderWithoutRoomWasNeverSent) {
    std::uint64_t placed = 0;
    engine_.script = [&placed](const Event& event, Actions& out) {
        if (std::holds_alternative<Fill>(event)) {
            PlaceOrder order;
            order.client_id = ClientOrderId{++placed};
            (void)out.push_back(VenueCommand{order});
        }
    };
    for (std::size_t i = 0; i < kIoCommands + 1; ++i) {
        ASSERT_TRUE(lines_.account.push(Fill{}));
    }
    while (stage_->turn()) {
    }
    const Event& answer = engine_.seen[engine_.seen.size() - 2];
    ASSERT_TRUE(std::holds_alternative<OrderReply>(answer));
    EXPECT_EQ(std::get<OrderReply>(answer).client_id.raw, kIoCommands + 1);
    EXPECT_EQ(std::get<OrderReply>(answer).outcome, Outcome::Refused);
}

TEST_F(Stage, StampsAnOrderWithTheOldestInputOfItsBatch) {
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<BatchEnd>(event)) {
            g_now = g_now + microseconds(3);
            (void)out.push_back(VenueCommand{PlaceOrder{}});
        }
    };
    ASSERT_TRUE(lines_.market.put(quote_at(g_now - microseconds(7), 1)));
    ASSERT_TRUE(lines_.market.put(quote_at(g_now - microseconds(2), 2)));
    EXPECT_TRUE(stage_->turn());
    IoCommand sent;
    ASSERT_TRUE(lines_.commands.pop(sent));
    EXPECT_EQ(g_now - sent.trigger, microseconds(10));
    EXPECT_EQ(lines_.batch_latency.maximum(), microseconds(10));
}

TEST_F(Stage, PublishesAPictureTenTimesASecond) {
    for (int i = 0; i < 100; ++i) {
        g_now = g_now + milliseconds(10);
        EXPECT_TRUE(stage_->turn());
    }
    EXPECT_GE(engine_.views, 10);
    EXPECT_LE(engine_.views, 12);
    EXPECT_EQ(lines_.view.latest().order_count, 7U);
}

TEST_F(Stage, CountsRecordsThatFoundNoRoom) {
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<Fill>(event)) {
            for (int i = 0; i < 256; ++i) {
                (void)out.push_back(Note{});
            }
        }
    };
    for (std::size_t i = 0; i <= kNotes / 256; ++i) {
        ASSERT_TRUE(lines_.account.push(Fill{}));
        EXPECT_TRUE(stage_->turn());
    }
    EXPECT_EQ(stage_->notes_lost(), 256U);
}

// The journal's records of a run of turns, as type names.
class JournalledStage : public Stage {
protected:
    JournalledStage() {
        engine::EngineConfig config;
        config.instrument_capacity = 8;
        JournalPace pace;
        pace.checkpoint_every = seconds(1000);
        writer_.say_safe(g_now);
        stage_.emplace(engine_, lines_, latch_, test_now, JournalTap(writer_, pace, config, g_now));
    }
    void when_told_of_a_fill_place_an_order() {
        engine_.script = [this](const Event& event, Actions& out) {
            if (std::holds_alternative<Fill>(event)) {
                recorded_before_ = writer_.records();
                PlaceOrder order;
                order.client_id = ClientOrderId{77};
                (void)out.push_back(VenueCommand{order});
            }
        };
    }
    std::vector<std::string> records() {
        auto reader = journal::SegmentReader::open(store_.segments[1]).value();
        std::vector<std::string> out;
        journal::Record record;
        while (reader.next(record)) {
            out.push_back(journal::type_name(record));
        }
        return out;
    }
    support::MemoryStore store_{2 * journal::kRecordBytesMax};
    journal::Segment first_ = store_.create(1).value();
    journal::Writer writer_{{1, 0, 0, 0}, store_, first_};
    std::uint64_t recorded_before_ = 0;
};

TEST_F(JournalledStage, RecordsAnEventBeforeTheEngineSeesItAndAnOrderBeforeItLeaves) {
    when_told_of_a_fill_place_an_order();
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(recorded_before_, 1U) << "the fill stood on record when the engine was told";
    EXPECT_EQ(records(), (std::vector<std::string>{"fill", "place-order", "timer", "batch-end",
                                                   "carry", "checkpoint"}));
    IoCommand sent;
    EXPECT_TRUE(lines_.commands.pop(sent));
}

TEST_F(JournalledStage, DoesNotSendAnOrderThatFoundNoRoomInTheJournal) {
    while (writer_.input(Timer{g_now})) {
    }
    when_told_of_a_fill_place_an_order();
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    IoCommand sent;
    EXPECT_FALSE(lines_.commands.pop(sent));
    engine_.seen.clear();
    EXPECT_TRUE(stage_->turn());
    ASSERT_FALSE(engine_.seen.empty());
    const auto* reply = std::get_if<OrderReply>(&engine_.seen.front());
    ASSERT_NE(reply, nullptr);
    EXPECT_EQ(reply->outcome, Outcome::Refused);
    EXPECT_EQ(reply->client_id, ClientOrderId{77});
}

TEST_F(JournalledStage, StillCancelsWhenNothingCanBeRecorded) {
    while (writer_.input(Timer{g_now})) {
    }
    engine_.script = [](const Event& event, Actions& out) {
        if (std::holds_alternative<Fill>(event)) {
            (void)out.push_back(VenueCommand{CancelOrder{}});
        }
    };
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    IoCommand sent;
    EXPECT_TRUE(lines_.commands.pop(sent));
}

TEST_F(JournalledStage, TellsTheEngineWhenTheDiskFallsBehindAndWhenItIsBack) {
    EXPECT_TRUE(stage_->turn());
    engine_.seen.clear();
    g_now = g_now + seconds(5);
    EXPECT_TRUE(stage_->turn());
    ASSERT_FALSE(engine_.seen.empty());
    EXPECT_EQ(std::get<JournalReport>(engine_.seen.front()).health, JournalHealth::Behind);
    writer_.say_safe(g_now);
    engine_.seen.clear();
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(std::get<JournalReport>(engine_.seen.front()).health, JournalHealth::Good);
}

TEST_F(JournalledStage, WaitsForTheDiskWhenEachOrderMustBeSafe) {
    engine::EngineConfig config;
    config.instrument_capacity = 8;
    JournalPace pace;
    pace.sync_each_order = true;
    stage_.emplace(engine_, lines_, latch_, test_now, JournalTap(writer_, pace, config, g_now));
    when_told_of_a_fill_place_an_order();
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_EQ(store_.syncs, 1);
    IoCommand sent;
    EXPECT_TRUE(lines_.commands.pop(sent));
    store_.sync_fault = "input/output error";
    ASSERT_TRUE(lines_.account.push(Fill{}));
    EXPECT_TRUE(stage_->turn());
    EXPECT_FALSE(lines_.commands.pop(sent)) << "not safe, so not sent";
}

}  // namespace
}  // namespace hedged::runtime
