// SPDX-License-Identifier: Apache-2.0
// The deterministic folders read no clock, draw no randomness, know no thread and print nothing. A
// line that must do so all the same says `hedged-ok: reason`.
#include "architecture/source_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace hedged::architecture {
namespace {

struct Ban {
    const char* what;
    std::regex pattern;
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> list = {
        {"a clock",
         std::regex{R"(_clock::now|\bclock_gettime|\bgettimeofday|\btime\((NULL|nullptr|0)\))"}},
        {"unseeded randomness", std::regex{R"(random_device|\brand\(\)|\bmt19937)"}},
        {"a thread", std::regex{R"(std::(thread|jthread|mutex|condition_variable|async)\b)"}},
        {"output", std::regex{R"(\bprintf\(|std::cout|std::cerr)"}},
        {"a hash order", std::regex{R"(std::unordered_(map|set))"}},
        {"a type-erased function", std::regex{R"(std::function)"}},
        {"an exception", std::regex{R"(\bthrow\b|\btry\s*\{)"}},
    };
    return list;
}

bool is_deterministic(const std::string& path) {
    constexpr const char* kFolders[] = {"core/",      "protocol/", "market/", "pricing/",
                                        "portfolio/", "hedging/",  "risk/",   "gateway/",
                                        "engine/",    "venues/"};
    return std::ranges::any_of(kFolders, [&path](const char* folder) {
        return path.starts_with("src/" + std::string{folder}) ||
               path.starts_with("include/hedged/" + std::string{folder});
    });
}

std::vector<std::string> banned_lines(const SourceFile& file) {
    std::vector<std::string> problems;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        if (file.lines[i].find("hedged-ok: ") != std::string::npos) {
            continue;
        }
        std::string const code = code_of(file.lines[i]);
        for (const Ban& ban : bans()) {
            if (std::regex_search(code, ban.pattern)) {
                problems.push_back(file.at(i) + " uses " + ban.what + ": " + file.lines[i]);
            }
        }
    }
    return problems;
}

TEST(BannedCalls, AreAbsentFromTheDeterministicFolders) {
    for (const SourceFile& file : production_sources()) {
        if (!is_deterministic(file.path.generic_string())) {
            continue;
        }
        for (const std::string& problem : banned_lines(file)) {
            ADD_FAILURE() << problem;
        }
    }
}

TEST(BannedCalls, AreFoundWhenPlanted) {
    SourceFile const file{
        "src/engine/planted.cpp",
        {"auto now = std::chrono::steady_clock::now();", "// a comment may say printf(\"x\")",
         "throw 1;", "std::mutex m;  // hedged-ok: planted"}};
    EXPECT_EQ(banned_lines(file).size(), 2U);
}

}  // namespace
}  // namespace hedged::architecture
