// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/text_table.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace hedged::ops {

namespace {

// Every byte that does not continue a UTF-8 character takes one column.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string fixed(double value, int decimals) {
    std::array<char, 400> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    std::string out(text.data(), static_cast<std::size_t>(std::max(size, 0)));
    // What rounds to zero has no sign.
    if (out[0] == '-' && out.find_first_not_of("-0.") == std::string::npos) {
        out.erase(0, 1);
    }
    return out;
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::row(std::vector<std::string> cells) {
    HEDGED_ASSERT(cells.size() <= columns_.size());
    cells.resize(columns_.size());
    rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = width_of(columns_[i].title);
        for (const auto& cells : rows_) {
            width = std::max(width, width_of(cells[i]));
        }
        widths.push_back(width);
    }
    std::string out;
    const auto add = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string& cell = cell_of(i);
            const std::string blanks(widths[i] - width_of(cell), ' ');
            line += i == 0 ? "" : "  ";
            line += columns_[i].align == Align::Right ? blanks + cell : cell + blanks;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    };
    add([this](std::size_t i) -> const std::string& { return columns_[i].title; });
    for (const auto& cells : rows_) {
        add([&cells](std::size_t i) -> const std::string& { return cells[i]; });
    }
    return out;
}

std::string signed_number(double value, int decimals) {
    const std::string text = fixed(value, decimals);
    const bool zero = text.find_first_not_of("0.") == std::string::npos;
    return text[0] == '-' || zero || !std::isfinite(value) ? text : "+" + text;
}

std::string plain_number(double value, int decimals) {
    std::string text = fixed(value, decimals);
    if (!std::isfinite(value)) {
        return text;
    }
    const std::size_t sign = text[0] == '-' ? 1 : 0;
    std::size_t point = std::min(text.find('.'), text.size());
    while (point > sign + 3) {
        point -= 3;
        text.insert(point, 1, ',');
    }
    return text;
}

std::string short_time(double seconds) {
    if (!std::isfinite(seconds)) {
        return "-";
    }
    const double size = std::abs(seconds);
    if (size < 1e-6) {
        return fixed(seconds * 1e9, 0) + " ns";
    }
    if (size < 1e-3) {
        return fixed(seconds * 1e6, size < 1e-5 ? 1 : 0) + " us";
    }
    if (size < 1.0) {
        return fixed(seconds * 1e3, size < 1e-2 ? 1 : 0) + " ms";
    }
    if (size < 100.0) {
        return fixed(seconds, 1) + " s";
    }
    return size < 6000.0 ? fixed(seconds / 60.0, 0) + " min" : fixed(seconds / 3600.0, 1) + " h";
}

}  // namespace hedged::ops
