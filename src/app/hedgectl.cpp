// SPDX-License-Identifier: Apache-2.0
// hedgectl: asks a running daemon, and tells it what an operator wants.
#include "hedged/ops/control_server.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace hedged;
using namespace hedged::ops;

constexpr const char* kHelp =
    R"(hedgectl: ask a running hedged, or tell it what to do

  hedgectl status | why | orders | positions | greeks     what it sees
  hedgectl kill  [--name N] [--reason R]                  stop, cancel everything of ours, stay stopped
  hedgectl arm    --name N   --reason R                   trade again after a kill, or for the first time
  hedgectl hold | resume  [--name N] [--reason R]         no new orders for a while

  --json             for programs
  --socket FILE      (default $HEDGED_SOCKET, else ./hedged-paper-state/control.sock,
                     else /run/hedged/control.sock)
  --wait SECONDS     how long `kill` waits for the exchange to confirm (default 30)

Exit code: 0 done, 1 refused, 2 wrong usage or no daemon, 3 `kill` not confirmed in time.
)";

constexpr int kUsage = 2;

struct Options {
    ControlRequest request;
    std::string socket;
    int wait_seconds = 30;
};

std::string default_socket() {
    if (const char* const named = std::getenv("HEDGED_SOCKET")) {
        return named;
    }
    const std::string beside = "./hedged-paper-state/control.sock";
    return access(beside.c_str(), F_OK) == 0 ? beside : "/run/hedged/control.sock";
}

std::string default_name() {
    const char* const name = std::getenv("USER");
    return name != nullptr ? name : "";
}

bool read_options(const std::vector<std::string>& words, Options& options, std::string& fault) {
    bool verb_seen = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const bool takes_value =
            word == "--name" || word == "--reason" || word == "--socket" || word == "--wait";
        if (takes_value && i + 1 == words.size()) {
            fault = word + " needs a value";
            return false;
        }
        if (word == "--json") {
            options.request.json = true;
        } else if (word == "--name") {
            options.request.name = words[++i];
        } else if (word == "--reason") {
            options.request.reason = words[++i];
        } else if (word == "--socket") {
            options.socket = words[++i];
        } else if (word == "--wait") {
            options.wait_seconds = std::atoi(words[++i].c_str());
        } else if (const auto verb = control_verb(word); verb && !verb_seen) {
            options.request.verb = *verb;
            verb_seen = true;
        } else {
            fault = "unknown word '" + word + "'";
            return false;
        }
    }
    if (!verb_seen) {
        fault = "say what to do";
    }
    return verb_seen;
}

// The kill has been taken; wait until the exchange says that nothing of ours is open.
int wait_until_done(const Options& options) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::seconds{options.wait_seconds};
    ControlRequest done = options.request;
    done.verb = ControlVerb::Done;
    std::string last;
    while (Clock::now() < until) {
        const auto answer = ask(options.socket, done, seconds(5));
        if (answer.ok() && answer.value().exit_code == kControlOk) {
            std::fputs(answer.value().body.c_str(), stdout);
            return kControlOk;
        }
        const std::string now = answer.ok() ? answer.value().body : answer.error() + "\n";
        if (now != last && !options.request.json) {
            std::fputs(now.c_str(), stdout);
            std::fflush(stdout);
            last = now;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    std::fprintf(
        stderr,
        "hedgectl: the exchange has not confirmed within %d s. The daemon stays killed and "
        "goes on cancelling; look at `hedgectl orders` and at the exchange itself.\n",
        options.wait_seconds);
    return kControlNotYet;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty() || words[0] == "--help" || words[0] == "help") {
        std::fputs(kHelp, words.empty() ? stderr : stdout);
        return words.empty() ? kUsage : 0;
    }
    Options options;
    options.socket = default_socket();
    options.request.request =
        static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    std::string fault;
    if (!read_options(words, options, fault)) {
        std::fprintf(stderr, "hedgectl: %s; `hedgectl --help` lists what there is\n",
                     fault.c_str());
        return kUsage;
    }
    if (options.request.verb != ControlVerb::Arm && acts(options.request.verb)) {
        // A kill must never wait for the right words.
        options.request.name = options.request.name.empty() ? default_name() : options.request.name;
        options.request.reason =
            options.request.reason.empty() ? "hedgectl" : options.request.reason;
    }
    const auto answer = ask(options.socket, options.request, seconds(5));
    if (!answer.ok()) {
        std::fprintf(stderr, "hedgectl: %s\n", answer.error().c_str());
        return kUsage;
    }
    std::fputs(answer.value().body.c_str(), answer.value().exit_code == 0 ? stdout : stderr);
    std::fflush(stdout);
    if (options.request.verb == ControlVerb::Kill && answer.value().exit_code == kControlOk) {
        return wait_until_done(options);
    }
    return answer.value().exit_code;
}
