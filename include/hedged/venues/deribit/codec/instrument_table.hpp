// SPDX-License-Identifier: Apache-2.0
// Instrument names to dense indices and back, and which coins this process trades. All sessions of
// one exchange share one table, on one thread. Lookup is O(1) by the raw bytes of the name
// (open addressing, a fixed hash, so a run repeats exactly). Storage is taken once at construction;
// when it is full a new name is refused. Indices are never re-used.
#pragma once

#include "hedged/protocol/instrument.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hedged::deribit {

// A coin and the exchange's name for its price index, such as "BTC" and "btc_usd". The order of
// configuration is the UnderlyingIndex.
struct Underlying {
    FixedString<15> currency;
    FixedString<31> index_name;
};

[[nodiscard]] Underlying underlying_of(std::string_view currency) noexcept;  // index: "<ccy>_usd"

enum class UnknownNames : std::uint8_t {
    Refuse,    // production: only coins and instruments that were configured and defined
    Register,  // reading captures: every name gets an index as it appears
};

class InstrumentTable {
public:
    explicit InstrumentTable(std::vector<Underlying> underlyings, std::size_t capacity = 8192,
                             UnknownNames unknown = UnknownNames::Refuse);

    [[nodiscard]] InstrumentIndex find(std::string_view name) const noexcept;

    // What private and market messages use: find, or register in a table that takes every name.
    [[nodiscard]] InstrumentIndex find_or_register(std::string_view name) noexcept;

    // Takes over a definition: a known name keeps its index, a new one gets the next. The index is
    // written into `spec`. Nothing when the table is full.
    [[nodiscard]] std::optional<InstrumentIndex> define(InstrumentSpec& spec) noexcept;

    // The caller must hold an index of this table.
    [[nodiscard]] const InstrumentSpec& spec(InstrumentIndex index) const noexcept;
    // False while a name was only seen, never defined: it must not be traded.
    [[nodiscard]] bool defined(InstrumentIndex index) const noexcept;
    void set_state(InstrumentIndex index, InstrumentState state) noexcept;

    // Case does not matter: the exchange writes "BTC" and "btc" for the same currency.
    [[nodiscard]] UnderlyingIndex underlying(std::string_view currency) noexcept;
    [[nodiscard]] UnderlyingIndex underlying_of_index(std::string_view index_name) noexcept;
    [[nodiscard]] const Underlying& underlying_at(UnderlyingIndex index) const noexcept;
    [[nodiscard]] std::size_t underlying_count() const noexcept { return underlyings_.size(); }

    [[nodiscard]] std::size_t size() const noexcept { return specs_.size(); }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
    [[nodiscard]] std::size_t slot_of(std::string_view name) const noexcept;
    [[nodiscard]] UnderlyingIndex register_underlying(Underlying underlying) noexcept;

    std::vector<Underlying> underlyings_;
    std::vector<InstrumentSpec> specs_;
    std::vector<std::uint8_t> defined_;
    std::vector<std::uint32_t> slots_;  // index + 1; 0 is free
    std::size_t capacity_;
    UnknownNames unknown_;
};

}  // namespace hedged::deribit
