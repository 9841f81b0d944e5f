// SPDX-License-Identifier: Apache-2.0
// A damaged journal gives a shorter prefix of what was recorded, or is refused; never anything that
// was not recorded.
#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "support/every_message.hpp"
#include "support/memory_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::runtime::journal {
namespace {

using Bytes = std::vector<std::byte>;

struct Told {
    std::uint16_t type;
    std::uint64_t sequence;
    Bytes payload;
    friend bool operator==(const Told&, const Told&) = default;
};

struct Reading {
    bool opened = false;
    std::vector<Told> records;
    End end = End::None;
};

Reading read(std::span<const std::byte> bytes) {
    Reading out;
    auto reader = SegmentReader::open(bytes);
    if (!reader) {
        return out;
    }
    out.opened = true;
    Record record;
    while (reader.value().next(record)) {
        out.records.push_back(
            {record.type, record.sequence, {record.payload.begin(), record.payload.end()}});
    }
    out.end = reader.value().end();
    return out;
}

// About 10 kB in use: a few of each kind of message.
Bytes small_journal() {
    Random random(21);
    support::MemoryStore store(2 * kRecordBytesMax);
    const Segment first = store.create(1).value();
    Writer writer(Identity{3, 1, 2, 3}, store, first);
    for (int turn = 0; turn < 2; ++turn) {
        for (const Event& event : support::one_of_each_event(random)) {
            EXPECT_TRUE(writer.input(event));
        }
        for (const Action& action : support::one_of_each_action(random)) {
            EXPECT_TRUE(writer.action(action));
        }
    }
    Bytes out = store.segments[1];
    out.resize(writer.progress().bytes + 256);  // and some of the room behind it
    return out;
}

bool is_prefix(const std::vector<Told>& part, const std::vector<Told>& whole) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

TEST(DamagedJournal, CutAtAnyByteGivesAPrefix) {
    const Bytes whole = small_journal();
    const Reading all = read(whole);
    ASSERT_GT(all.records.size(), 60U);
    ASSERT_EQ(all.end, End::Open);
    std::size_t longest = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const Reading cut = read(std::span{whole}.first(size));
        ASSERT_TRUE(is_prefix(cut.records, all.records)) << size;
        ASSERT_NE(cut.end, End::Damaged) << size;
        ASSERT_GE(cut.records.size(), longest) << "a longer file gave less, at " << size;
        longest = cut.records.size();
    }
    EXPECT_EQ(longest, all.records.size());
}

TEST(DamagedJournal, WithAnyBitFlippedGivesAPrefixAndSaysWhereSomethingIsMissing) {
    Bytes bytes = small_journal();
    const Reading all = read(bytes);
    std::size_t refused = 0;
    std::size_t damaged = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto flip = static_cast<std::byte>(1U << (bit % 8));
        bytes[bit / 8] ^= flip;
        const Reading found = read(bytes);
        bytes[bit / 8] ^= flip;
        ASSERT_TRUE(is_prefix(found.records, all.records)) << "bit " << bit;
        refused += found.opened ? 0U : 1U;
        damaged += found.end == End::Damaged ? 1U : 0U;
        if (found.opened && found.records.size() + 3 < all.records.size()) {
            ASSERT_EQ(found.end, End::Damaged) << "bit " << bit << " lost records in silence";
        }
    }
    EXPECT_EQ(refused, kSegmentHeaderBytes * 8) << "every bit of the header counts";
    EXPECT_GT(damaged, bytes.size() * 7);
}

TEST(DamagedJournal, DoesNotTakeRecordsOfAnotherRunForItsOwn) {
    // The disk kept the old bytes behind the new end: same file, same offsets, another run.
    const Bytes old = small_journal();
    support::MemoryStore store(2 * kRecordBytesMax);
    const Segment first = store.create(1).value();
    std::copy(old.begin(), old.end(), first.bytes);
    Writer writer(Identity{4, 1, 2, 3}, store, first);
    ASSERT_TRUE(writer.input(Timer{Instant{1}}));
    const Reading found = read(store.segments[1]);
    EXPECT_EQ(found.records.size(), 1U);
}

TEST(DamagedJournal, OfAnotherFormatOrSchemaIsRefusedWithTheReason) {
    Bytes bytes = small_journal();
    bytes.resize(40);
    EXPECT_NE(SegmentReader::open(bytes).error().find("too short"), std::string::npos);
    bytes = small_journal();
    bytes[8] = std::byte{9};
    EXPECT_NE(SegmentReader::open(bytes).error().find("format 9"), std::string::npos);
}

}  // namespace
}  // namespace hedged::runtime::journal
