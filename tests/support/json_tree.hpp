// SPDX-License-Identifier: Apache-2.0
// A JSON value that tests can change: remove a member, replace a scalar by any text, shuffle keys.
// Scalars keep their text. Recursive and trusting: for well-formed fixtures only.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::testing {

struct JsonMember;

struct JsonTree {
    enum class Kind { Scalar, Object, Array };
    Kind kind = Kind::Scalar;
    std::string text;                 // Scalar, with quotes if it has any
    std::vector<JsonMember> members;  // Object; keys without quotes
    std::vector<JsonTree> items;      // Array

    [[nodiscard]] JsonTree* find(std::string_view key);
    // "params.data.bids.0"; nothing when there is no such place.
    [[nodiscard]] JsonTree* at(std::string_view path);
    // Removes the last part of the path from its object. False when it is not there.
    bool remove(std::string_view path);
    [[nodiscard]] std::string print() const;
    // Every member of every object, by path, outermost first.
    void each_member(
        const std::function<void(const std::string& path, const JsonTree& value)>& visit,
        const std::string& prefix = "") const;
};

struct JsonMember {
    std::string key;
    JsonTree value;
};

[[nodiscard]] JsonTree parse_json_tree(std::string_view text);

}  // namespace hedged::testing
