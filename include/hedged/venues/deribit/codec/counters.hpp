// SPDX-License-Identifier: Apache-2.0
// What the decoder survived: unknown words, fields that nobody uses, frames it refused. Retained
// for the life of a decoder, read by its owner on the same thread. Fixed size, no allocation.
#pragma once

#include "hedged/core/fixed_string.hpp"
#include "hedged/core/fixed_vector.hpp"
#include "hedged/venues/deribit/codec/decode_error.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace hedged::deribit {

struct UnknownWord {
    std::string_view field;  // static text
    FixedString<31> word;    // cut when longer
    std::uint64_t count = 0;
};

struct DecodeCounters {
    std::uint64_t frames = 0;
    std::uint64_t errors = 0;
    std::uint64_t unused_channels = 0;
    std::uint64_t unknown_channels = 0;
    std::uint64_t unknown_methods = 0;
    std::uint64_t unknown_error_codes = 0;
    std::uint64_t unknown_instruments = 0;  // market data on a name that was never defined
    std::uint64_t not_configured = 0;       // of a coin that this process does not trade
    std::uint64_t unknown_words = 0;        // all of them, also those beyond `words`
    std::array<std::uint64_t, 16> errors_by_fault{};
    FixedVector<UnknownWord, 48> words;

    void count_word(std::string_view field, std::string_view word) noexcept;
    void count_error(const DecodeError& error) noexcept;
};

}  // namespace hedged::deribit
