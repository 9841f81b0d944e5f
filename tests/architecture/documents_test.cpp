// SPDX-License-Identifier: Apache-2.0
// Documents and test data keep their promises: one title a page, links that lead somewhere, and a
// stated origin for every recorded file.
#include "architecture/source_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace hedged::architecture {
namespace {

namespace fs = std::filesystem;

std::vector<SourceFile> documents() {
    auto files = read_tree("docs", {".md"});
    fs::path const root{HEDGED_SOURCE_DIR};
    for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "perf/README.md"}) {
        SourceFile file{name, {}};
        std::ifstream in{root / name};
        EXPECT_TRUE(in.is_open()) << name << " is missing";
        for (std::string line; std::getline(in, line);) {
            file.lines.push_back(line);
        }
        files.push_back(std::move(file));
    }
    return files;
}

std::string text_of(const fs::path& path) {
    std::ifstream in{path};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(Documents, HaveExactlyOneTitle) {
    for (const SourceFile& file : documents()) {
        int titles = 0;
        bool in_code = false;
        for (const std::string& line : file.lines) {
            in_code = line.starts_with("```") ? !in_code : in_code;
            titles += !in_code && line.starts_with("# ") ? 1 : 0;
        }
        EXPECT_EQ(titles, 1) << file.path;
    }
}

TEST(Documents, LinkOnlyToFilesThatExist) {
    static const std::regex link{R"(\]\(([^)#:]+)(#[^)]*)?\))"};
    fs::path const root{HEDGED_SOURCE_DIR};
    for (const SourceFile& file : documents()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::smatch match;
            std::string rest = file.lines[i];
            while (std::regex_search(rest, match, link)) {
                EXPECT_TRUE(fs::exists(root / file.path.parent_path() / match[1].str()))
                    << file.at(i) << " links to " << match[1];
                rest = match.suffix();
            }
        }
    }
}

TEST(TestData, NamesTheOriginOfEveryFile) {
    fs::path const data = fs::path{HEDGED_TEST_DIR} / "data";
    for (auto const& entry : fs::recursive_directory_iterator(data)) {
        if (!entry.is_regular_file() || entry.path().filename() == "README.md") {
            continue;
        }
        bool named = false;
        fs::path folder = entry.path().parent_path();
        for (; !named && folder != data.parent_path(); folder = folder.parent_path()) {
            named = text_of(folder / "README.md").find(entry.path().filename().string()) !=
                    std::string::npos;
        }
        EXPECT_TRUE(named) << entry.path() << " is named in no README.md beside or above it";
    }
}

}  // namespace
}  // namespace hedged::architecture
