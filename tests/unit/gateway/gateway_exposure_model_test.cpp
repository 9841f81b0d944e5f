// SPDX-License-Identifier: Apache-2.0
// Goal: whatever is lost, repeated, late or out of order, the gateway's position and orders in
// flight always cover the truth, both ways, and after the faults end it knows the truth exactly.
// Method: the gateway against an obvious exchange (support/order_exchange.hpp) that knows what
// every order may still do; after each step the two are compared. Also: no order leaves after a
// kill, ids never repeat, and nothing is placed beside an order of unknown fate.
#include "support/gateway_scene.hpp"
#include "support/order_exchange.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hedged::gateway {
namespace {

class ExposureModel {
public:
    explicit ExposureModel(std::uint64_t seed)
        : random_(seed), exchange_(seed * 7'919), drops_(random_.below(2) == 0) {
        for (std::uint32_t i = 0; i < test::OrderExchange::kInstruments; ++i) {
            (void)scene_.position(0.0, i);
        }
        scene_.wait(10);
    }

    void run() {
        for (int step = 0; step < 400 && !::testing::Test::HasFatalFailure(); ++step) {
            stir();
            expect_cover();
        }
        exchange_.behave();
        settle();
        expect_truth();
    }

    std::uint64_t sent = 0;
    std::uint64_t unknown = 0;
    std::uint64_t kills = 0;

private:
    void stir() {
        scene_.wait(static_cast<std::int64_t>(random_.below(8) == 0 ? random_.below(4'000)
                                                                    : random_.below(60)));
        switch (random_.below(10)) {
            case 0:
            case 1:
                submit();
                break;
            case 2:
            case 3:
            case 4:
                exchange_.work(scene_.market());
                break;
            case 5:
                cancel_any();
                break;
            case 6:
                trouble();
                break;
            default:
                deliver();
        }
        drive();
    }

    void submit() {
        auto const instrument =
            static_cast<std::uint32_t>(random_.below(test::OrderExchange::kInstruments));
        Side const side = random_.below(2) == 0 ? Side::Buy : Side::Sell;
        bool const blocked = scene_.in_flight(instrument).unknown > 0;
        bool const killed = scene_.state.killed();
        auto approved =
            scene_.approve(side, 1 + static_cast<std::int64_t>(random_.below(50)), instrument);
        if (!approved.ok()) {
            ASSERT_TRUE(killed || scene_.state.state() == TradingState::Hold);
            return;
        }
        auto const id = scene_.gateway.submit(std::move(approved.value()), scene_.now(),
                                              scene_.market(), *scene_.out);
        if (id.ok()) {
            ASSERT_FALSE(blocked) << "placed beside an order of unknown fate";
            ASSERT_FALSE(killed);
            ASSERT_TRUE(exchange_.connected());
            ASSERT_TRUE(ids_.insert(id.value().raw).second) << "an id was used twice";
            ++sent;
        }
    }

    void cancel_any() {
        if (!scene_.gateway.orders().empty() && random_.below(4) == 0) {
            (void)scene_.gateway.cancel(
                scene_.gateway.orders()[random_.below(scene_.gateway.orders().size())].id);
        }
    }

    void trouble() {
        if (!drops_) {
            if (random_.below(3) == 0) {
                exchange_.trade_by_hand(scene_.market());
            }
            return;
        }
        if (!exchange_.connected()) {
            reconnect();
        } else if (random_.below(4) == 0) {
            auto const lost = exchange_.disconnect(scene_.now());
            scene_.connect(ConnectionState::Down);
            for (const Event& event : lost) {
                take(event);
            }
        } else if (random_.below(60) == 0 && !scene_.state.killed()) {
            scene_.state.kill("model", "test", scene_.now(), *scene_.out);
            ++kills;
        }
    }

    void reconnect() {
        exchange_.reconnect();
        scene_.connect();
        exchange_.take(RequestSnapshot{SnapshotKind::Positions, 1});
    }

    void deliver() {
        auto const event = exchange_.deliver(scene_.now());
        if (event) {
            take(*event);
        }
    }

    void take(const Event& event) {
        if (auto const* const reply = std::get_if<OrderReply>(&event)) {
            scene_.gateway.on(*reply, *scene_.out);
        } else if (auto const* const cancelled = std::get_if<CancelReply>(&event)) {
            scene_.gateway.on(*cancelled, *scene_.out);
        } else if (auto const* const update = std::get_if<OrderUpdate>(&event)) {
            scene_.gateway.on(*update, *scene_.out);
        } else if (auto const* const fill = std::get_if<Fill>(&event)) {
            (void)scene_.gateway.on(*fill, *scene_.out);
        } else if (auto const* const position = std::get_if<PositionUpdate>(&event)) {
            (void)scene_.gateway.on(*position, *scene_.out);
        } else if (auto const* const answer = std::get_if<OrderQueryReply>(&event)) {
            scene_.gateway.on(*answer, *scene_.out);
        } else if (auto const* const mark = std::get_if<SnapshotMark>(&event)) {
            scene_.gateway.on(*mark, *scene_.out);
        }
    }

    // Everything that was put out goes to the exchange, in order.
    void drive() {
        scene_.drive();
        for (const Action& action : *scene_.out) {
            if (std::holds_alternative<SetKillLatch>(action)) {
                latched_ = true;
            }
            auto const* const command = std::get_if<VenueCommand>(&action);
            if (command == nullptr) {
                continue;
            }
            ASSERT_FALSE(latched_ && std::holds_alternative<PlaceOrder>(*command))
                << "an order left after the kill";
            exchange_.take(*command);
        }
        scene_.out->clear();
        unknown += scene_.gateway.unknown_orders();
    }

    void expect_cover() {
        for (std::uint32_t i = 0; i < test::OrderExchange::kInstruments; ++i) {
            InFlight const flight = scene_.in_flight(i);
            std::int64_t const ours = scene_.position_lots(i);
            std::int64_t const truth = exchange_.position(i);
            if (exchange_.by_hand_untold(i)) {
                continue;  // nobody can know of a human's trade before it is told
            }
            ASSERT_GE(ours + flight.buys.value(), truth + left(i, Side::Buy))
                << "instrument " << i << " ours " << ours << " truth " << truth;
            ASSERT_LE(ours - flight.sells.value(), truth - left(i, Side::Sell))
                << "instrument " << i << " ours " << ours << " truth " << truth;
        }
        ASSERT_FALSE(scene_.state.holds(risk::HoldCause::FillDispute)) << "a false dispute";
    }

    std::int64_t left(std::uint32_t instrument, Side side) const {
        return exchange_.left(instrument, side, scene_.market());
    }

    // The faults end: within a minute everything must be resolved.
    void settle() {
        if (!exchange_.connected()) {
            reconnect();
        }
        for (int i = 0; i < 6'000; ++i) {
            scene_.wait(10);
            exchange_.work(scene_.market());
            deliver();
            deliver();
            drive();
            if (i == 5'000) {
                exchange_.take(RequestSnapshot{SnapshotKind::Positions, 2});
            }
        }
    }

    void expect_truth() {
        ASSERT_TRUE(exchange_.idle());
        ASSERT_EQ(scene_.gateway.orders().size(), 0U)
            << to_string(scene_.gateway.orders()[0].state);
        for (std::uint32_t i = 0; i < test::OrderExchange::kInstruments; ++i) {
            ASSERT_EQ(scene_.position_lots(i), exchange_.position(i)) << "instrument " << i;
        }
        ASSERT_EQ(scene_.gateway.kill_confirmed(), scene_.state.killed());
    }

    Random random_;
    test::GatewayScene scene_;
    test::OrderExchange exchange_;
    bool drops_;
    bool latched_ = false;
    std::set<std::uint64_t> ids_;
};

TEST(GatewayExposureModel, CoversTheTruthThroughAnyFaultAndFindsItAfterwards) {
    std::uint64_t sent = 0;
    std::uint64_t unknown = 0;
    std::uint64_t kills = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ExposureModel model(seed);
        model.run();
        if (HasFatalFailure()) {
            return;
        }
        sent += model.sent;
        unknown += model.unknown;
        kills += model.kills;
    }
    // The interesting cases were there.
    EXPECT_GT(sent, 5'000U);
    EXPECT_GT(unknown, 5'000U);
    EXPECT_GT(kills, 50U);
}

}  // namespace
}  // namespace hedged::gateway
