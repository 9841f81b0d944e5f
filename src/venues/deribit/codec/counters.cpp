// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/counters.hpp"

namespace hedged::deribit {

void DecodeCounters::count_word(std::string_view field, std::string_view word) noexcept {
    ++unknown_words;
    FixedString<31> kept;
    kept.assign_truncated(word);
    for (UnknownWord& known : words) {
        if (known.field == field && known.word == kept) {
            ++known.count;
            return;
        }
    }
    // When the list is full the total above still grows, which is what an operator watches.
    (void)words.push_back(UnknownWord{field, kept, 1});
}

void DecodeCounters::count_error(const DecodeError& error) noexcept {
    ++errors;
    const auto fault = static_cast<std::size_t>(error.fault);
    if (fault < errors_by_fault.size()) {
        ++errors_by_fault[fault];
    }
}

}  // namespace hedged::deribit
