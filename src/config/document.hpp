// SPDX-License-Identifier: Apache-2.0
// A YAML text as a tree of our own, built from the parser's events, so that every node knows where
// it stands and nothing is converted behind our back: all scalars stay text. Refused with their
// place: syntax errors, a key given twice, aliases, tags, a second document, too much depth or too
// many nodes. Cold code: allocates.
#pragma once

#include "hedged/config/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hedged::config {

struct Node {
    enum class Kind : std::uint8_t { Null, Scalar, List, Map };
    struct Entry;

    Kind kind = Kind::Null;
    bool quoted = false;
    Place place;
    std::string scalar;
    std::vector<Node> items;     // of a list
    std::vector<Entry> entries;  // of a map, in the order of the file

    [[nodiscard]] const Entry* find(std::string_view key) const noexcept;
};

struct Node::Entry {
    std::string key;
    Place place;  // of the key
    Node value;
};

inline constexpr std::size_t kDocumentBytesMax = std::size_t{1} << 20U;
inline constexpr std::size_t kDocumentNodesMax = 20'000;
inline constexpr std::size_t kDocumentDepthMax = 16;

// Adds to `problems` what it finds; the tree is usable only when it added nothing.
[[nodiscard]] Node parse_document(std::string_view text, const std::string& file,
                                  Problems& problems);

}  // namespace hedged::config
