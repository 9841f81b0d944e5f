// SPDX-License-Identifier: Apache-2.0
// The busy ways through a session take nothing from the heap once buffers have grown.
#include "support/counting_new.hpp"
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;
using hedged::testing::allocations;

std::string padded(const std::string& text) {
    return text + std::string(64, '\0');
}

TEST(Allocation, OfMarketFramesIsNone) {
    MarketRig rig{market_config(BookFeed::Incremental)};
    rig.log_in();
    std::string const snapshot = notification(
        "book.BTC-PERPETUAL.raw",
        R"({"type":"snapshot","timestamp":1,"instrument_name":"BTC-PERPETUAL","change_id":1,)"
        R"("bids":[["new",60000.0,10.0]],"asks":[["new",60001.0,10.0]]})");
    std::string const change = notification(
        "book.BTC-PERPETUAL.raw",
        R"({"type":"change","timestamp":1,"instrument_name":"BTC-PERPETUAL","change_id":1,)"
        R"("prev_change_id":1,"bids":[["change",60000.0,20.0]],"asks":[]})");
    std::string const index = notification(
        "deribit_price_index.btc_usd", R"({"timestamp":1,"price":60000.0,"index_name":"btc_usd"})");
    rig.script.frame(snapshot);
    rig.script.frame(change);
    rig.script.frame(index);
    rig.wire.counting_only = true;
    std::size_t const before_events = rig.wire.emitted;
    std::string const one = padded(change);
    std::string const two = padded(index);

    std::uint64_t const before = allocations();
    for (int i = 0; i < 1'000; ++i) {
        rig.session.frame(std::string_view{one}.substr(0, change.size()), rig.script.now);
        rig.session.frame(std::string_view{two}.substr(0, index.size()), rig.script.now);
    }
    EXPECT_EQ(allocations(), before);
    EXPECT_EQ(rig.wire.emitted, before_events + 2'000);
}

TEST(Allocation, OfPlacingCancellingAndTicksIsNone) {
    AccountRig rig;
    rig.log_in();
    rig.place(rig.order(1));
    rig.wire.counting_only = true;
    PlaceOrder order = rig.order(2);
    CancelOrder const cancel{make_client_order_id(3, 1), rig.perpetual(), VenueOrderId{"74365"}};

    std::uint64_t const before = allocations();
    for (std::uint32_t i = 0; i < 100; ++i) {
        order.client_id = make_client_order_id(3, 2 + i);
        rig.session.command(order, rig.script.now);
        rig.session.command(cancel, rig.script.now);
        rig.script.now = rig.script.now + milliseconds(50);
        rig.session.tick(rig.script.now, rig.script.wall());
    }
    EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace hedged::deribit
