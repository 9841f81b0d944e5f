// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/instrument_table.hpp"

#include "hedged/core/assert.hpp"

#include "venues/deribit/codec/name_hash.hpp"

#include <array>
#include <bit>
#include <utility>

namespace hedged::deribit {
namespace {

[[nodiscard]] char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] bool same_word(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

constexpr std::string_view kIndexSuffix = "_usd";

}  // namespace

Underlying underlying_of(std::string_view currency) noexcept {
    std::array<char, 31> text{};
    Underlying underlying;
    if (currency.size() + kIndexSuffix.size() > text.size()) {
        return underlying;
    }
    for (std::size_t i = 0; i < currency.size(); ++i) {
        text[i] = upper(currency[i]);
    }
    (void)underlying.currency.assign({text.data(), currency.size()});
    for (std::size_t i = 0; i < currency.size(); ++i) {
        text[i] = lower(currency[i]);
    }
    kIndexSuffix.copy(text.data() + currency.size(), kIndexSuffix.size());
    (void)underlying.index_name.assign({text.data(), currency.size() + kIndexSuffix.size()});
    return underlying;
}

InstrumentTable::InstrumentTable(std::vector<Underlying> underlyings, std::size_t capacity,
                                 UnknownNames unknown)
    : underlyings_(std::move(underlyings)), capacity_(capacity), unknown_(unknown) {
    HEDGED_ASSERT(capacity_ > 0 && underlyings_.size() < UnderlyingIndex::kNone);
    specs_.reserve(capacity_);
    defined_.reserve(capacity_);
    slots_.assign(std::bit_ceil(capacity_ * 2), 0);
    if (unknown_ == UnknownNames::Register) {
        underlyings_.reserve(UnderlyingIndex::kNone);
    }
}

// The slot that holds the name, or the free one where it belongs. There is always a free one: the
// table is at most half full.
std::size_t InstrumentTable::slot_of(std::string_view name) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = name_hash(name) & mask;
    while (slots_[slot] != 0 && specs_[slots_[slot] - 1].name.view() != name) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

InstrumentIndex InstrumentTable::find(std::string_view name) const noexcept {
    const std::uint32_t entry = slots_[slot_of(name)];
    return entry == 0 ? InstrumentIndex{} : InstrumentIndex{entry - 1};
}

InstrumentIndex InstrumentTable::find_or_register(std::string_view name) noexcept {
    const InstrumentIndex known = find(name);
    if (known.valid() || unknown_ == UnknownNames::Refuse || specs_.size() == capacity_ ||
        name.empty()) {
        return known;
    }
    InstrumentSpec spec;
    if (!spec.name.assign(name)) {
        return {};
    }
    const std::size_t slot = slot_of(name);
    spec.index = InstrumentIndex{static_cast<std::uint32_t>(specs_.size())};
    specs_.push_back(spec);
    defined_.push_back(0);
    slots_[slot] = spec.index.raw + 1;
    return spec.index;
}

std::optional<InstrumentIndex> InstrumentTable::define(InstrumentSpec& spec) noexcept {
    const std::size_t slot = slot_of(spec.name.view());
    if (slots_[slot] != 0) {
        spec.index = InstrumentIndex{slots_[slot] - 1};
        specs_[spec.index.raw] = spec;
        defined_[spec.index.raw] = 1;
        return spec.index;
    }
    if (specs_.size() == capacity_) {
        return std::nullopt;
    }
    spec.index = InstrumentIndex{static_cast<std::uint32_t>(specs_.size())};
    specs_.push_back(spec);
    defined_.push_back(1);
    slots_[slot] = spec.index.raw + 1;
    return spec.index;
}

const InstrumentSpec& InstrumentTable::spec(InstrumentIndex index) const noexcept {
    HEDGED_ASSERT(index.raw < specs_.size());
    return specs_[index.raw];
}

bool InstrumentTable::defined(InstrumentIndex index) const noexcept {
    HEDGED_ASSERT(index.raw < specs_.size());
    return defined_[index.raw] != 0;
}

void InstrumentTable::set_state(InstrumentIndex index, InstrumentState state) noexcept {
    HEDGED_ASSERT(index.raw < specs_.size());
    specs_[index.raw].state = state;
}

UnderlyingIndex InstrumentTable::register_underlying(Underlying underlying) noexcept {
    if (unknown_ == UnknownNames::Refuse || underlyings_.size() + 1 >= UnderlyingIndex::kNone ||
        underlying.currency.empty()) {
        return {};
    }
    underlyings_.push_back(underlying);
    return UnderlyingIndex{static_cast<std::uint8_t>(underlyings_.size() - 1)};
}

UnderlyingIndex InstrumentTable::underlying(std::string_view currency) noexcept {
    for (std::size_t i = 0; i < underlyings_.size(); ++i) {
        if (same_word(underlyings_[i].currency.view(), currency)) {
            return UnderlyingIndex{static_cast<std::uint8_t>(i)};
        }
    }
    return register_underlying(underlying_of(currency));
}

UnderlyingIndex InstrumentTable::underlying_of_index(std::string_view index_name) noexcept {
    for (std::size_t i = 0; i < underlyings_.size(); ++i) {
        if (same_word(underlyings_[i].index_name.view(), index_name)) {
            return UnderlyingIndex{static_cast<std::uint8_t>(i)};
        }
    }
    if (index_name.ends_with(kIndexSuffix)) {
        index_name.remove_suffix(kIndexSuffix.size());
        return register_underlying(underlying_of(index_name));
    }
    Underlying underlying;
    if (!underlying.index_name.assign(index_name)) {
        return {};
    }
    underlying.currency.assign_truncated(index_name);
    return register_underlying(underlying);
}

const Underlying& InstrumentTable::underlying_at(UnderlyingIndex index) const noexcept {
    HEDGED_ASSERT(index.raw < underlyings_.size());
    return underlyings_[index.raw];
}

}  // namespace hedged::deribit
