// SPDX-License-Identifier: Apache-2.0
// Appends JSON to a string and puts the commas in. Numbers are the shortest text that reads back
// as the same double, always with a point or an exponent, as the exchange writes them (10.0,
// 4.0e-7). What is not finite becomes null, since JSON has no word for it. One thread; allocates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) noexcept : out_(out) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    JsonWriter& value(double number);
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(std::uint64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(bool flag);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);  // text that is JSON already

    template <class T>
    JsonWriter& field(std::string_view name, const T& item) {
        key(name);
        return value(item);
    }
    JsonWriter& field_or_null(std::string_view name, std::optional<double> number);
    JsonWriter& field_null(std::string_view name) { return key(name).null(); }
    JsonWriter& field_raw(std::string_view name, std::string_view json) {
        return key(name).raw(json);
    }

    [[nodiscard]] std::string& text() noexcept { return out_; }

private:
    void separate();

    std::string& out_;
    bool needs_comma_ = false;
};

void append_number(std::string& out, double number);

}  // namespace hedged::exchange::deribit
