// SPDX-License-Identifier: Apache-2.0
#include "architecture/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace hedged::architecture {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words(const std::string& text) {
    std::istringstream in{text};
    std::vector<std::string> found;
    for (std::string word; in >> word;) {
        found.push_back(word);
    }
    return found;
}

bool ends_with_any(const std::string& name, const std::vector<std::string>& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](const std::string& ending) { return name.ends_with(ending); });
}

}  // namespace

std::vector<SourceFile> read_tree(const std::string& folder,
                                  const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    fs::path const root{HEDGED_SOURCE_DIR};
    for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
        if (!entry.is_regular_file() || !ends_with_any(entry.path().string(), endings)) {
            continue;
        }
        SourceFile file{entry.path().lexically_relative(root), {}};
        std::ifstream in{entry.path()};
        for (std::string line; std::getline(in, line);) {
            file.lines.push_back(line);
        }
        files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

std::vector<SourceFile> production_sources() {
    auto files = read_tree("include", {".hpp"});
    auto sources = read_tree("src", {".hpp", ".cpp"});
    files.insert(files.end(), sources.begin(), sources.end());
    return files;
}

std::vector<SourceFile> all_sources() {
    auto files = production_sources();
    for (const char* folder : {"tests", "perf"}) {
        auto more = read_tree(folder, {".hpp", ".cpp"});
        files.insert(files.end(), more.begin(), more.end());
    }
    return files;
}

std::vector<Layer> read_layers() {
    std::vector<Layer> layers;
    std::ifstream in{fs::path{HEDGED_SOURCE_DIR} / "docs/layers.txt"};
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') {
            continue;
        }
        auto const colon = line.find(':');
        auto const bar = line.find('|');
        Layer layer;
        layer.folder = words(line.substr(0, colon)).at(0);
        layer.may_include = words(line.substr(colon + 1, bar - colon - 1));
        layer.third_party = words(line.substr(bar + 1));
        layers.push_back(std::move(layer));
    }
    return layers;
}

const Layer* layer_of(const std::vector<Layer>& layers, const fs::path& file) {
    std::string folder = file.parent_path().generic_string();
    for (const char* prefix : {"include/hedged/", "src/"}) {
        if (folder.starts_with(prefix)) {
            folder = folder.substr(std::string{prefix}.size());
        }
    }
    const Layer* best = nullptr;
    for (const Layer& layer : layers) {
        bool const holds = folder == layer.folder || folder.starts_with(layer.folder + "/");
        if (holds && (best == nullptr || layer.folder.size() > best->folder.size())) {
            best = &layer;
        }
    }
    return best;
}

std::string code_of(const std::string& line) {
    std::string code;
    bool in_text = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (!in_text && line.compare(i, 2, "//") == 0) {
            break;
        }
        if (line[i] == '"' && (i == 0 || line[i - 1] != '\\')) {
            in_text = !in_text;
        }
        if (!in_text) {
            code.push_back(line[i]);
        }
    }
    return code;
}

}  // namespace hedged::architecture
