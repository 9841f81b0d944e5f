// SPDX-License-Identifier: Apache-2.0
// Keys of a JSON object told apart by their raw bytes: first eight, last eight and length select
// one slot of a table without collisions that the compiler lays out; a chain of string comparisons
// costs three to four times as much. Exact: an unknown key is never taken for a known one. A key
// written with escapes is unknown, which this exchange never does. Reads at most 64 bytes behind
// the start of a key, which the frame's padding covers.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <stdexcept>
#include <string_view>

namespace hedged::deribit {

static_assert(std::endian::native == std::endian::little);

struct RawKey {
    const char* text = nullptr;
    std::size_t size = 0;
    std::uint64_t head = 0;  // first eight bytes, zero beyond the end
    std::uint64_t tail = 0;  // last eight bytes; the head again for a short key
};

inline constexpr std::size_t kKeySizeMax = 48;

[[nodiscard]] inline std::uint64_t load_bytes(const char* at) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

[[nodiscard]] inline RawKey key_of(const char* text, std::size_t size) noexcept {
    RawKey key{text, size, load_bytes(text), 0};
    if (size >= 8) {
        key.tail = load_bytes(text + size - 8);
    } else {
        key.head &= (1ULL << (size * 8)) - 1;
        key.tail = key.head;
    }
    return key;
}

// `raw` points behind the opening quote. A key longer than kKeySizeMax has size 0.
[[nodiscard]] inline RawKey read_key(const char* raw) noexcept {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    for (std::size_t at = 0; at < kKeySizeMax; at += 8) {
        const std::uint64_t zeroed =
            load_bytes(raw + at) ^ (kOnes * static_cast<std::uint8_t>('"'));
        const std::uint64_t quotes = (zeroed - kOnes) & ~zeroed & (kOnes * 0x80U);
        if (quotes != 0) {
            return key_of(raw, at + static_cast<std::size_t>(std::countr_zero(quotes)) / 8);
        }
    }
    return key_of(raw, 0);
}

// The same when it is known where the value begins: nothing but the quote and the colon stand
// between, unless someone put spaces there.
[[nodiscard]] inline RawKey read_key(const char* raw, const char* value) noexcept {
    if (value[-1] == ':' && value[-2] == '"' && value - raw >= 2) {
        return key_of(raw, static_cast<std::size_t>(value - raw) - 2);
    }
    return read_key(raw);
}

template <std::size_t N>
class KeyTable {
    static_assert(N > 0 && N <= 64, "the set of keys seen is kept in 64 bits");

public:
    static constexpr unsigned kUnknown = N;

    consteval explicit KeyTable(const std::array<std::string_view, N>& names) : names_(names) {
        for (seed_ = 1; !place_all(); seed_ += 2) {
            if (seed_ > 20'001) {
                throw std::logic_error("two equal names");  // hedged-ok: compile time
            }
        }
    }

    [[nodiscard]] unsigned find(const RawKey& key) const noexcept {
        const Slot& slot = slots_[slot_of(key.head, key.tail, key.size)];
        if (slot.head != key.head || slot.tail != key.tail || slot.size != key.size ||
            (key.size > 16 && std::memcmp(names_[slot.index].data(), key.text, key.size) != 0)) {
            return kUnknown;
        }
        return slot.index;
    }

    // For case labels; a name that is not in the table does not compile.
    [[nodiscard]] consteval unsigned operator[](std::string_view name) const {
        return index_of(name);
    }
    [[nodiscard]] consteval std::uint64_t mask(std::initializer_list<std::string_view> keys) const {
        std::uint64_t bits = 0;
        for (const std::string_view key : keys) {
            bits |= 1ULL << index_of(key);
        }
        return bits;
    }
    [[nodiscard]] constexpr std::string_view name(unsigned index) const noexcept {
        return names_[index];
    }

private:
    // Roomy enough that a layout without collisions is found within a few tries.
    static constexpr std::size_t kSlots = std::bit_ceil(N * (N > 20 ? 16 : 4));

    static constexpr std::uint8_t kFree = 255;  // longer than any key of a table

    struct Slot {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
        std::uint8_t size = kFree;
        std::uint8_t index = 0;
    };

    [[nodiscard]] constexpr std::size_t slot_of(std::uint64_t head, std::uint64_t tail,
                                                std::size_t size) const noexcept {
        const std::uint64_t mixed =
            (head ^ std::rotl(tail, 23) ^ size) * (seed_ * 0x9E3779B97F4A7C15ULL | 1U);
        return static_cast<std::size_t>(mixed >> 40U) & (kSlots - 1);
    }
    // Not consteval, although only consteval functions call them: clang 14 refuses such a call
    // with a local argument even where everything is constant.
    [[nodiscard]] constexpr unsigned index_of(std::string_view name) const {
        for (unsigned i = 0; i < N; ++i) {
            if (names_[i] == name) {
                return i;
            }
        }
        throw std::logic_error("no such key");  // hedged-ok: compile time
    }
    [[nodiscard]] static constexpr std::uint64_t bytes(std::string_view text) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < text.size() && i < 8; ++i) {
            word |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(text[i])) << (8 * i);
        }
        return word;
    }
    [[nodiscard]] constexpr bool place_all() {
        slots_ = {};
        for (std::size_t i = 0; i < N; ++i) {
            const std::string_view name = names_[i];
            const std::uint64_t head = bytes(name);
            const std::uint64_t tail =
                name.size() >= 8 ? bytes(name.substr(name.size() - 8)) : head;
            Slot& slot = slots_[slot_of(head, tail, name.size())];
            if (slot.size != kFree) {
                return false;
            }
            slot = Slot{head, tail, static_cast<std::uint8_t>(name.size()),
                        static_cast<std::uint8_t>(i)};
        }
        return true;
    }

    std::array<std::string_view, N> names_;
    std::array<Slot, kSlots> slots_{};
    std::uint64_t seed_ = 1;
};

// keys("timestamp", "state", ...): N is counted by the compiler.
template <class... Names>
[[nodiscard]] consteval auto keys(Names... names) {
    return KeyTable<sizeof...(Names)>{
        std::array<std::string_view, sizeof...(Names)>{std::string_view{names}...}};
}

}  // namespace hedged::deribit
