// SPDX-License-Identifier: Apache-2.0
// A journal with any damage, or any bytes as a journal: what is read is a prefix of what was
// recorded, or the segment is refused. Never a record that was not written.
#include "hedged/core/assert.hpp"
#include "hedged/runtime/journal/reader.hpp"
#include "hedged/runtime/journal/writer.hpp"

#include "fuzz/body.hpp"
#include "support/every_message.hpp"
#include "support/memory_store.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace hedged::fuzz {
namespace {

using namespace runtime::journal;
using Bytes = std::vector<std::byte>;

Bytes journal_of(std::uint64_t seed, std::uint32_t epoch) {
    Random random(seed);
    support::MemoryStore store(2 * kRecordBytesMax);
    Segment const first = store.create(1).value();
    Writer writer(Identity{epoch, 1, 2, 3}, store, first);
    std::size_t count = 0;
    for (const Event& event : support::one_of_each_event(random)) {
        HEDGED_ASSERT(++count % 3 != 0 || writer.input(event));
    }
    for (const Action& action : support::one_of_each_action(random)) {
        HEDGED_ASSERT(writer.action(action));
    }
    Bytes bytes = store.segments[1];
    bytes.resize(writer.progress().bytes + 128);  // and some of the room behind it
    return bytes;
}

struct Told {
    std::uint16_t type = 0;
    std::uint64_t sequence = 0;
    std::int64_t at = 0;
    std::int64_t real = 0;
    Bytes payload;
    friend bool operator==(const Told&, const Told&) = default;
};

struct Reading {
    bool opened = false;
    std::uint32_t epoch = 0;
    std::vector<Told> records;
    End end = End::None;
};

Reading read(std::span<const std::byte> bytes) {
    Reading out;
    auto reader = SegmentReader::open(bytes);
    if (!reader) {
        HEDGED_ASSERT(!reader.error().empty());
        return out;
    }
    out.opened = true;
    out.epoch = reader.value().header().epoch;
    Record record;
    while (reader.value().next(record)) {
        HEDGED_ASSERT(record.offset + kRecordHeaderBytes + record.payload.size() <= bytes.size());
        out.records.push_back({record.type,
                               record.sequence,
                               record.at.nanoseconds(),
                               record.real.nanoseconds(),
                               {record.payload.begin(), record.payload.end()}});
        (void)event_of(record);
        (void)action_of(record);
    }
    out.end = reader.value().end();
    HEDGED_ASSERT(out.end != End::None && reader.value().end_offset() <= bytes.size());
    HEDGED_ASSERT(!reader.value().next(record));
    return out;
}

struct World {
    Bytes ours = journal_of(21, 3);
    Bytes earlier = journal_of(22, 2);  // what the same disk held before
    Reading whole = read(ours);
    Reading whole_earlier = read(earlier);
};

const World& world() {
    static const World made;
    return made;
}

void damage(Bytes& bytes, Input& in) {
    if (bytes.empty()) {
        return;
    }
    std::size_t const at = in.word() % bytes.size();
    auto const from = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (in.below(8)) {
        case 0:
            *from ^= static_cast<std::byte>(1U << in.below(8));
            break;
        case 1:
            *from = static_cast<std::byte>(in.byte());
            break;
        case 2:
            bytes.resize(at);
            break;
        case 3:
            bytes.insert(from, 1U + in.below(64), static_cast<std::byte>(in.byte()));
            break;
        case 4: {
            std::size_t const count = std::min<std::size_t>(in.byte(), bytes.size() - at);
            bytes.erase(from, from + static_cast<std::ptrdiff_t>(count));
            break;
        }
        case 5: {  // a stale sector
            std::size_t const count = std::min<std::size_t>(
                {512, bytes.size() - at,
                 world().earlier.size() - std::min(at, world().earlier.size())});
            std::memcpy(bytes.data() + at, world().earlier.data() + at, count);
            break;
        }
        case 6: {  // a piece of it once more, elsewhere
            std::size_t const source = in.word() % bytes.size();
            std::size_t const count = std::min<std::size_t>(
                {std::size_t{8} * in.byte(), bytes.size() - at, bytes.size() - source});
            std::memmove(bytes.data() + at, bytes.data() + source, count);
            break;
        }
        default: {
            std::size_t const count = std::min<std::size_t>(512, bytes.size() - at);
            std::memset(bytes.data() + at, 0, count);
            break;
        }
    }
}

void read_damaged(Input& in) {
    Bytes bytes = world().ours;
    for (std::uint32_t times = 1 + in.below(4); times > 0; --times) {
        damage(bytes, in);
    }
    // Memory of exactly that size, so that a sanitizer sees a read beyond it.
    Bytes const exact(bytes.begin(), bytes.end());
    Reading const got = read(exact);
    // The header of the earlier run may have come back whole: then it is that run's journal.
    bool const earlier = got.epoch == world().whole_earlier.epoch;
    auto const& whole = (earlier ? world().whole_earlier : world().whole).records;
    HEDGED_ASSERT(got.records.size() <= whole.size());
    HEDGED_ASSERT(std::equal(got.records.begin(), got.records.end(), whole.begin()));
}

void read_any(Input& in) {
    std::size_t size = in.left();
    auto const* const from = reinterpret_cast<const std::byte*>(in.take(size));
    Bytes bytes(from, from + size);
    HEDGED_ASSERT(read(bytes).records.empty());
    // The same behind a good header.
    bytes.insert(bytes.begin(), world().ours.begin(),
                 world().ours.begin() + static_cast<std::ptrdiff_t>(kSegmentHeaderBytes));
    Reading const got = read(bytes);
    HEDGED_ASSERT(got.opened);
    auto const& whole = world().whole.records;
    HEDGED_ASSERT(got.records.size() <= whole.size() &&
                  std::equal(got.records.begin(), got.records.end(), whole.begin()));
}

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    HEDGED_ASSERT(world().whole.records.size() > 10 && world().whole.end == End::Open);
    Input in(data, size);
    if (in.byte() % 4 == 0) {
        read_any(in);
    } else {
        read_damaged(in);
    }
}

}  // namespace hedged::fuzz
