// SPDX-License-Identifier: Apache-2.0
// What has to be settled before the daemon may touch the network: state folder, single instance,
// kill latch, epoch, key, layout, memory. Each failure has its exit code. Cold code.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/ops/log.hpp"
#include "hedged/ops/terminal_panel.hpp"
#include "hedged/runtime/daemon.hpp"
#include "hedged/runtime/journal/journal.hpp"
#include "hedged/runtime/state_dir.hpp"

#include "app/paper_exchange.hpp"
#include "app/run_command.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::app {

struct Failure {
    int exit_code = 1;
    std::string text;
};

struct Setup {
    std::unique_ptr<ops::TerminalPanel> panel;  // null: nobody watches on a terminal
    std::unique_ptr<ops::Log> log;
    std::vector<runtime::InstanceLock> locks;
    std::unique_ptr<runtime::KillLatch> latch;
    std::unique_ptr<runtime::journal::Journal> journal;
    std::optional<PaperExchange> exchange;
    runtime::DaemonSettings settings;
    std::string control_socket;
};

[[nodiscard]] Result<Setup, Failure> set_up(const RunOptions& options);

}  // namespace hedged::app
