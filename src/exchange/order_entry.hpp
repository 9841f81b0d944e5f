// SPDX-License-Identifier: Apache-2.0
// Buy, sell, edit, close and cancel as a client asks for them: checks in Deribit's order, then
// matching. A refusal leaves everything as it was, apart from a post-only edit, which kills its
// order. One thread.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/exchange/order.hpp"

#include "exchange/matching.hpp"
#include "exchange/world.hpp"

#include <optional>
#include <vector>

namespace hedged::exchange {

class OrderEntry {
public:
    OrderEntry(World& world, Matching& matching) : world_(world), matching_(matching) {}

    OrderOutcome submit(AccountId account, const OrderRequest& request);
    OrderOutcome edit(AccountId account, const EditRequest& request);
    OrderOutcome close_position(AccountId account, InstrumentId id, std::optional<double> price,
                                SessionTag session);
    Result<Order, Reject> cancel(AccountId account_id, OrderId id);
    std::vector<Order> cancel_all(AccountId account, const OrderFilter& filter,
                                  CancelReason reason);

private:
    struct Found {
        std::optional<Reject> reject;
        OrderId order;
    };
    [[nodiscard]] Found find_open(const AccountState& account, OrderId id,
                                  const std::string& label) const;
    [[nodiscard]] std::optional<Reject> price_record(const Listing& listing, OrderRecord& record,
                                                     double price) const;
    [[nodiscard]] static std::optional<Reject> bound_reduce_only(const AccountState& account,
                                                                 OrderRecord& record);
    [[nodiscard]] static std::optional<Reject> settle_post_only(const Listing& listing,
                                                                OrderRecord& record);
    [[nodiscard]] std::optional<Reject> apply_edit(const AccountState& account,
                                                   const EditRequest& request,
                                                   OrderRecord& changed) const;
    OrderOutcome place_edit(AccountState& account, const OrderRecord& before, OrderRecord changed);

    World& world_;
    Matching& matching_;
};

}  // namespace hedged::exchange
