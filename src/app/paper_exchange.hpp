// SPDX-License-Identifier: Apache-2.0
// The exchange that mode paper starts for itself: a child process on a free loopback port, with the
// files that the configuration names. Cold code.
#pragma once

#include "hedged/config/config.hpp"

#include "app/child_process.hpp"

#include <cstdint>
#include <string>

namespace hedged::app {

struct PaperExchange {
    ChildProcess process;
    std::uint16_t port = 0;
};

[[nodiscard]] Result<PaperExchange, std::string> start_paper_exchange(const config::Config& config);

// Where a relative path of the configuration leads: beside the configuration file, else in the
// installed package. Empty when neither exists.
[[nodiscard]] std::string find_data(const std::string& path, const std::string& config_file);

// The key of the simulated account.
inline constexpr const char* kPaperKey = "paper";

}  // namespace hedged::app
