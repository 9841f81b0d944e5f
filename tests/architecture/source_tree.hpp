// SPDX-License-Identifier: Apache-2.0
// Reads the project's own source files for the architecture tests. Test support; allocates freely.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hedged::architecture {

struct SourceFile {
    std::filesystem::path path;  // relative to the project
    std::vector<std::string> lines;

    [[nodiscard]] std::string at(std::size_t line_index) const {
        return path.string() + ":" + std::to_string(line_index + 1);
    }
};

// Every file under `folder` whose name ends in one of `endings`, in path order.
std::vector<SourceFile> read_tree(const std::string& folder,
                                  const std::vector<std::string>& endings);
std::vector<SourceFile> production_sources();  // include/ and src/
std::vector<SourceFile> all_sources();         // and tests/ and perf/

// The longest folder of docs/layers.txt that holds this file, or empty.
struct Layer {
    std::string folder;
    std::vector<std::string> may_include;
    std::vector<std::string> third_party;
};
std::vector<Layer> read_layers();
const Layer* layer_of(const std::vector<Layer>& layers, const std::filesystem::path& file);

// `line` without its // comment and with string literals emptied, so that words in text do not
// count.
std::string code_of(const std::string& line);

}  // namespace hedged::architecture
