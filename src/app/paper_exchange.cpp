// SPDX-License-Identifier: Apache-2.0
#include "app/paper_exchange.hpp"

#include <charconv>
#include <filesystem>

namespace hedged::app {

namespace fs = std::filesystem;

namespace {

fs::path program_folder() {
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::uint16_t port_in(const std::string& line) {
    const std::string mark = "port=";
    const auto at = line.find(mark);
    std::uint16_t port = 0;
    if (at != std::string::npos) {
        const char* digits = line.data() + at + mark.size();
        (void)std::from_chars(digits, line.data() + line.size(), port);
    }
    return port;
}

}  // namespace

std::string find_data(const std::string& path, const std::string& config_file) {
    const fs::path wanted(path);
    std::error_code ignored;
    for (const fs::path& base :
         {fs::path(config_file).parent_path(), program_folder() / ".." / "share" / "hedged"}) {
        const fs::path full = wanted.is_absolute() ? wanted : base / wanted;
        if (fs::exists(full, ignored)) {
            return full.lexically_normal().string();
        }
    }
    return {};
}

Result<PaperExchange, std::string> start_paper_exchange(const config::Config& config) {
    const std::string program = (program_folder() / "hedged-exchange").string();
    const std::string data = find_data(config.paper.market_data, config.file);
    const std::string book = find_data(config.paper.book, config.file);
    if (data.empty() || book.empty()) {
        return "paper: '" + (data.empty() ? config.paper.market_data : config.paper.book) +
               "' is neither beside " + config.file + " nor in the installed package";
    }
    auto started = ChildProcess::start({program, "--data", data, "--account", book, "--port", "0",
                                        "--seed", std::to_string(config.paper.seed), "--speed",
                                        std::to_string(config.paper.speed), "--end-with-parent"},
                                       seconds(30));
    if (!started) {
        return started.error();
    }
    PaperExchange out;
    out.process = std::move(started.value().process);
    out.port = port_in(started.value().line);
    if (out.port == 0) {
        return program + " did not name its port: " + started.value().line;
    }
    return out;
}

}  // namespace hedged::app
