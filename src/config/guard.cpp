// SPDX-License-Identifier: Apache-2.0
#include "config/guard.hpp"

#include <algorithm>
#include <array>

namespace hedged::config {

namespace {

constexpr std::array<std::string_view, 2> kProductionHosts{"www.deribit.com", "deribit.com"};
constexpr std::string_view kTestHost = "test.deribit.com";

bool is_production(std::string_view host) {
    return std::find(kProductionHosts.begin(), kProductionHosts.end(), host) !=
           kProductionHosts.end();
}

bool mentions(const CredentialSource& source, std::string_view word) {
    return source.name.find(word) != std::string::npos ||
           source.file.find(word) != std::string::npos;
}

void guard_live(Binder& top, const Config& config) {
    if (!is_production(config.venue.host)) {
        top.problem("venue", "mode live trades real money on www.deribit.com only, not on '" +
                                 config.venue.host + "'");
    }
    if (!config.venue.tls || !config.venue.ca_file.empty()) {
        top.problem("venue",
                    "mode live needs TLS with the system's trust store: leave tls and "
                    "ca_file out");
    }
    if (config.confirm_live_account != config.account) {
        top.problem("confirm_live_account",
                    "mode live trades real money: repeat the account tag '" + config.account +
                        "' as confirm_live_account to say that you mean it");
    }
    if (mentions(config.venue.credentials, "test") || mentions(config.venue.credentials, "paper")) {
        top.problem("venue", "the key's name says test or paper, but the mode is live");
    }
}

void guard_testnet(Binder& top, const Config& config) {
    if (config.venue.host != kTestHost) {
        top.problem("venue", "mode testnet connects to test.deribit.com only, not to '" +
                                 config.venue.host + "'");
    }
    if (!config.venue.tls) {
        top.problem("venue", "mode testnet needs TLS: leave tls out");
    }
    if (mentions(config.venue.credentials, "live") || mentions(config.venue.credentials, "prod")) {
        top.problem("venue", "the key's name says live or production, but the mode is testnet");
    }
}

void guard_paper(Binder& top, const Config& config) {
    if (!config.venue.host.empty() && !is_loopback(config.venue.host)) {
        top.problem("venue",
                    "mode paper connects to a simulated exchange on this machine only "
                    "(127.0.0.1), not to '" +
                        config.venue.host + "'");
    }
    if (config.venue.tls && config.venue.ca_file.empty()) {
        top.problem("venue", "TLS to a simulated exchange needs its certificate as ca_file");
    }
}

}  // namespace

bool is_loopback(std::string_view host) noexcept {
    return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

void guard_environment(Binder& top, const Config& config) {
    switch (config.mode) {
        case Mode::Paper:
            guard_paper(top, config);
            break;
        case Mode::Testnet:
            guard_testnet(top, config);
            break;
        case Mode::Live:
            guard_live(top, config);
            break;
    }
    if (config.mode != Mode::Live && top.reading() && top.given("confirm_live_account")) {
        top.problem("confirm_live_account", "confirm_live_account belongs to mode live only");
    }
}

}  // namespace hedged::config
