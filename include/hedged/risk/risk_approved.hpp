// SPDX-License-Identifier: Apache-2.0
// Approval as a type: gateway::Gateway::submit takes nothing else, and only risk::Gatekeeper can
// make one. Moves but does not copy, so that one approval is one order. Any thread, no allocation.
#pragma once

#include "hedged/core/time.hpp"

#include <utility>

namespace hedged::risk {

template <class T>
class RiskApproved {
public:
    RiskApproved(const RiskApproved&) = delete;
    RiskApproved& operator=(const RiskApproved&) = delete;
    RiskApproved(RiskApproved&&) noexcept = default;
    RiskApproved& operator=(RiskApproved&&) noexcept = default;
    ~RiskApproved() = default;

    [[nodiscard]] const T& get() const noexcept { return order_; }
    [[nodiscard]] Instant approved_at() const noexcept { return approved_at_; }

private:
    friend class Gatekeeper;
    RiskApproved(const T& order, Instant approved_at) noexcept
        : order_(order), approved_at_(approved_at) {}

    T order_;
    Instant approved_at_;
};

}  // namespace hedged::risk
