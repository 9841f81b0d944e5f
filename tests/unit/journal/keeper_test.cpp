// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/keeper.hpp"

#include "support/memory_store.hpp"

#include <gtest/gtest.h>

namespace hedged::runtime::journal {
namespace {

Instant g_now{1'000'000'000};  // the keeper's clock

constexpr Duration kLag = milliseconds(50);

class KeeperTest : public ::testing::Test {
protected:
    KeeperTest() { g_now = Instant{1'000'000'000}; }
    void fill_segment() {
        const auto before = writer.progress().segment;
        while (writer.progress().segment == before && writer.input(Timer{g_now})) {
        }
    }
    support::MemoryStore store{2 * kRecordBytesMax};
    Segment first = store.create(1).value();
    Writer writer{Identity{1, 0, 0, 0}, store, first};
    Keeper keeper{writer, store, first, [] { return g_now; }};
};

TEST_F(KeeperTest, SyncsWhatWasRecordedAndOnlyThen) {
    EXPECT_EQ(keeper.turn(), "");
    const int before = store.syncs;
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_EQ(store.syncs, before);
    ASSERT_TRUE(writer.input(Timer{g_now}));
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_EQ(store.syncs, before + 1);
}

TEST_F(KeeperTest, HasTheNextSegmentReadyBeforeItIsNeeded) {
    EXPECT_TRUE(writer.wants_spare());
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_FALSE(writer.wants_spare());
    fill_segment();
    EXPECT_EQ(writer.progress().segment, 2U);
    EXPECT_EQ(writer.lost(), 0U);
}

TEST_F(KeeperTest, SyncsTheSegmentThatTheWriterHasLeft) {
    EXPECT_EQ(keeper.turn(), "");
    store.synced.clear();
    fill_segment();
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_TRUE(store.synced[1]);
    EXPECT_TRUE(store.synced[2]);
}

TEST_F(KeeperTest, LetsGoOfSegmentsThatNobodyTouchesAnyMore) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(keeper.turn(), "");
        fill_segment();
    }
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_EQ(writer.progress().segment, 4U);
    EXPECT_EQ(keeper.finished(), 2U);
    EXPECT_EQ(store.finished.count(3), 0U) << "the writer may still sync it";
}

TEST_F(KeeperTest, TellsOfAFullDiskOnceAndTriesAgain) {
    store.no_room = true;
    EXPECT_NE(keeper.turn(), "");
    EXPECT_EQ(keeper.turn(), "");
    const auto news = writer.health_news(g_now, kLag);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->health, JournalHealth::Full);
    EXPECT_FALSE(writer.health_news(g_now, kLag)) << "once";
    store.no_room = false;
    g_now = g_now + seconds(2);
    EXPECT_EQ(keeper.turn(), "");
    const auto better = writer.health_news(g_now, kLag);
    ASSERT_TRUE(better);
    EXPECT_EQ(better->health, JournalHealth::Good);
}

TEST_F(KeeperTest, IsNotHeardOfForTooLongAndTheWriterSaysSo) {
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_FALSE(writer.health_news(g_now + kLag, kLag));
    const auto news = writer.health_news(g_now + kLag + nanoseconds(1), kLag);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->health, JournalHealth::Behind);
}

TEST_F(KeeperTest, NeverSyncsAgainAfterTheDiskRefusedOnce) {
    ASSERT_TRUE(writer.input(Timer{g_now}));
    store.sync_fault = "input/output error";
    EXPECT_EQ(keeper.turn(), "input/output error");
    store.sync_fault.clear();
    const int before = store.syncs;
    ASSERT_TRUE(writer.input(Timer{g_now}));
    EXPECT_EQ(keeper.turn(), "");
    EXPECT_FALSE(writer.sync_now());
    EXPECT_EQ(keeper.close(), "");
    EXPECT_EQ(store.syncs, before);
    const auto news = writer.health_news(g_now, kLag);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->health, JournalHealth::Failed);
    EXPECT_EQ(news->text.view(), "input/output error");
}

TEST_F(KeeperTest, CutsTheLastSegmentToItsLengthAndRemovesTheSpare) {
    EXPECT_EQ(keeper.turn(), "");
    ASSERT_TRUE(writer.input(Timer{g_now}));
    const std::size_t used = writer.progress().bytes;
    EXPECT_EQ(keeper.close(), "");
    EXPECT_EQ(store.finished.at(1), used);
    EXPECT_EQ(store.finished.at(2), 0U);
    EXPECT_EQ(keeper.finished(), 1U);
}

TEST_F(KeeperTest, WaitsForTheDiskWhenTheWriterAsks) {
    EXPECT_EQ(keeper.turn(), "");
    fill_segment();
    store.synced.clear();
    EXPECT_TRUE(writer.sync_now());
    EXPECT_TRUE(store.synced[1]) << "the segment before, which the keeper has not synced yet";
    EXPECT_TRUE(store.synced[2]);
}

}  // namespace
}  // namespace hedged::runtime::journal
