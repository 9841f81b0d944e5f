// SPDX-License-Identifier: Apache-2.0
// The little JSON that the control socket needs: a writer that cannot make invalid text, and a
// reader of one flat object of texts, numbers and booleans. Cold code: allocates.
#pragma once

#include "hedged/core/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hedged::ops {

class JsonWriter {
public:
    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);
    JsonWriter& text(std::string_view value);
    JsonWriter& number(double value);  // not finite: null
    JsonWriter& integer(std::uint64_t value);
    JsonWriter& boolean(bool value);

    JsonWriter& field(std::string_view name, std::string_view value);
    JsonWriter& field(std::string_view name, double value);
    JsonWriter& field(std::string_view name, std::uint64_t value);
    JsonWriter& flag(std::string_view name, bool value);

    [[nodiscard]] const std::string& str() const noexcept { return out_; }

private:
    void separate();
    std::string out_;
    bool fresh_ = true;  // no comma needed before the next value
};

// Values as text; a number keeps its digits, a boolean is "true" or "false".
using FlatObject = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] Result<FlatObject, std::string> parse_flat_object(std::string_view text);

}  // namespace hedged::ops
