// SPDX-License-Identifier: Apache-2.0
// The control socket: a unix socket (mode 0660) on which each line is one request as a JSON object,
// such as {"command":"status","json":true}, answered by one line {"ok":true,"bytes":N} and N bytes
// of text or JSON. The kernel says who is on the other end, and that is what gets logged. One
// thread, never blocks on a client. Limits: 16 clients, requests of 4 KiB, answers of 1 MiB
// waiting, 10 s of silence; whoever passes one is disconnected and counted.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace hedged::ops {

struct Peer {
    std::uint32_t user = 0;
    std::int32_t process = 0;
    std::string name;  // of the user, or its number
};

using Request = std::map<std::string, std::string, std::less<>>;

struct Reply {
    bool ok = true;
    std::string body;
};

class ControlHandler {
public:
    virtual ~ControlHandler() = default;
    virtual Reply on_request(const Request& request, const Peer& peer) = 0;
};

class ControlServer {
public:
    // Takes the path over from a dead daemon, never from a living one.
    [[nodiscard]] static Result<std::unique_ptr<ControlServer>, std::string> listen(
        const std::string& path, ControlHandler& handler);
    ~ControlServer();  // removes the socket
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    // Waits at most so long for clients or for one of `others` to be readable, then serves.
    void serve(Duration wait, std::span<const int> others);

    [[nodiscard]] std::uint64_t requests() const noexcept;
    [[nodiscard]] std::uint64_t dropped_clients() const noexcept;

private:
    class Impl;
    explicit ControlServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hedged::ops
