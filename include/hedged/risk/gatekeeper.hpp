// SPDX-License-Identifier: Apache-2.0
// The checks between a decision and the market, and the only maker of RiskApproved. Engine thread
// only; no allocation after construction. There is no way around it and no switch for it.
//
// Order of checks, fixed (risk-control number): trading state (41), instrument (16), non-finite or
// zero input (18), staleness (20), order size (1), order value (2), price collar (3), duplicate
// (13), position limit (10), hedge-only (11), Reduce cap (41), message rate (6), credits (7). The
// first that fails is the answer and is counted. Input checks come before any arithmetic on them;
// the two budgets come last so that a denied order never costs budget.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/protocol/order_proposal.hpp"
#include "hedged/protocol/reasons.hpp"
#include "hedged/risk/limits.hpp"
#include "hedged/risk/order_context.hpp"
#include "hedged/risk/risk_approved.hpp"
#include "hedged/risk/trading_state.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::risk {

struct Denial {
    RiskCheck check = RiskCheck::None;
    Why why = Why::RiskDenied;
    double value = 0.0;  // what was found, in the limit's unit
    double limit = 0.0;
};

class Gatekeeper {
public:
    // `limits` must be valid (asserted); both must outlive this.
    Gatekeeper(const Limits& limits, TradingStateMachine& state,
               std::size_t instrument_capacity = 4096);

    // 16: nothing is tradable until it is listed here.
    void allow(InstrumentIndex instrument) noexcept;

    // Approves the proposal as it is, except in Reduce, where the quantity is cut down to what
    // closes the distance to the target. Failing check 18 also holds trading for a while.
    [[nodiscard]] Result<RiskApproved<OrderProposal>, Denial> approve(
        const OrderProposal& proposal, const OrderContext& context) noexcept;

    [[nodiscard]] std::uint64_t denials(RiskCheck check) const noexcept;
    [[nodiscard]] std::uint64_t denials() const noexcept;
    [[nodiscard]] std::uint64_t approvals() const noexcept { return approvals_; }

private:
    [[nodiscard]] std::optional<Denial> judge(const OrderProposal& proposal,
                                              const OrderContext& context) const noexcept;
    [[nodiscard]] std::optional<Denial> check_state(const OrderProposal& proposal,
                                                    const OrderContext& context) const noexcept;
    [[nodiscard]] std::optional<Denial> check_duplicate(const OrderProposal& proposal,
                                                        const OrderContext& context) const noexcept;

    const Limits& limits_;
    TradingStateMachine& state_;
    std::vector<bool> allowed_;
    struct Approved {
        Instant at;
        InstrumentIndex instrument;
        Side side = Side::Buy;
        Lots quantity;
        PriceTicks limit;
    };
    // The last approvals, for check 13; more than fit in a window are refused by check 6 before.
    std::array<Approved, kApprovalsRemembered> recent_{};
    std::size_t recent_next_ = 0;
    std::array<std::uint64_t, 64> denials_{};
    std::uint64_t approvals_ = 0;
};

}  // namespace hedged::risk
