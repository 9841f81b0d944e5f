// SPDX-License-Identifier: Apache-2.0
// Writes one JSON document, key by key. Numbers that are not finite become null: JSON has no other
// word for them. Allocates; ops thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::ops {

class Json {
public:
    Json& open();                      // an object, inside an array or as the document
    Json& open(std::string_view key);  // an object under a key
    Json& close();
    Json& open_array(std::string_view key);
    Json& close_array();

    Json& text(std::string_view key, std::string_view value);
    Json& number(std::string_view key, double value);
    Json& count(std::string_view key, std::uint64_t value);
    Json& flag(std::string_view key, bool value);

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void comma();
    void name(std::string_view key);
    void quoted(std::string_view value);

    std::string out_;
    bool first_ = true;
};

}  // namespace hedged::ops
