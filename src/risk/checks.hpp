// SPDX-License-Identifier: Apache-2.0
// The checks that need no memory: each is a pure function of the limits, the proposal and the
// context, and answers with the denial or with nothing. They run in the order that gatekeeper.hpp
// states: input checks first, so that later ones may calculate with what they are given.
#pragma once

#include "hedged/risk/gatekeeper.hpp"

#include <optional>

namespace hedged::risk {

[[nodiscard]] std::optional<Denial> check_instrument(const Limits& limits,
                                                     const OrderProposal& proposal,
                                                     const OrderContext& context) noexcept;  // 16
[[nodiscard]] std::optional<Denial> check_inputs(const OrderProposal& proposal,
                                                 const OrderContext& context) noexcept;  // 18
[[nodiscard]] std::optional<Denial> check_staleness(const Limits& limits,
                                                    const OrderContext& context) noexcept;  // 20
[[nodiscard]] std::optional<Denial> check_size(const UnderlyingLimits& limits,
                                               const OrderProposal& proposal,
                                               const OrderContext& context) noexcept;  // 1, 2
[[nodiscard]] std::optional<Denial> check_collar(const UnderlyingLimits& limits,
                                                 const OrderProposal& proposal,
                                                 const OrderContext& context) noexcept;  // 3
[[nodiscard]] std::optional<Denial> check_position(const UnderlyingLimits& limits,
                                                   const OrderProposal& proposal,
                                                   const OrderContext& context) noexcept;  // 10
[[nodiscard]] std::optional<Denial> check_hedge_only(const UnderlyingLimits& limits,
                                                     const OrderProposal& proposal,
                                                     const OrderContext& context) noexcept;  // 11
[[nodiscard]] std::optional<Denial> check_budgets(const OrderContext& context) noexcept;     // 6, 7

// The book's delta less the target, as it would be if every order in flight that pushes the same
// way as this one were filled and none that pushes against it.
[[nodiscard]] BookDelta worst_distance(const OrderProposal& proposal,
                                       const OrderContext& context) noexcept;
// What the proposal adds to the book's delta when filled.
[[nodiscard]] BookDelta delta_of(const OrderProposal& proposal,
                                 const OrderContext& context) noexcept;

}  // namespace hedged::risk
