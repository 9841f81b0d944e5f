// SPDX-License-Identifier: Apache-2.0
// Writes JSON into a buffer of fixed size. Once something did not fit, nothing more is written and
// done() answers with nothing: half a request must never leave. No allocation.
#pragma once

#include "hedged/core/decimal_step.hpp"
#include "hedged/core/time.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hedged::deribit {

class JsonWriter {
public:
    explicit JsonWriter(Buffer out) noexcept
        : begin_(out.data()), at_(out.data()), end_(out.data() + out.size()) {}

    // {"jsonrpc":"2.0","id":7,"method":"public/test","params":{
    void open(RequestId id, std::string_view method) noexcept;

    // Members of params; the comma is put where it belongs.
    void text(std::string_view name, std::string_view value) noexcept;
    void word(std::string_view name, std::string_view value) noexcept;  // ours: needs no escape
    void number(std::string_view name, std::int64_t value) noexcept;
    void multiple(std::string_view name, DecimalStep step, std::int64_t multiples) noexcept;
    void flag(std::string_view name, bool value) noexcept;
    void milliseconds(std::string_view name, WallTime value) noexcept;

    // For lists: "key":[ ... ]
    void open_list(std::string_view name) noexcept;
    void element(std::string_view value) noexcept;
    void close_list() noexcept { raw("]"); }

    void fail() noexcept { ok_ = false; }
    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(at_ - begin_);
    }
    [[nodiscard]] bool ok() const noexcept { return ok_; }

    // Closes params and the request.
    [[nodiscard]] std::string_view done() noexcept;

private:
    void raw(std::string_view bytes) noexcept {
        if (!ok_ || bytes.size() > static_cast<std::size_t>(end_ - at_)) {
            ok_ = false;
            return;
        }
        if (!bytes.empty()) {  // an empty view may have no address at all
            std::memcpy(at_, bytes.data(), bytes.size());
            at_ += bytes.size();
        }
    }
    void key(std::string_view name) noexcept;
    void escaped(std::string_view value) noexcept;
    void digits(std::int64_t value) noexcept;

    char* begin_;
    char* at_;
    char* end_;
    bool ok_ = true;
    bool first_ = true;
};

}  // namespace hedged::deribit
