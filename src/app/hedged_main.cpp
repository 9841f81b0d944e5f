// SPDX-License-Identifier: Apache-2.0
// hedged: the daemon and its tools.
#include "hedged/config/load.hpp"

#include "app/command_line.hpp"
#include "app/decode_command.hpp"
#include "app/journal_command.hpp"
#include "app/run_command.hpp"
#include "app/version.hpp"

#include <cstdio>
#include <exception>
#include <string>

namespace {

using namespace hedged;
using app::CommandLine;

constexpr const char* kHelp =
    R"(hedged: keeps a book of crypto options hedged

  hedged run --config FILE [options]   hedge until told to stop
      --for 60s        stop by itself after this long, with a summary
      --watch          a live screen on a terminal; a line a second into a file or a pipe
      --speed N        mode paper: market seconds in a real second
      --quiet          no log on the terminal
      --recover        start although the last journal is damaged, with what stands before it
  hedged check FILE                    check a configuration; print what it comes to
  hedged journal verify|show|explain   what was done, and why, or why nothing was
  hedged replay PLACE                  would the engine do the same again?
  hedged decode deribit FILE           what the codec makes of recorded messages
  hedged version

Signals: SIGTERM or SIGINT stops (cancels, waits for the exchange, closes); a second one closes at
once. SIGUSR1 kills: no order leaves until an operator arms again.
Exit codes: 0 done, 1 not all was confirmed, 64 wrong command line, 69 exchange unavailable,
70 internal fault, 74 the journal cannot be written, 75 another instance runs on this account,
78 configuration refused.
)";

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedged: %s\n\n%s", fault.c_str(), kHelp);
    return app::kExitUsage;
}

int check_config(const std::vector<std::string>& words) {
    const CommandLine line(words, {});
    if (!line.fault().empty() || line.others().size() != 1) {
        return usage("check takes one file");
    }
    const auto config = config::load_file(line.others()[0]);
    if (!config) {
        std::fputs(config::to_string(config.error()).c_str(), stderr);
        return app::kExitConfig;
    }
    std::printf("# effective configuration of %s, hash %s\n%s", line.others()[0].c_str(),
                config::hash_text(config::config_hash(config.value())).c_str(),
                config::effective_yaml(config.value()).c_str());
    return app::kExitOk;
}

// "60s", "5m", "500ms".
std::optional<Duration> duration_of(const std::string& text) {
    std::size_t used = 0;
    double number = 0.0;
    try {
        number = std::stod(text, &used);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const std::string unit = text.substr(used);
    const double scale = unit == "ms"  ? 1e6
                         : unit == "s" ? 1e9
                         : unit == "m" ? 6e10
                         : unit == "h" ? 3.6e12
                                       : 0.0;
    if (scale == 0.0 || !(number > 0.0) || number * scale > 9e18) {
        return std::nullopt;
    }
    return Duration{static_cast<std::int64_t>(number * scale)};
}

int run(const std::vector<std::string>& words) {
    CommandLine line(words, {{"--config"},
                             {"--for"},
                             {"--speed"},
                             {"--watch", false},
                             {"--quiet", false},
                             {"--recover", false}});
    if (!line.fault().empty() || !line.has("--config") || !line.others().empty()) {
        return usage(line.fault().empty() ? "run needs --config FILE" : line.fault());
    }
    auto config = config::load_file(line.text("--config"));
    if (!config) {
        std::fputs(config::to_string(config.error()).c_str(), stderr);
        return app::kExitConfig;
    }
    app::RunOptions options;
    options.config = std::move(config.value());
    const bool paper = options.config.mode == config::Mode::Paper;
    options.config.paper.speed =
        line.integer("--speed", paper ? options.config.paper.speed : 1, 1, 86'400);
    if (!line.fault().empty()) {
        return usage(line.fault());
    }
    if (line.has("--speed") && !paper) {
        return usage("--speed belongs to mode paper: a real market runs at its own pace");
    }
    if (line.has("--for")) {
        options.run_for = duration_of(line.text("--for"));
        if (!options.run_for) {
            return usage("--for takes a time with its unit, such as 60s or 5m");
        }
    }
    options.watch = line.has("--watch");
    options.quiet = line.has("--quiet");
    options.recover = line.has("--recover");
    config::apply_speed(options.config, options.config.paper.speed);
    return app::run(options);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    const auto words = app::words_of(argc, argv, 2);
    try {
        const bool own_help = command == "journal" || command == "replay" || command == "decode";
        if (command == "help" || command == "--help" || command == "-h" ||
            (!own_help && app::asks_for_help(words))) {
            std::fputs(kHelp, stdout);
            return app::kExitOk;
        }
        if (command == "run") {
            return run(words);
        }
        if (command == "check" || command == "check-config") {
            return check_config(words);
        }
        if (command == "decode") {
            return app::run_decode(argc - 2, argv + 2);
        }
        if (command == "journal") {
            return app::run_journal(words);
        }
        if (command == "replay") {
            return app::run_replay(words);
        }
        if (command == "version" || command == "--version") {
            std::printf("hedged %s\n", app::kVersion);
            return app::kExitOk;
        }
        return usage(command.empty() ? "no command given" : "unknown command " + command);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "hedged: %s\n", error.what());
        return app::kExitSoftware;
    }
}
