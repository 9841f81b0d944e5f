// SPDX-License-Identifier: Apache-2.0
// The control socket: a unix stream socket with mode 0660, one request a connection. Ops thread
// only; nothing here waits: poll() does what is ready. Who asks is what the kernel says
// (SO_PEERCRED). Limits: kControlLineMax bytes a request, 32 connections, 5 s for a connection to
// say its line; beyond them the connection is closed and counted.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/ops/control_message.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace hedged::ops {

struct Peer {
    std::int64_t user = -1;
    std::int64_t process = -1;
};

using ControlHandler = std::function<ControlAnswer(const ControlRequest&, const Peer&)>;

class ControlServer {
public:
    ControlServer(std::filesystem::path path, ControlHandler handler);
    ~ControlServer();  // removes the socket file
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    // Empty, or why it cannot listen. A socket file that nobody answers on is replaced; one that is
    // answered belongs to another daemon and is an error.
    [[nodiscard]] std::string listen();
    void poll(Instant now);
    [[nodiscard]] std::uint64_t refused() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// For hedgectl: one request, waiting at most `patience`.
[[nodiscard]] Result<ControlAnswer, std::string> ask(const std::filesystem::path& path,
                                                     const ControlRequest& request,
                                                     Duration patience);

}  // namespace hedged::ops
