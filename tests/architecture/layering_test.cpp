// SPDX-License-Identifier: Apache-2.0
// Every #include in include/ and src/ must be an edge that docs/layers.txt allows.
#include "architecture/source_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>

namespace hedged::architecture {
namespace {

const std::map<std::string, std::string>& third_party_roots() {
    static const std::map<std::string, std::string> roots = {
        {"boost", "boost"},     {"simdjson.h", "simdjson"},
        {"openssl", "openssl"}, {"yaml-cpp", "yaml-cpp"},
        {"spdlog", "spdlog"},   {"concurrentqueue", "concurrentqueue"},
        {"zlib.h", "zlib"},     {"fmt", "spdlog"},
        {"gtest", "never"},     {"benchmark", "never"}};
    return roots;
}

bool holds(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

// The folder that a quoted include belongs to, as docs/layers.txt names it.
const Layer* included_layer(const std::vector<Layer>& layers, const SourceFile& file,
                            const std::string& target) {
    namespace fs = std::filesystem;
    if (target.starts_with("hedged/")) {
        return layer_of(layers, fs::path{"include"} / target);
    }
    if (target.find('/') != std::string::npos) {
        return layer_of(layers, fs::path{"src"} / target);
    }
    return layer_of(layers, file.path);  // a private header beside the file
}

std::vector<std::string> forbidden_edges(const SourceFile& file, const std::vector<Layer>& layers) {
    static const std::regex include{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
    std::vector<std::string> problems;
    const Layer* const own = layer_of(layers, file.path);
    if (own == nullptr) {
        return {file.path.string() + " lies in no folder of docs/layers.txt"};
    }
    bool const all = holds(own->may_include, "*");
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        std::smatch match;
        if (!std::regex_search(file.lines[i], match, include)) {
            continue;
        }
        std::string const target = match[2];
        if (match[1] == "<") {
            auto const found = third_party_roots().find(target.substr(0, target.find('/')));
            if (found != third_party_roots().end() && !holds(own->third_party, found->second)) {
                problems.push_back(file.at(i) + " includes <" + target + ">, which " + own->folder +
                                   " may not");
            }
            continue;
        }
        const Layer* const other = included_layer(layers, file, target);
        if (other == nullptr) {
            problems.push_back(file.at(i) + " includes " + target + ", which is in no folder");
        } else if (other != own && !all && !holds(own->may_include, other->folder)) {
            problems.push_back(file.at(i) + ": " + own->folder + " may not include " +
                               other->folder + " (" + target + ")");
        }
    }
    return problems;
}

TEST(Layering, EveryIncludeIsAnEdgeOfTheTable) {
    auto const layers = read_layers();
    ASSERT_GE(layers.size(), 16U);
    std::size_t files = 0;
    for (const SourceFile& file : production_sources()) {
        for (const std::string& problem : forbidden_edges(file, layers)) {
            ADD_FAILURE() << problem;
        }
        ++files;
    }
    EXPECT_GT(files, 50U);
}

TEST(Layering, RefusesAnEdgeAgainstTheFlow) {
    SourceFile const file{"src/pricing/planted.cpp",
                          {"#include \"hedged/engine/engine.hpp\"", "#include <boost/asio.hpp>",
                           "#include \"hedged/core/units.hpp\""}};
    EXPECT_EQ(forbidden_edges(file, read_layers()).size(), 2U);
}

TEST(Layering, TheTableItselfHasNoCycle) {
    auto const layers = read_layers();
    std::vector<std::string> above;
    for (const Layer& layer : layers) {
        for (const std::string& dependency : layer.may_include) {
            EXPECT_TRUE(dependency == "*" || holds(above, dependency))
                << layer.folder << " may include " << dependency << ", which stands below it";
        }
        above.push_back(layer.folder);
    }
}

}  // namespace
}  // namespace hedged::architecture
