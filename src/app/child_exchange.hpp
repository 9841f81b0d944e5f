// SPDX-License-Identifier: Apache-2.0
// The embedded exchange of a rehearsal: hedged-exchange as a process of our own, on a free loopback
// port, that ends with us however we end. Cold code: allocates and waits.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/result.hpp"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace hedged::app {

class ChildExchange {
public:
    // Starts the program that lies beside ours and waits until it says that it is ready.
    [[nodiscard]] static Result<ChildExchange, std::string> start(const config::PaperConfig& paper);
    ~ChildExchange();  // asks it to end, then ends it
    ChildExchange(ChildExchange&& other) noexcept;
    ChildExchange& operator=(ChildExchange&&) = delete;
    ChildExchange(const ChildExchange&) = delete;
    ChildExchange& operator=(const ChildExchange&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    // False when it has ended by itself, which a rehearsal cannot survive.
    [[nodiscard]] bool alive() noexcept;

private:
    ChildExchange(pid_t process, std::uint16_t port) noexcept : process_(process), port_(port) {}
    pid_t process_;
    std::uint16_t port_;
};

}  // namespace hedged::app
