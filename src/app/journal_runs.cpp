// SPDX-License-Identifier: Apache-2.0
#include "app/journal_runs.hpp"

#include "hedged/config/load.hpp"

#include <algorithm>
#include <filesystem>

namespace hedged::app {

namespace fs = std::filesystem;
using runtime::journal::RunFiles;

namespace {

Result<fs::path, std::string> folder_of(const std::string& place) {
    std::error_code ignored;
    if (fs::is_directory(place, ignored)) {
        const fs::path inside = fs::path(place) / "journal";
        return fs::is_directory(inside, ignored) ? inside : fs::path(place);
    }
    if (!fs::exists(place, ignored)) {
        return place + ": there is no such folder or file";
    }
    const auto config = config::load_file(place);
    if (!config) {
        return config::to_string(config.error());
    }
    const config::Config& found = config.value();
    return fs::path(found.journal.folder.empty() ? found.state_dir + "/journal"
                                                 : found.journal.folder);
}

}  // namespace

Result<std::vector<RunFiles>, std::string> find_runs(const std::string& place) {
    const auto folder = folder_of(place);
    if (!folder) {
        return folder.error();
    }
    auto runs = runtime::journal::list_runs(folder.value().string());
    if (runs && runs.value().empty()) {
        return folder.value().string() + ": holds no journal";
    }
    return runs;
}

Result<RunFiles, std::string> find_run(const std::string& place,
                                       std::optional<std::uint32_t> epoch) {
    auto runs = find_runs(place);
    if (!runs) {
        return runs.error();
    }
    if (!epoch) {
        return runs.value().back();
    }
    const auto run = std::find_if(runs.value().begin(), runs.value().end(),
                                  [&](const RunFiles& one) { return one.epoch == *epoch; });
    if (run == runs.value().end()) {
        return place + ": has no run with epoch " + std::to_string(*epoch) + "; it has " +
               std::to_string(runs.value().front().epoch) + " to " +
               std::to_string(runs.value().back().epoch);
    }
    return *run;
}

}  // namespace hedged::app
