// SPDX-License-Identifier: Apache-2.0
// Reads a comma-separated test file with a header line; a field may be quoted. Throws when the file
// or a column is missing, so that a test cannot pass on an empty table.
#pragma once

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hedged::test_support {

class CsvTable {
public:
    explicit CsvTable(const std::string& path) {
        std::ifstream file(path);
        std::string line;
        if (!file || !std::getline(file, line)) {
            throw std::runtime_error("cannot read " + path);
        }
        std::vector<std::string> const names = split(line);
        for (std::size_t column = 0; column < names.size(); ++column) {
            columns_.emplace(names[column], column);
        }
        while (std::getline(file, line)) {
            rows_.push_back(split(line));
            if (rows_.back().size() != names.size()) {
                throw std::runtime_error("ragged row in " + path + ": " + line);
            }
        }
        if (rows_.empty()) {
            throw std::runtime_error("no rows in " + path);
        }
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] bool has(const std::string& column) const { return columns_.contains(column); }
    [[nodiscard]] const std::string& text(std::size_t row, const std::string& column) const {
        return rows_.at(row).at(columns_.at(column));
    }
    // An empty field reads as 0, as does text that is no number.
    [[nodiscard]] double number(std::size_t row, const std::string& column) const {
        return std::strtod(text(row, column).c_str(), nullptr);
    }

private:
    static std::vector<std::string> split(std::string_view line) {
        std::vector<std::string> fields(1);
        bool quoted = false;
        for (char const c : line) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.emplace_back();
            } else if (c != '\r') {
                fields.back() += c;
            }
        }
        return fields;
    }

    std::unordered_map<std::string, std::size_t> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace hedged::test_support
