// SPDX-License-Identifier: Apache-2.0
#include "simulator/judge.hpp"

#include <cmath>

namespace hedged::simulator {
namespace {

constexpr std::size_t kFindingsMax = 20;

bool is_order(std::string_view frame) noexcept {
    return frame.find("\"private/buy\"") != std::string_view::npos ||
           frame.find("\"private/sell\"") != std::string_view::npos;
}

std::string label_of(std::string_view frame) {
    constexpr std::string_view kKey = "\"label\":\"";
    const std::size_t at = frame.find(kKey);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::size_t start = at + kKey.size();
    return std::string(frame.substr(start, frame.find('"', start) - start));
}

}  // namespace

void Judge::find(std::string rule, std::string seen, Instant now) {
    if (findings_.empty()) {
        newest_ = trace_.newest();
    }
    if (findings_.size() < kFindingsMax) {
        trace_.row(now, "VIOLATION", rule, seen);
        findings_.push_back({std::move(rule), trace_.rows(), now, std::move(seen)});
    }
}

void Judge::frame_left(const Process& process, std::uint64_t /*connection*/, std::string_view frame,
                       Instant now) {
    if (!is_order(frame)) {
        return;
    }
    const std::string label = label_of(frame);
    if (!labels_.insert(label).second) {
        find("an order id is used once", "label " + label + " left twice", now);
    }
    if (process.latch().raised()) {
        find("nothing is sent while the kill latch stands", "order " + label, now);
    }
}

void Judge::positions_agree(const EngineView& view, Instant now) {
    for (const exchange::Position& held : venue_.exchange().positions(venue_.account())) {
        const std::string& name = venue_.exchange().instrument(held.instrument).name;
        double said = 0.0;
        for (std::uint32_t i = 0; i < view.position_count; ++i) {
            if (view.positions.at(i).instrument.view() == name) {
                said = view.positions.at(i).size;
            }
        }
        if (std::fabs(said - held.size) > 1e-6) {
            find("the daemon's position is the exchange's",
                 name + ": it says " + std::to_string(said) + ", the exchange " +
                     std::to_string(held.size),
                 now);
        }
    }
}

void Judge::settled(Process* process, Instant now) {
    const EngineView* const view = process == nullptr ? nullptr : process->view();
    if (view == nullptr) {
        find("the daemon lives again once the faults are over", "there is none", now);
        return;
    }
    for (std::uint32_t i = 0; i < view->order_count; ++i) {
        const OrderView& order = view->orders.at(i);
        if (order.state == "unknown") {
            find("no order of unknown fate is left", std::to_string(order.client_id.raw), now);
        }
    }
    if (view->reconciled) {
        positions_agree(*view, now);
    }
    const UnderlyingView& coin = view->underlyings[0];
    if (view->state == TradingState::Normal && coin.why == Why::InsideBand &&
        (coin.delta < coin.band_lower || coin.delta > coin.band_upper)) {
        find("a delta outside the band has a reason",
             "it says " + std::to_string(coin.delta.value()), now);
    }
    if (view->state != TradingState::Normal && view->state_reason.empty()) {
        find("a state that is not normal has a reason", std::string(to_string(view->state)), now);
    }
}

}  // namespace hedged::simulator
