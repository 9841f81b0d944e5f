// SPDX-License-Identifier: Apache-2.0
// The engine's path allocates nothing once it has started: every operator new of this program
// counts.
#include "support/counting_new.hpp"
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <memory>

namespace hedged::testing {
namespace {

constexpr std::uint32_t kFirstOfChain = 10;
constexpr std::uint32_t kChain = 9;

// An exchange that fills every order at once, told in the words of the account stream.
class FillingExchange {
public:
    explicit FillingExchange(EngineRig& rig) : rig_(rig) {}

    void tick(double index) {
        rig_.now = rig_.now + milliseconds(300);
        rig_.market_now = rig_.market_now + milliseconds(300);
        send(IndexPrice{rig_.stamp(), kBtc, UsdPrice{index}});
        send(Quote{rig_.stamp(), kPerpetual, index - 0.5, 1e5, index + 0.5, 1e5});
        for (InstrumentIndex const option : {kCall, kPut}) {
            Ticker ticker;
            ticker.stamp = rig_.stamp();
            ticker.instrument = option;
            ticker.state = TickerState::Open;
            ticker.index_price = UsdPrice{index};
            ticker.forward = UsdPrice{index};
            ticker.mark_vol = Vol{0.6};
            send(ticker);
        }
        Ticker perpetual;
        perpetual.stamp = rig_.stamp();
        perpetual.instrument = kPerpetual;
        perpetual.state = TickerState::Open;
        perpetual.mark_price = index;
        perpetual.index_price = UsdPrice{index};
        send(perpetual);
        tell_position();
        tell_chain(index);
        send(BatchEnd{rig_.now});
        fill(index);
    }
    [[nodiscard]] int orders() const { return orders_; }

private:
    void send(const Event& event) {
        rig_.engine.on(event, out_);
        for (const Action& action : out_) {
            const auto* command = std::get_if<VenueCommand>(&action);
            const auto* order = command == nullptr ? nullptr : std::get_if<PlaceOrder>(command);
            if (order != nullptr) {
                placed_ = *order;
                waiting_ = true;
            }
        }
        out_.clear();
    }
    // A whole expiry's marks, and turns of the timer enough to fit a smile to them.
    void tell_chain(double index) {
        for (std::uint32_t i = 0; i < kChain; ++i) {
            double const vol = 0.6 + 0.01 * ((kIndex - index) / 1'500.0) - 0.002 * i;
            send(MarkVol{rig_.stamp(), InstrumentIndex{kFirstOfChain + i}, 0.01, Vol{vol}});
        }
        for (int i = 0; i < 30; ++i) {
            send(Timer{rig_.now});
        }
    }
    void tell_position() {
        PositionUpdate update;
        update.stamp = rig_.stamp();
        update.instrument = kPerpetual;
        update.size = position_;
        send(update);
    }
    void fill(double index) {
        if (!waiting_) {
            return;
        }
        waiting_ = false;
        ++orders_;
        double const amount = static_cast<double>(placed_.quantity.value()) * 10.0;
        Fill trade;
        trade.stamp = rig_.stamp();
        trade.instrument = placed_.instrument;
        trade.client_id = placed_.client_id;
        std::array<char, 16> text{};
        const char* const end = std::to_chars(text.data(), text.data() + text.size(), orders_).ptr;
        trade.trade_id = TradeId{{text.data(), static_cast<std::size_t>(end - text.data())}};
        trade.side = placed_.side;
        trade.amount = amount;
        trade.price = index;
        position_ += sign_of(placed_.side) * amount;
        send(trade);
        OrderUpdate update;
        update.stamp = rig_.stamp();
        update.instrument = placed_.instrument;
        update.client_id = placed_.client_id;
        update.state = OrderState::Filled;
        update.side = placed_.side;
        update.amount = amount;
        update.filled_amount = amount;
        send(update);
        tell_position();
        send(BatchEnd{rig_.now});
    }

    EngineRig& rig_;
    Actions out_;
    PlaceOrder placed_;
    bool waiting_ = false;
    double position_ = 0.0;
    int orders_ = 0;
};

double zigzag(int i) {
    return kIndex + 1'500.0 * ((i % 8) - 4);
}

TEST(EngineAllocation, IsZeroOverAThousandTicksThatHedge) {
    engine::EngineConfig config = rig_config();
    config.underlyings[0].smile.dynamics = pricing::SmileDynamics::StickyMoneyness;
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    for (std::uint32_t i = 0; i < kChain; ++i) {
        InstrumentSpec spec = option_spec(InstrumentIndex{kFirstOfChain + i}, OptionType::Put,
                                          40'000.0 + 5'000.0 * i);
        spec.name = InstrumentName{"BTC-27MAR26-" + std::to_string(40 + 5 * i) + "000-P"};
        rig.feed(InstrumentDefinition{rig.stamp(), spec});
    }
    PlaceOrder const first = *rig.last_order();
    rig.accept(first);
    rig.done(first, OrderState::Cancelled, 0.0);
    FillingExchange exchange{rig};
    for (int i = 0; i < 100; ++i) {
        exchange.tick(zigzag(i));
    }
    int const orders_before = exchange.orders();
    std::uint64_t const before = allocations();
    for (int i = 0; i < 1'000; ++i) {
        exchange.tick(zigzag(i));
    }
    EXPECT_EQ(allocations(), before);
    EXPECT_GT(exchange.orders(), orders_before + 100) << "the measured ticks must have hedged";
    UnderlyingView const coin = rig.view().underlyings[0];
    EXPECT_TRUE(coin.smile_count == 1 && coin.smiles[0].usable) << "and fitted a smile";
    EXPECT_NE(coin.smile_delta.value(), 0.0) << "that moved the delta";
    EXPECT_TRUE(coin.attribution.measured);
}

TEST(EngineAllocation, IsCountedAtAll) {
    std::uint64_t const before = allocations();
    auto const memory = std::make_unique<int>(1);
    EXPECT_GT(allocations(), before);
}

}  // namespace
}  // namespace hedged::testing
