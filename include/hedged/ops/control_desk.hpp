// SPDX-License-Identifier: Apache-2.0
// Answers the requests of the control socket: shows pictures, passes commands on. Every command is
// logged with who gave it, as the kernel told, before it is carried out. Ops thread.
#pragma once

#include "hedged/ops/control_server.hpp"
#include "hedged/ops/report.hpp"
#include "hedged/protocol/event.hpp"

#include <functional>

namespace hedged::ops {

struct DeskHooks {
    std::function<Picture()> picture;
    std::function<bool(const OperatorCommand&)> command;  // false: too many are waiting
    std::function<void(const std::string&)> log;
};

class ControlDesk final : public ControlHandler {
public:
    explicit ControlDesk(DeskHooks hooks) : hooks_(std::move(hooks)) {}
    Reply on_request(const Request& request, const Peer& peer) override;

private:
    [[nodiscard]] Reply show(const std::string& what, bool json) const;
    [[nodiscard]] Reply command(OperatorVerb verb, const Request& request, const Peer& peer);
    [[nodiscard]] Reply kill_status() const;
    [[nodiscard]] Reply arm_status() const;

    DeskHooks hooks_;
    std::uint64_t last_request_ = 0;
};

}  // namespace hedged::ops
