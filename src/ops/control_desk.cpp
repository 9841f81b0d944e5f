// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_desk.hpp"

#include "hedged/ops/numbers_report.hpp"
#include "hedged/protocol/reasons.hpp"

namespace hedged::ops {

namespace {

std::string text_of(const Request& request, std::string_view name) {
    const auto found = request.find(name);
    return found == request.end() ? std::string{} : found->second;
}

Reply refuse(const std::string& why) {
    return {false, why + "\n"};
}

}  // namespace

Reply ControlDesk::on_request(const Request& request, const Peer& peer) {
    const std::string name = text_of(request, "command");
    if (name == "kill") {
        return command(OperatorVerb::Kill, request, peer);
    }
    if (name == "arm") {
        return command(OperatorVerb::Arm, request, peer);
    }
    if (name == "hold") {
        return command(OperatorVerb::Hold, request, peer);
    }
    if (name == "resume") {
        return command(OperatorVerb::Resume, request, peer);
    }
    if (name == "kill-status") {
        return kill_status();
    }
    if (name == "arm-status") {
        return arm_status();
    }
    return show(name, text_of(request, "json") == "true");
}

Reply ControlDesk::show(const std::string& what, bool json) const {
    const Picture picture = hooks_.picture();
    if (what == "status") {
        return {true, json ? status_json(picture) : status_text(picture)};
    }
    if (what == "why") {
        return {true, json ? why_json(picture) : why_text(picture)};
    }
    if (what == "orders") {
        return {true, json ? orders_json(picture) : orders_text(picture)};
    }
    if (what == "positions") {
        return {true, json ? positions_json(picture) : positions_text(picture)};
    }
    if (what == "greeks") {
        return {true, json ? greeks_json(picture) : greeks_text(picture)};
    }
    if (what == "smile") {
        return {true, json ? smile_json(picture) : smile_text(picture)};
    }
    if (what == "profit") {
        return {true, json ? attribution_json(picture) : attribution_text(picture)};
    }
    return refuse("unknown command '" + what +
                  "'; known are status, why, orders, positions, greeks, smile, profit, kill, arm, "
                  "hold, resume");
}

Reply ControlDesk::command(OperatorVerb verb, const Request& request, const Peer& peer) {
    const std::string name = text_of(request, "name");
    std::string reason = text_of(request, "reason");
    const bool arm = verb == OperatorVerb::Arm;
    if (arm && name.empty()) {
        return refuse("arm needs the name of the person who answers for it (--name)");
    }
    if (arm && reason.empty()) {
        return refuse("arm needs a reason (--reason)");
    }
    if (reason.empty()) {
        reason = "by hand";
    }
    // A kill is never refused for a missing word. Who it was is known from the kernel anyway.
    const std::string actor = name.empty() ? peer.name : name;
    hooks_.log("operator command " + std::string(to_string(verb)) + " by " + actor + " (user " +
               peer.name + ", uid " + std::to_string(peer.user) + ", process " +
               std::to_string(peer.process) + "): " + reason);
    OperatorCommand wanted;
    wanted.verb = verb;
    wanted.request = ++last_request_;
    wanted.actor.assign_truncated(actor);
    wanted.reason.assign_truncated(reason);
    if (!hooks_.command(wanted)) {
        return refuse(verb == OperatorVerb::Kill
                          ? "orders are stopped, but the engine takes no commands now: try again"
                          : "the engine takes no commands now: try again");
    }
    return {true, std::string(to_string(verb)) + " passed on\n"};
}

Reply ControlDesk::kill_status() const {
    const Picture picture = hooks_.picture();
    if (picture.view == nullptr) {
        return {false, "waiting for the engine\n"};
    }
    const EngineView& view = *picture.view;
    if (view.state != TradingState::Killed) {
        return {false, "not killed (state " + std::string(to_string(view.state)) + ")\n"};
    }
    if (view.orders_done) {
        return {true, "confirmed: the exchange reports no open order of ours\n"};
    }
    return {false, "killed; waiting for the exchange to confirm (account connection " +
                       std::string(to_string(view.account)) + ", " +
                       std::to_string(view.order_count) + " orders open or of unknown fate)\n"};
}

Reply ControlDesk::arm_status() const {
    const Picture picture = hooks_.picture();
    if (picture.view == nullptr) {
        return {false, "waiting for the engine\n"};
    }
    const EngineView& view = *picture.view;
    if (view.state != TradingState::Killed && view.armed) {
        return {true, "armed (state " + std::string(to_string(view.state)) + ")\n"};
    }
    return {false, "not armed yet (state " + std::string(to_string(view.state)) +
                       ", account connection " + std::string(to_string(view.account)) + ")\n"};
}

}  // namespace hedged::ops
