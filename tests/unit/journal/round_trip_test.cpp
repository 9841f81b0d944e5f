// SPDX-License-Identifier: Apache-2.0
// What is recorded comes back, field by field, in order, across segments.
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/schema.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "support/every_message.hpp"
#include "support/memory_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::runtime::journal {
namespace {

constexpr std::size_t kSegmentBytes = 2 * kRecordBytesMax;

// The packed bytes are the comparison: every field is in them, and nothing else.
template <class T>
std::vector<std::byte> packed(const T& message) {
    std::vector<std::byte> out(kPayloadBytesMax);
    const std::size_t size = std::visit(
        [&](const auto& it) {
            if constexpr (std::is_same_v<std::decay_t<decltype(it)>, VenueCommand>) {
                return packed(it).size();
            } else {
                Packer pack(out.data());
                pack.put(it);
                return pack.size();
            }
        },
        message);
    if constexpr (std::is_same_v<T, Action>) {
        if (const auto* command = std::get_if<VenueCommand>(&message)) {
            return packed(*command);
        }
    }
    out.resize(size);
    return out;
}

struct Journal {
    Journal() : writer(Identity{7, 1, 2, 3}, store, first) {}
    support::MemoryStore store{kSegmentBytes};
    Segment first = store.create(1).value();
    Writer writer;
};

TEST(JournalRoundTrip, GivesBackEveryEventAndEveryAction) {
    Random random(11);
    for (int turn = 0; turn < 50; ++turn) {
        Journal journal;
        const auto events = support::one_of_each_event(random);
        const auto actions = support::one_of_each_action(random);
        ASSERT_EQ(events.size(), std::variant_size_v<Event>);
        ASSERT_EQ(actions.size(), std::variant_size_v<VenueCommand> + 3);
        for (const Event& event : events) {
            ASSERT_TRUE(journal.writer.input(event));
        }
        for (const Action& action : actions) {
            ASSERT_TRUE(journal.writer.action(action));
        }
        auto reader = SegmentReader::open(journal.store.segments[1]).value();
        Record record;
        for (const Event& event : events) {
            ASSERT_TRUE(reader.next(record));
            const auto back = event_of(record);
            ASSERT_TRUE(back) << "event " << event.index();
            EXPECT_EQ(back->index(), event.index());
            EXPECT_EQ(packed(*back), packed(event)) << "event " << event.index();
            EXPECT_FALSE(action_of(record));
        }
        for (const Action& action : actions) {
            ASSERT_TRUE(reader.next(record));
            const auto back = action_of(record);
            ASSERT_TRUE(back) << "action " << action.index();
            EXPECT_EQ(packed(*back), packed(action)) << "action " << action.index();
            EXPECT_FALSE(event_of(record));
        }
        EXPECT_FALSE(reader.next(record));
        EXPECT_EQ(reader.end(), End::Open);
    }
}

// A member that fields() forgets would be lost in silence: no message packs to less than what its
// members hold, padding and text apart.
TEST(JournalRoundTrip, PacksEveryMessageWithinTheRoomThatIsKeptForIt) {
    Random random(5);
    for (int turn = 0; turn < 300; ++turn) {
        for (const Event& event : support::one_of_each_event(random)) {
            EXPECT_LE(packed(event).size(), kPayloadBytesMax);
        }
        for (const Action& action : support::one_of_each_action(random)) {
            EXPECT_LE(packed(action).size(), kPayloadBytesMax);
        }
    }
}

TEST(JournalRoundTrip, StatesWhoWroteItInTheHeader) {
    Journal journal;
    const auto reader = SegmentReader::open(journal.store.segments[1]).value();
    EXPECT_EQ(reader.header().epoch, 7U);
    EXPECT_EQ(reader.header().account_hash, 1U);
    EXPECT_EQ(reader.header().build_hash, 2U);
    EXPECT_EQ(reader.header().config_hash, 3U);
    EXPECT_EQ(reader.header().schema, schema_hash());
    EXPECT_EQ(reader.header().first_sequence, 1U);
}

TEST(JournalRoundTrip, GoesOnInTheSpareSegmentWithoutAHole) {
    Journal journal;
    ASSERT_TRUE(journal.writer.offer_spare(journal.store.create(2).value()));
    std::uint64_t recorded = 0;
    while (journal.writer.progress().segment == 1) {
        ASSERT_TRUE(journal.writer.input(Timer{Instant{static_cast<std::int64_t>(++recorded)}}));
    }
    auto first = SegmentReader::open(journal.store.segments[1]).value();
    Record record;
    std::uint64_t timers = 0;
    std::uint64_t sequence = 0;
    while (first.next(record)) {
        EXPECT_EQ(record.sequence, ++sequence);
        timers += record.is_input() ? 1U : 0U;
    }
    EXPECT_EQ(first.end(), End::Segment);
    auto second = SegmentReader::open(journal.store.segments[2]).value();
    EXPECT_EQ(second.header().crc_before, first.crc());
    EXPECT_EQ(second.header().first_sequence, first.next_sequence());
    while (second.next(record)) {
        EXPECT_EQ(record.sequence, ++sequence);
        timers += record.is_input() ? 1U : 0U;
    }
    EXPECT_EQ(timers, recorded);
}

TEST(JournalRoundTrip, SaysWhatFoundNoRoomAndHowMuchItWas) {
    Journal journal;
    std::uint64_t kept = 0;
    while (journal.writer.input(Timer{Instant{1}})) {
        ++kept;
    }
    EXPECT_FALSE(journal.writer.action(Action{VenueCommand{PlaceOrder{}}}));
    EXPECT_EQ(journal.writer.lost(), 2U);
    ASSERT_TRUE(journal.writer.offer_spare(journal.store.create(2).value()));
    EXPECT_TRUE(journal.writer.input(Timer{Instant{2}}));
    auto second = SegmentReader::open(journal.store.segments[2]).value();
    Record record;
    ASSERT_TRUE(second.next(record));
    ASSERT_TRUE(record.is(RecordType::Lost));
    std::uint64_t lost = 0;
    Unpacker unpack(record.payload);
    unpack.take(lost);
    EXPECT_EQ(lost, 2U);
    ASSERT_TRUE(second.next(record));
    EXPECT_TRUE(record.is_input());
    EXPECT_GT(kept, 1000U);
}

TEST(JournalRoundTrip, EndsAsStoppedAfterACleanStop) {
    Journal journal;
    ASSERT_TRUE(journal.writer.record(RecordType::CleanStop, {}));
    auto reader = SegmentReader::open(journal.store.segments[1]).value();
    Record record;
    EXPECT_TRUE(reader.next(record));
    EXPECT_FALSE(reader.next(record));
    EXPECT_EQ(reader.end(), End::Stopped);
}

}  // namespace
}  // namespace hedged::runtime::journal
