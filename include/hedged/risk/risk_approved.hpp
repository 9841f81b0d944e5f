// SPDX-License-Identifier: Apache-2.0
// Approval as a type: gateway::Gateway::submit takes nothing else, and only risk::Gatekeeper can
// make one. Moves but does not copy, so that one approval is one order. Any thread, no allocation.
#pragma once

#include "hedged/core/assert.hpp"
#include "hedged/core/time.hpp"

namespace hedged::risk {

template <class T>
class RiskApproved {
public:
    RiskApproved(const RiskApproved&) = delete;
    RiskApproved& operator=(const RiskApproved&) = delete;
    RiskApproved& operator=(RiskApproved&&) = delete;
    RiskApproved(RiskApproved&& other) noexcept
        : order_(other.get()), approved_at_(other.approved_at_) {
        other.spent_ = true;
    }
    ~RiskApproved() = default;

    // Of an approval that was moved away: our bug, asserted.
    [[nodiscard]] const T& get() const noexcept {
        HEDGED_ASSERT(!spent_);
        return order_;
    }
    [[nodiscard]] Instant approved_at() const noexcept { return approved_at_; }

private:
    friend class Gatekeeper;
    RiskApproved(const T& order, Instant approved_at) noexcept
        : order_(order), approved_at_(approved_at) {}

    T order_;
    Instant approved_at_;
    bool spent_ = false;
};

}  // namespace hedged::risk
