// SPDX-License-Identifier: Apache-2.0
// Columns that stand under each other, for terminals. Words lean left, numbers right. Cold code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::ops {

enum class Align : std::uint8_t { Left, Right };

class TextTable {
public:
    struct Column {
        std::string title;
        Align align = Align::Left;
    };

    explicit TextTable(std::vector<Column> columns);
    // Missing cells stay empty; more cells than columns are a mistake (asserted).
    void row(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    // One line a row, no trailing blanks.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// "+0.1234", "76,485.48", "1.5 s": numbers as people read them. Never "-0".
[[nodiscard]] std::string signed_number(double value, int decimals);
[[nodiscard]] std::string plain_number(double value, int decimals);  // thousands separated
[[nodiscard]] std::string short_time(double seconds);                // 350 us, 12 ms, 1.5 s, 3 min

}  // namespace hedged::ops
