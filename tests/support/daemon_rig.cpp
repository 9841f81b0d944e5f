// SPDX-License-Identifier: Apache-2.0
#include "support/daemon_rig.hpp"

#include "support/raw_socket.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace hedged::support {

namespace {

// Sanitizers and a busy machine make everything slow; a test fails by what happens, not by when.
constexpr Patience kPatience{60'000};

std::string config_folder() {
    return std::string(HEDGED_SOURCE_DIR) + "/config";
}

std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++count;
    }
    return count;
}

void replace_one(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) {
        throw std::runtime_error("the configuration does not hold: " + from);
    }
    text.replace(at, from.size(), to);
}

}  // namespace

DaemonRig::DaemonRig() : config_text_(text_of_file(config_folder() + "/paper.yaml")) {
    edit_config("state_dir: ./hedged-paper-state", "state_dir: " + file("state"));
    edit_config("replay/deribit_btc_202602", config_folder() + "/replay/deribit_btc_202602");
    edit_config("books/short-strangles.yaml", config_folder() + "/books/short-strangles.yaml");
    // The test machine is shared: a thread that spins would take a core from the exchange.
    edit_config("\npaper: ", "\nruntime:\n  wait: block\n\npaper: ");
}

std::string DaemonRig::program(const char* name) {
    return std::string(HEDGED_BINARY_DIR) + "/bin/" + name;
}

void DaemonRig::edit_config(const std::string& from, const std::string& to) {
    replace_one(config_text_, from, to);
}

void DaemonRig::write_config(bool own_exchange) {
    std::string text = config_text_;
    if (!own_exchange) {
        replace_one(text, "venue:\n",
                    "venue:\n  host: 127.0.0.1\n  port: " +
                        std::to_string(daemon_port_ != 0 ? daemon_port_ : port_) + "\n");
    }
    config_ = file("hedged.yaml");
    std::ofstream(config_) << text;
}

void DaemonRig::start_exchange(int speed, const std::vector<std::string>& more) {
    const std::string out = file("exchange.out." + std::to_string(++starts_));
    std::vector<std::string> words{program("hedged-exchange"),
                                   "--data",
                                   config_folder() + "/replay/deribit_btc_202602",
                                   "--account",
                                   config_folder() + "/books/short-strangles.yaml",
                                   "--speed",
                                   std::to_string(speed),
                                   "--port",
                                   std::to_string(port_)};
    words.insert(words.end(), more.begin(), more.end());
    exchange_ = std::make_unique<Process>(words, out, file("exchange.err"));
    const bool ready = eventually(kPatience, [&] {
        const std::string line = text_of_file(out);
        const auto at = line.find("port=");
        if (at == std::string::npos || line.find('\n') == std::string::npos) {
            return !exchange_->running();
        }
        port_ = static_cast<std::uint16_t>(std::strtoul(line.c_str() + at + 5, nullptr, 10));
        return true;
    });
    if (!ready || port_ == 0) {
        throw std::runtime_error("the exchange did not start: " + exchange_->errors());
    }
}

void DaemonRig::kill_exchange() {
    exchange_->signal(SIGKILL);
    (void)exchange_->wait(kPatience);
}

void DaemonRig::start_daemon(int speed, const std::vector<std::string>& more) {
    write_config(false);
    std::vector<std::string> words{program("hedged"), "run",     "--config",
                                   config_,           "--speed", std::to_string(speed)};
    words.insert(words.end(), more.begin(), more.end());
    daemon_ = std::make_unique<Process>(words, file("hedged.out"), file("hedged.err"));
}

void DaemonRig::start_paper(const std::vector<std::string>& more) {
    write_config(true);
    std::vector<std::string> words{program("hedged"), "run", "--config", config_};
    words.insert(words.end(), more.begin(), more.end());
    daemon_ = std::make_unique<Process>(words, file("hedged.out"), file("hedged.err"));
}

DaemonRig::Ran DaemonRig::hedgectl(const std::vector<std::string>& words) {
    std::vector<std::string> all{program("hedgectl"), "--socket", file("state/control.sock")};
    all.insert(all.end(), words.begin(), words.end());
    const std::string number = std::to_string(++starts_);
    Process process(all, file("ctl.out." + number), file("ctl.err." + number));
    const auto code = process.wait(kPatience);
    return {code.value_or(-1), process.output(), process.errors()};
}

DaemonRig::Ran DaemonRig::hedged(const std::vector<std::string>& words) {
    std::vector<std::string> all{program("hedged")};
    all.insert(all.end(), words.begin(), words.end());
    const std::string number = std::to_string(++starts_);
    Process process(all, file("hedged.out." + number), file("hedged.err." + number));
    const auto code = process.wait(kPatience);
    return {code.value_or(-1), process.output(), process.errors()};
}

std::string DaemonRig::status_json() {
    return hedgectl({"status", "--json"}).output;
}

std::string DaemonRig::status(const std::string& field) {
    const std::string json = status_json();
    const std::string mark = "\"" + field + "\":";
    const auto at = json.find(mark);
    if (at == std::string::npos) {
        return {};
    }
    const auto start = at + mark.size();
    if (json[start] == '"') {
        return json.substr(start + 1, json.find('"', start + 1) - start - 1);
    }
    return json.substr(start, json.find_first_of(",}]", start) - start);
}

double DaemonRig::status_number(const std::string& field) {
    return std::strtod(status(field).c_str(), nullptr);
}

bool DaemonRig::waits_for(const std::function<bool()>& condition) {
    return eventually(kPatience, condition);
}

std::string DaemonRig::exchange_says(const std::string& method_and_query) {
    auto socket = test::RawSocket::connect(port_);
    // The simulated account's key: paper and paper.
    (void)socket.write("GET /api/v2/" + method_and_query +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                       "Authorization: Basic cGFwZXI6cGFwZXI=\r\n\r\n");
    std::string answer;
    (void)eventually(kPatience, [&] {
        answer += socket.read();
        return socket.ended();
    });
    return answer;
}

bool DaemonRig::no_open_orders() {
    const std::string answer = exchange_says("private/get_open_orders_by_currency?currency=BTC");
    return answer.find("\"result\":[]") != std::string::npos;
}

std::size_t DaemonRig::trades_of_ours() {
    return occurrences(exchange_says("private/get_user_trades_by_currency?currency=BTC&count=1000"),
                       "\"trade_id\"");
}

std::string DaemonRig::story() {
    std::string out = "\n--- hedged\n" + text_of_file(file("hedged.err"));
    return out.size() > 20'000 ? out.substr(out.size() - 20'000) : out;
}

}  // namespace hedged::support
