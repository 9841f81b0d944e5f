// SPDX-License-Identifier: Apache-2.0
// The known word that a mistyped one most likely means. Cold code: allocates.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::config {

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
// (optimal string alignment distance).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// Empty when nothing is near: at most a third of the word's letters, and at least two, may differ.
[[nodiscard]] std::string_view nearest_word(std::string_view word,
                                            const std::vector<std::string>& known);

}  // namespace hedged::config
