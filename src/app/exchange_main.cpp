// SPDX-License-Identifier: Apache-2.0
// hedged-exchange: the simulated exchange as a program of its own.
#include "hedged/config/book.hpp"
#include "hedged/config/credentials.hpp"
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/thread_setup.hpp"

#include "app/command_line.hpp"
#include "app/exchange_host.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace hedged;
using app::CommandLine;

constexpr const char* kHelp =
    R"(hedged-exchange: a simulated exchange that speaks Deribit's websocket and HTTP interface

  --data FOLDER       recorded option chains (*.csv, *.csv.gz) that the market follows; required
  --account FILE      YAML with the opening account (default: 10 BTC, no positions)
  --port N            0 lets the system choose; the ready line names it (default 0)
  --address A         (default 127.0.0.1)
  --seed N            of the market's randomness (default 1)
  --speed N           market seconds in a real second (default 1)
  --step-ms N         real milliseconds between two moves of the market (default 20)
  --key-file FILE     client_id and client_secret (default: paper and paper)
  --tls-cert FILE --tls-key FILE   PEM; serves wss and https
  --end-with-parent   ends when the process that started it ends

Prints one line when it is ready:  ready port=PORT market_time_ms=TIME
)";

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): signals know no other
std::atomic<bool> g_quit{false};

void on_signal(int /*signal*/) {
    g_quit.store(true);
}

struct Opening {
    exchange::AccountId account;
    std::string name;
};

std::optional<Opening> open_account(exchange::Exchange& market, const std::string& file) {
    if (file.empty()) {
        return Opening{market.open_account("paper", 10.0), "paper"};
    }
    const auto book = config::load_book_file(file);
    if (!book) {
        std::fputs(config::to_string(book.error()).c_str(), stderr);
        return std::nullopt;
    }
    std::vector<exchange::SeedPosition> positions;
    for (const config::BookPosition& position : book.value().positions) {
        positions.push_back({position.instrument, position.size, position.average_price});
    }
    const auto account =
        market.seed_account(book.value().name, book.value().coin_balance, positions);
    if (!account) {
        std::fprintf(stderr, "%s: %s\n", file.c_str(), account.error().c_str());
        return std::nullopt;
    }
    return Opening{account.value(), book.value().name};
}

std::optional<exchange::deribit::ApiKey> key_of(const std::string& file) {
    // A trading key as desks should make it: one that cannot withdraw, or the daemon refuses it.
    exchange::deribit::Rights rights;
    rights.wallet = exchange::deribit::Access::None;
    exchange::deribit::ApiKey key{"paper", "paper", {}, rights};
    if (!file.empty()) {
        const auto found = config::load_credentials({"", file, ""});
        if (!found) {
            std::fprintf(stderr, "%s\n", found.error().c_str());
            return std::nullopt;
        }
        key.client_id = found.value().client_id;
        key.client_secret = std::string(found.value().client_secret.view());
    }
    return key;
}

int serve(CommandLine& line) {
    transport::ServerOptions options;
    options.address = line.text("--address", "127.0.0.1");
    options.port = static_cast<std::uint16_t>(line.integer("--port", 0, 0, 65'535));
    options.certificate_file = line.text("--tls-cert");
    options.key_file = line.text("--tls-key");
    exchange::ExchangeConfig config;
    config.seed = static_cast<std::uint64_t>(line.integer("--seed", 1, 0, INT64_MAX));
    const std::int64_t speed = line.integer("--speed", 1, 1, 86'400);
    const std::int64_t step_ms = line.integer("--step-ms", 20, 1, 1'000);
    if (!line.fault().empty() || !line.has("--data")) {
        std::fprintf(stderr, "%s\n\n%s",
                     line.fault().empty() ? "--data is missing" : line.fault().c_str(), kHelp);
        return app::kExitUsage;
    }
    auto history = exchange::read_chain_folder(line.text("--data"));
    if (!history || history.value().empty()) {
        std::fprintf(stderr, "%s: %s\n", line.text("--data").c_str(),
                     history ? "holds no recorded chains" : history.error().c_str());
        return app::kExitConfig;
    }
    exchange::Exchange market(config, history.value());
    const auto opening = open_account(market, line.text("--account"));
    auto key = key_of(line.text("--key-file"));
    if (!opening || !key) {
        return app::kExitConfig;
    }
    key->account = opening->account;
    app::ExchangeHost host(market, {}, options, speed);
    host.front().add_key(*key);
    std::printf("ready port=%u market_time_ms=%lld\n", host.port(),
                static_cast<long long>(market.now().milliseconds()));
    std::fflush(stdout);
    host.run(g_quit, milliseconds(step_ms));
    return app::kExitOk;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line(app::words_of(argc, argv, 1), {{"--data"},
                                                    {"--account"},
                                                    {"--port"},
                                                    {"--address"},
                                                    {"--seed"},
                                                    {"--speed"},
                                                    {"--step-ms"},
                                                    {"--key-file"},
                                                    {"--tls-cert"},
                                                    {"--tls-key"},
                                                    {"--end-with-parent", false},
                                                    {"--help", false}});
    if (line.has("--help")) {
        std::fputs(kHelp, stdout);
        return app::kExitOk;
    }
    (void)std::signal(SIGINT, on_signal);
    (void)std::signal(SIGTERM, on_signal);
    (void)std::signal(SIGPIPE, SIG_IGN);
    const pid_t parent = ::getppid();
    if (line.has("--end-with-parent")) {
        (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // A terminal's Ctrl-C is for the parent to answer; it ends us when it is done.
        (void)std::signal(SIGINT, SIG_IGN);
        if (::getppid() != parent) {
            return app::kExitOk;
        }
    }
    try {
        (void)runtime::calibrate_clock();
        return serve(line);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "hedged-exchange: %s\n", error.what());
        return app::kExitUnavailable;
    }
}
