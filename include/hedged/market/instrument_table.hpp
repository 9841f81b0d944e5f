// SPDX-License-Identifier: Apache-2.0
// The engine's own copy of the instrument list, by dense index. Engine thread only. All memory is
// taken at construction; an index beyond the capacity or a specification that cannot be traded or
// priced is refused and counted, and the instrument stays unknown.
#pragma once

#include "hedged/protocol/event.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hedged::market {

inline constexpr std::size_t kInstrumentsMax = 4096;

enum class DefineResult : std::uint8_t {
    Added,
    Updated,
    Full,     // the index is beyond the capacity
    Renamed,  // the index already belongs to another instrument: indices are never re-used
    Invalid,  // no name, no usable tick or lot, or a number that is not finite
};

class InstrumentTable {
public:
    explicit InstrumentTable(std::size_t capacity = kInstrumentsMax);

    DefineResult define(const InstrumentSpec& spec) noexcept;
    // False when the instrument is not known.
    bool on(const InstrumentStateChange& change) noexcept;

    // Null when the instrument is not known. The pointer stays good for the table's life; what it
    // points at follows later definitions and states.
    [[nodiscard]] const InstrumentSpec* find(InstrumentIndex index) const noexcept;
    // Cold: looks at every instrument.
    [[nodiscard]] const InstrumentSpec* find(std::string_view name) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return specs_.size(); }
    // One past the highest known index.
    [[nodiscard]] std::uint32_t index_end() const noexcept { return index_end_; }
    [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }

private:
    std::vector<InstrumentSpec> specs_;
    std::size_t count_ = 0;
    std::uint32_t index_end_ = 0;
    std::uint64_t refused_ = 0;
};

}  // namespace hedged::market
