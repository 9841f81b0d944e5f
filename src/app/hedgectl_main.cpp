// SPDX-License-Identifier: Apache-2.0
// hedgectl: asks a running daemon, and tells it what to do.
#include "hedged/config/load.hpp"
#include "hedged/ops/control_client.hpp"

#include "app/command_line.hpp"
#include "app/version.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <string>
#include <unistd.h>

namespace {

using namespace hedged;
using app::CommandLine;

constexpr const char* kHelp =
    R"(hedgectl: asks a running hedged, and tells it what to do

  hedgectl [--config FILE | --socket PATH] COMMAND

  status | why | orders | positions | greeks | smile | profit
                                        add --json for programs
  kill [--reason WHY] [--timeout-s N]   stop every order now, cancel ours, and wait until the
                                        exchange confirms that none is open (default 30 s)
  arm --name NAME --reason WHY          trade again after a kill or a start
  hold [--reason WHY]                   no new orders until resume
  resume [--reason WHY]

The socket is that of the configuration, else $HEDGED_SOCKET, else
./hedged-paper-state/control.sock.
Exit codes: 0 done or confirmed, 1 refused or not confirmed in time, 64 wrong command line,
69 no daemon answers, 70 internal fault, 78 configuration refused.
)";

constexpr Duration kPatience = seconds(5);

int usage(const std::string& fault) {
    std::fprintf(stderr, "hedgectl: %s\n\n%s", fault.c_str(), kHelp);
    return app::kExitUsage;
}

std::string socket_path(const CommandLine& line, std::string& fault) {
    if (line.has("--socket")) {
        return line.text("--socket");
    }
    if (line.has("--config")) {
        const auto config = config::load_file(line.text("--config"));
        if (!config) {
            fault = config::to_string(config.error());
            return {};
        }
        const std::string& named = config.value().ops.control_socket;
        return named.empty() ? config.value().state_dir + "/control.sock" : named;
    }
    const char* environment = std::getenv("HEDGED_SOCKET");
    return environment != nullptr ? environment : "hedged-paper-state/control.sock";
}

// Sends and prints; the exit code.
int ask_and_print(const std::string& socket, const ops::Request& request) {
    const auto reply = ops::ask(socket, request, kPatience);
    if (!reply) {
        std::fprintf(stderr, "hedgectl: %s\n", reply.error().c_str());
        return app::kExitUnavailable;
    }
    std::fputs(reply.value().body.c_str(), reply.value().ok ? stdout : stderr);
    return reply.value().ok ? app::kExitOk : app::kExitFailed;
}

// Asks until the answer is yes; prints what keeps it from being so whenever that changes.
int wait_until(const std::string& socket, const std::string& question, std::int64_t timeout_s,
               const char* timed_out) {
    std::string last;
    for (std::int64_t tenths = 0; tenths <= timeout_s * 10; ++tenths) {
        const auto reply = ops::ask(socket, {{"command", question}}, kPatience);
        if (!reply) {
            std::fprintf(stderr, "hedgectl: %s\n", reply.error().c_str());
            return app::kExitUnavailable;
        }
        if (reply.value().body != last) {
            last = reply.value().body;
            std::fputs(last.c_str(), stdout);
            std::fflush(stdout);
        }
        if (reply.value().ok) {
            return app::kExitOk;
        }
        const timespec tenth{0, 100'000'000};
        ::nanosleep(&tenth, nullptr);
    }
    std::fprintf(stderr, timed_out, static_cast<long long>(timeout_s));
    return app::kExitFailed;
}

int run(CommandLine& line) {
    std::string fault;
    const std::string socket = socket_path(line, fault);
    if (!fault.empty()) {
        std::fputs(fault.c_str(), stderr);
        return app::kExitConfig;
    }
    const std::string& command = line.others()[0];
    const std::int64_t timeout = line.integer("--timeout-s", 30, 1, 3600);
    if (!line.fault().empty()) {
        return usage(line.fault());
    }
    ops::Request request{{"command", command}};
    if (line.has("--json")) {
        request["json"] = "true";
    }
    for (const char* name : {"name", "reason"}) {
        if (line.has(std::string("--") + name)) {
            request[name] = line.text(std::string("--") + name);
        }
    }
    const int code = ask_and_print(socket, request);
    if (command == "kill" && code != app::kExitUnavailable) {
        return wait_until(socket, "kill-status", timeout,
                          "hedgectl: orders are stopped, but the exchange did not confirm within "
                          "%lld s that none is open; the daemon keeps trying. Check the exchange "
                          "by hand\n");
    }
    if (command == "arm" && code == app::kExitOk) {
        return wait_until(socket, "arm-status", timeout,
                          "hedgectl: not armed within %lld s; see: hedgectl why\n");
    }
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line(app::words_of(argc, argv, 1), {{"--socket"},
                                                    {"--config"},
                                                    {"--name"},
                                                    {"--reason"},
                                                    {"--timeout-s"},
                                                    {"--json", false},
                                                    {"--help", false},
                                                    {"--version", false}});
    if (line.has("--help")) {
        std::fputs(kHelp, stdout);
        return app::kExitOk;
    }
    if (line.has("--version")) {
        std::printf("hedgectl %s\n", app::kVersion);
        return app::kExitOk;
    }
    if (!line.fault().empty() || line.others().size() != 1) {
        return usage(line.fault().empty() ? "one command, please" : line.fault());
    }
    try {
        return run(line);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "hedgectl: %s\n", error.what());
        return app::kExitSoftware;
    }
}
