// SPDX-License-Identifier: Apache-2.0
// The real programs against each other on this machine: a hedged-exchange, a hedged that trades on
// it, hedgectl, and the exchange's own account pages over HTTP as the independent witness.
#pragma once

#include "support/process.hpp"
#include "support/temporary_folder.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hedged::support {

class DaemonRig {
public:
    DaemonRig();

    // An exchange on a port of its own; the same port again after the first time. `more` goes
    // behind the usual arguments.
    void start_exchange(int speed, const std::vector<std::string>& more = {});
    // A daemon on that exchange; `more` goes behind the usual arguments.
    void start_daemon(int speed, const std::vector<std::string>& more = {});
    // A daemon that brings its own exchange.
    void start_paper(const std::vector<std::string>& more);

    // Where daemons look for the exchange, when not at its own port: a proxy between the two.
    void lead_daemon_to(std::uint16_t port) { daemon_port_ = port; }
    [[nodiscard]] std::uint16_t exchange_port() const { return port_; }

    [[nodiscard]] Process& exchange() { return *exchange_; }
    [[nodiscard]] Process& daemon() { return *daemon_; }
    void kill_exchange();

    struct Ran {
        int exit_code = -1;
        std::string output;
        std::string errors;
    };
    [[nodiscard]] Ran hedgectl(const std::vector<std::string>& words);
    [[nodiscard]] Ran hedged(const std::vector<std::string>& words);

    // `hedgectl status --json`; empty when nobody answers.
    [[nodiscard]] std::string status_json();
    // A number or word of it by its first occurrence; empty when absent.
    [[nodiscard]] std::string status(const std::string& field);
    [[nodiscard]] double status_number(const std::string& field);
    [[nodiscard]] bool waits_for(const std::function<bool()>& condition);

    // What the exchange itself says, past every line of the daemon's code.
    [[nodiscard]] std::string exchange_says(const std::string& method_and_query);
    [[nodiscard]] bool no_open_orders();
    [[nodiscard]] std::size_t trades_of_ours();

    [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
    // Replaces one text of the configuration by another before a start.
    void edit_config(const std::string& from, const std::string& to);
    [[nodiscard]] const std::string& config() const { return config_; }
    [[nodiscard]] std::string story();  // logs, for a failure's message

private:
    void write_config(bool own_exchange);
    [[nodiscard]] static std::string program(const char* name);

    TemporaryFolder folder_;
    std::string config_text_;
    std::string config_;
    std::uint16_t port_ = 0;
    std::uint16_t daemon_port_ = 0;
    int starts_ = 0;
    std::unique_ptr<Process> exchange_;
    std::unique_ptr<Process> daemon_;
};

}  // namespace hedged::support
