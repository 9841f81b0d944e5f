// SPDX-License-Identifier: Apache-2.0
// A journal's records in words, and the story of one order or of one moment. Cold code.
#pragma once

#include "hedged/ops/names.hpp"
#include "hedged/runtime/journal/text.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hedged::app {

// One line a record; must be shown all of a run's records in order, because it learns the names.
class RecordText {
public:
    explicit RecordText(std::uint32_t epoch) : epoch_(epoch) {}
    [[nodiscard]] std::string of(const runtime::journal::Record& record);

private:
    std::uint32_t epoch_;
    runtime::journal::InstrumentNames instruments_;
    ops::Names names_;
};

// "12-5", or a label as the exchange shows it.
[[nodiscard]] std::optional<ClientOrderId> parse_order_id(const std::string& text);
// "2026-11-21 08:00:05", with or without a fraction; UTC.
[[nodiscard]] std::optional<WallTime> parse_time(const std::string& text);

// Print the story and give the exit code.
[[nodiscard]] int explain_order(const std::string& place, ClientOrderId id);
[[nodiscard]] int explain_silence(const std::string& place, WallTime at);

}  // namespace hedged::app
