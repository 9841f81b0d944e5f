// SPDX-License-Identifier: Apache-2.0
// The account that a simulated exchange opens with, read from YAML with the same strictness as a
// daemon's configuration. Sizes are signed in the instrument's amount unit, short is negative;
// prices in its quote currency. Cold code: allocates.
#pragma once

#include "hedged/config/problem.hpp"
#include "hedged/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hedged::config {

struct BookPosition {
    std::string instrument;
    double size = 0.0;
    double average_price = 0.0;  // 0: the mark at the time of opening
};

struct Book {
    std::string name;
    std::string currency;
    double coin_balance = 0.0;
    std::vector<BookPosition> positions;
};

[[nodiscard]] Result<Book, Problems> load_book_text(std::string_view yaml, const std::string& file);
[[nodiscard]] Result<Book, Problems> load_book_file(const std::string& path);

}  // namespace hedged::config
