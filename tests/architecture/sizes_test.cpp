// SPDX-License-Identifier: Apache-2.0
// The hard stops of the house: file, function and line sizes, and what every file begins with.
#include "architecture/source_tree.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace hedged::architecture {
namespace {

constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kFunctionLinesMax = 70;
constexpr std::size_t kLineColumnsMax = 100;

// UTF-8 continuation bytes take no column.
std::size_t columns(const std::string& line) {
    std::size_t count = 0;
    for (char c : line) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return count;
}

// Namespaces are not indented here, so a function's body closes with a brace in column one.
std::vector<std::string> long_functions(const SourceFile& file) {
    static const std::regex not_a_function{
        R"(^(namespace|class|struct|enum|union|extern|template <.*>\s*(class|struct)|using|#|\}))"};
    std::vector<std::string> problems;
    std::size_t opened = 0;
    bool inside = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::string& line = file.lines[i];
        bool const starts = !line.empty() && line[0] != ' ' && line.ends_with("{");
        if (starts && !inside && !std::regex_search(line, not_a_function)) {
            inside = true;
            opened = i;
        } else if (inside && line == "}") {
            inside = false;
            if (i - opened + 1 > kFunctionLinesMax) {
                problems.push_back(file.at(opened) + " is a function of " +
                                   std::to_string(i - opened + 1) + " lines");
            }
        }
    }
    return problems;
}

TEST(Sizes, NoFileIsLongerThanTheHardStop) {
    for (const SourceFile& file : all_sources()) {
        EXPECT_LE(file.lines.size(), kFileLinesMax) << file.path;
    }
}

TEST(Sizes, NoFunctionIsLongerThanTheHardStop) {
    for (const SourceFile& file : production_sources()) {
        for (const std::string& problem : long_functions(file)) {
            ADD_FAILURE() << problem;
        }
    }
}

TEST(Sizes, ALongFunctionIsFoundWhenPlanted) {
    SourceFile file{"src/engine/planted.cpp", {"void planted() {"}};
    file.lines.insert(file.lines.end(), kFunctionLinesMax, "    ;");
    file.lines.emplace_back("}");
    EXPECT_EQ(long_functions(file).size(), 1U);
}

TEST(Sizes, NoLineIsWiderThanTheHardStop) {
    for (const SourceFile& file : all_sources()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            bool const data = file.lines[i].find("R\"") != std::string::npos;
            EXPECT_TRUE(data || columns(file.lines[i]) <= kLineColumnsMax) << file.at(i);
        }
    }
}

TEST(Sizes, EveryFileBeginsWithItsLicenceAndHeadersWithPragmaOnce) {
    for (const SourceFile& file : all_sources()) {
        ASSERT_FALSE(file.lines.empty()) << file.path;
        EXPECT_TRUE(file.lines[0].starts_with("// SPDX-License-Identifier: ")) << file.path;
        if (file.path.extension() == ".hpp") {
            EXPECT_NE(std::find(file.lines.begin(), file.lines.end(), "#pragma once"),
                      file.lines.end())
                << file.path;
        }
    }
}

TEST(Sizes, EveryPublicHeaderSaysWhatItIs) {
    for (const SourceFile& file : read_tree("include", {".hpp"})) {
        ASSERT_GE(file.lines.size(), 2U) << file.path;
        EXPECT_TRUE(file.lines[1].starts_with("// ")) << file.path << " has no header comment";
    }
}

}  // namespace
}  // namespace hedged::architecture
