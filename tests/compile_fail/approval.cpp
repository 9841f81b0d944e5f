// SPDX-License-Identifier: Apache-2.0
// Nothing but the gatekeeper makes an approval, an approval is used once, and the gateway takes
// nothing else.
#include "hedged/gateway/gateway.hpp"
#include "hedged/risk/gatekeeper.hpp"

#include <utility>

namespace hedged {

#ifndef MISUSE
#define MISUSE 0
#endif

using Approval = risk::RiskApproved<OrderProposal>;

[[maybe_unused]] void use(gateway::Gateway& gateway, risk::Gatekeeper& gate,
                          const OrderProposal& proposal, const risk::OrderContext& context,
                          Actions& out) {
    auto approved = gate.approve(proposal, context);
    if (!approved.ok()) {
        return;
    }
#if MISUSE == 0
    (void)gateway.submit(std::move(approved.value()), context.now, context.market_time, out);
#elif MISUSE == 1
    (void)gateway.submit(proposal, context.now, context.market_time, out);
#elif MISUSE == 2
    Approval const forged(proposal, context.now);
#elif MISUSE == 3
    Approval const forged{proposal, context.now};
    (void)forged;
#elif MISUSE == 4
    Approval forged;
#elif MISUSE == 5
    (void)gateway.submit(approved.value(), context.now, context.market_time, out);
#elif MISUSE == 6
    (void)gateway.submit({proposal, context.now}, context.now, context.market_time, out);
#endif
}

}  // namespace hedged
