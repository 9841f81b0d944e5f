// SPDX-License-Identifier: Apache-2.0
// The tables of limits in docs/architecture.md say the numbers that the code has, and leave out no
// constant whose name ends in Max.
#include "architecture/source_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <regex>

namespace hedged::architecture {
namespace {

struct Row {
    std::string value;
    std::string name;
    std::string file;
    std::size_t line = 0;
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::size_t from = 1;
    for (std::size_t to = 0; (to = line.find('|', from)) != std::string::npos; from = to + 1) {
        std::string cell = line.substr(from, to - from);
        std::erase_if(cell, [](char c) { return c == '`'; });
        cell.erase(0, cell.find_first_not_of(' '));
        cell.erase(cell.find_last_not_of(' ') + 1);
        cells.push_back(cell);
    }
    return cells;
}

std::vector<Row> rows() {
    std::vector<Row> found;
    for (const SourceFile& file : read_tree("docs", {"architecture.md"})) {
        bool limits = false;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            limits = limits || file.lines[i] == "## Limits";
            const std::vector<std::string> cells = file.lines[i].starts_with("| ")
                                                       ? cells_of(file.lines[i])
                                                       : std::vector<std::string>{};
            if (limits && cells.size() == 5 && cells[0] != "limit" && !cells[2].empty()) {
                found.push_back({cells[1], cells[2], cells[3], i + 1});
            }
        }
    }
    return found;
}

// "65,536" and "16 MiB".
std::optional<std::uint64_t> stated(std::string text) {
    std::erase(text, ',');
    static const std::regex form{R"((\d+)( (KiB|MiB))?)"};
    std::smatch match;
    if (!std::regex_match(text, match, form)) {
        return std::nullopt;
    }
    const unsigned shift = match[3] == "KiB" ? 10 : match[3] == "MiB" ? 20 : 0;
    return std::stoull(match[1].str()) << shift;
}

// Numbers with ', U and UL, joined by * - and <<, from left to right: as the constants are written.
std::optional<std::uint64_t> evaluated(std::string text) {
    text = std::regex_replace(text, std::regex{R"(std::size_t\{(\d+)\})"}, "$1");
    std::erase(text, '\'');
    static const std::regex term{R"(^\s*(\*|-|<<)?\s*(\d+)[UL]*)"};
    std::uint64_t value = 0;
    bool first = true;
    for (std::smatch match; std::regex_search(text, match, term); first = false) {
        const std::uint64_t number = std::stoull(match[2].str());
        const std::string op = match[1].str();
        if (first != op.empty()) {
            return std::nullopt;
        }
        value = first       ? number
                : op == "*" ? value * number
                : op == "-" ? value - number
                            : value << number;
        text = match.suffix();
    }
    return first || text.find_first_not_of(' ') != std::string::npos ? std::nullopt
                                                                     : std::optional{value};
}

// NAME = expression; or a FixedString or the like of that capacity.
std::optional<std::uint64_t> in_code(const SourceFile& file, const std::string& name) {
    const std::regex assigned{R"(\b)" + name + R"( = ([^;]+);)"};
    const std::regex member{R"(Fixed(?:String|Vector)<(?:.*, )?([^ ,>]+)> )" + name + ";"};
    static const std::regex sized{R"((?:Fixed(?:String|Vector)|BasicBookLadder)<(?:.*, )?(\w+)>)"};
    for (const std::string& line : file.lines) {
        std::smatch match;
        if (std::regex_search(line, match, assigned)) {
            const std::string right = match[1].str();
            std::smatch inner;
            return evaluated(std::regex_match(right, inner, sized) ? inner[1].str() : right);
        }
        if (std::regex_search(line, match, member)) {
            return evaluated(match[1].str());
        }
    }
    return std::nullopt;
}

TEST(Limits, StandInTheDocumentAsInTheCode) {
    const std::vector<SourceFile> sources = production_sources();
    ASSERT_GE(rows().size(), 50U);
    for (const Row& row : rows()) {
        const auto file = std::find_if(sources.begin(), sources.end(), [&row](const SourceFile& f) {
            return f.path.string() == row.file;
        });
        ASSERT_NE(file, sources.end()) << "architecture.md:" << row.line << ": no " << row.file;
        const auto number = in_code(*file, row.name);
        ASSERT_TRUE(number) << "architecture.md:" << row.line << ": no number of " << row.name;
        EXPECT_EQ(stated(row.value), number) << "architecture.md:" << row.line << ": " << row.name;
    }
}

TEST(Limits, AreAllInTheDocument) {
    static const std::regex definition{
        R"(constexpr std::(?:size_t|uint16_t|uint32_t) (k\w*Max) = ([^;]+);)"};
    const std::vector<Row> documented = rows();
    for (const SourceFile& file : production_sources()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::smatch match;
            if (!std::regex_search(file.lines[i], match, definition) ||
                match[2].str().find_first_of("0123456789") == std::string::npos) {
                continue;  // another name for a limit that has its row
            }
            const bool named =
                std::any_of(documented.begin(), documented.end(), [&match, &file](const Row& row) {
                    return row.name == match[1].str() && row.file == file.path.string();
                });
            EXPECT_TRUE(named) << file.at(i) << ": " << match[1]
                               << " has no row in docs/architecture.md";
        }
    }
}

}  // namespace
}  // namespace hedged::architecture
