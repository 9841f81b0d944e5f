// SPDX-License-Identifier: Apache-2.0
// What must hold whatever happens: the same seed gives the same events, positions sum to zero, and
// no coin appears or disappears.
#include "hedged/core/random.hpp"

#include "core_market.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace hedged::exchange::test {
namespace {

const ChainHistory& recorded() {
    static const ChainHistory history =
        read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602").value();
    return history;
}

// Trades at random in a few instruments, edits, cancels, lets time pass across a settlement.
class Mob {
public:
    Mob(std::uint64_t market_seed, std::uint64_t mob_seed)
        : exchange_(with_seed(market_seed), recorded()), random_(mob_seed) {
        for (const char* name : {"a", "b", "c"}) {
            accounts_.push_back(exchange_.open_account(name, 50.0));
        }
        for (const char* name : {"BTC-PERPETUAL", "BTC-6FEB26", "BTC-4FEB26-76000-C",
                                 "BTC-4FEB26-78000-P", "BTC-13FEB26-76000-C"}) {
            instruments_.push_back(exchange_.find(name)->id);
        }
    }

    void act() {
        const AccountId account = accounts_[random_.below(accounts_.size())];
        const InstrumentId id = instruments_[random_.below(instruments_.size())];
        switch (random_.below(8)) {
            case 0:
                exchange_.advance(exchange_.now() +
                                  seconds(static_cast<std::int64_t>(random_.below(1'800))));
                break;
            case 1: {
                const auto open = exchange_.open_orders(account);
                if (!open.empty()) {
                    (void)exchange_.cancel(account, open[random_.below(open.size())].order_id);
                }
                break;
            }
            case 2: {
                const auto open = exchange_.open_orders(account);
                if (!open.empty()) {
                    EditRequest edit;
                    edit.order_id = open[random_.below(open.size())].order_id;
                    edit.amount = amount(id);
                    (void)exchange_.edit(account, edit);
                }
                break;
            }
            case 3:
                exchange_.inject_position(account, id, signed_amount(id),
                                          exchange_.mark(id).mark_price);
                break;
            default:
                (void)exchange_.submit(account, random_order(id));
        }
    }

    [[nodiscard]] Exchange& exchange() { return exchange_; }

    // Sum over all accounts and the house, per instrument.
    [[nodiscard]] std::map<std::uint32_t, double> position_sums() const {
        std::map<std::uint32_t, double> sums;
        for (std::uint32_t raw = 0; raw <= accounts_.size(); ++raw) {
            for (const Position& position : exchange_.positions(AccountId{raw})) {
                sums[position.instrument.raw] += position.size;
            }
        }
        return sums;
    }

private:
    static ExchangeConfig with_seed(std::uint64_t seed) {
        ExchangeConfig config;
        config.seed = seed;
        return config;
    }
    double amount(InstrumentId id) {
        const Instrument& instrument = exchange_.instrument(id);
        const auto lots =
            static_cast<double>(1 + random_.below(instrument.is_option() ? 40 : 9'000));
        return std::round(lots * instrument.min_trade_amount * 10.0) / 10.0;
    }
    double signed_amount(InstrumentId id) {
        return random_.below(2) == 0 ? amount(id) : -amount(id);
    }
    OrderRequest random_order(InstrumentId id) {
        const Ticker ticker = exchange_.ticker(id);
        OrderRequest request;
        request.instrument = id;
        request.side = random_.below(2) == 0 ? Side::Buy : Side::Sell;
        request.amount = amount(id);
        request.type = random_.below(5) == 0 ? OrderType::Market : OrderType::Limit;
        request.time_in_force = static_cast<TimeInForce>(random_.below(4));
        request.reduce_only = random_.below(6) == 0;
        const double near = ticker.mark_price * (0.997 + 0.006 * random_.uniform());
        const double tick = tick_at(exchange_.instrument(id), near);
        request.price = std::round(near / tick) * tick;
        return request;
    }

    Exchange exchange_;
    Random random_;
    std::vector<AccountId> accounts_;
    std::vector<InstrumentId> instruments_;
};

TEST(ExchangeProperties, NoCoinAndNoPositionComesFromNowhere) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Mob mob{seed, seed + 100};
        for (int step = 0; step < 600; ++step) {
            mob.act();
            ASSERT_NEAR(mob.exchange().cash_imbalance(), 0.0, 1e-9)
                << "seed " << seed << " step " << step;
            for (const auto& [id, sum] : mob.position_sums()) {
                ASSERT_NEAR(sum, 0.0, 1e-6) << "seed " << seed << " step " << step;
            }
        }
        // The run must have crossed at least one settlement, or it proves little.
        EXPECT_GT(mob.exchange().now(), wall_from_milliseconds(1'770'192'000'000));
    }
}

// cash_imbalance() is the exchange's own sum; this one uses only what accounts are shown.
TEST(ExchangeProperties, EquitiesAndFeesAddUpToTheDeposits) {
    Mob mob{3, 33};
    for (int step = 0; step < 300; ++step) {
        mob.act();
        // Stale marks value both sides of a position alike, so no re-marking is needed.
        double total = 0.0;
        for (std::uint32_t raw = 0; raw <= 3; ++raw) {
            const AccountSummary sum = mob.exchange().summary(AccountId{raw});
            total += sum.equity + sum.fees_paid;
        }
        ASSERT_NEAR(total, 150.0, 1e-9) << "step " << step;
    }
}

TEST(ExchangeProperties, TheSameSeedAndCallsGiveTheSameEvents) {
    Mob first{11, 5};
    Mob second{11, 5};
    for (int step = 0; step < 400; ++step) {
        first.act();
        second.act();
        ASSERT_EQ(first.exchange().event_hash(), second.exchange().event_hash()) << step;
    }
    EXPECT_NE(first.exchange().event_hash(), 0U);
}

TEST(ExchangeProperties, AnotherSeedGivesAnotherMarket) {
    Exchange one{[] {
                     ExchangeConfig config;
                     config.seed = 1;
                     return config;
                 }(),
                 recorded()};
    Exchange two{[] {
                     ExchangeConfig config;
                     config.seed = 2;
                     return config;
                 }(),
                 recorded()};
    one.advance(one.now() + seconds(60));
    two.advance(two.now() + seconds(60));
    EXPECT_NE(one.event_hash(), two.event_hash());
    EXPECT_NE(one.index_price(), two.index_price());
}

TEST(ExchangeProperties, UsersDoNotMoveTheIndex) {
    Mob busy{7, 1};
    Exchange idle{[] {
                      ExchangeConfig config;
                      config.seed = 7;
                      return config;
                  }(),
                  recorded()};
    for (int step = 0; step < 300; ++step) {
        const WallTime before = busy.exchange().now();
        busy.act();
        if (busy.exchange().now() != before) {
            idle.advance(busy.exchange().now());
        }
        ASSERT_EQ(busy.exchange().index_price(), idle.index_price());
    }
}

// Whatever the books went through, they end uncrossed, and every open order rests in its book.
TEST(ExchangeProperties, BooksStayUncrossed) {
    for (std::uint64_t seed = 20; seed < 24; ++seed) {
        Mob mob{seed, seed};
        for (int step = 0; step < 400; ++step) {
            mob.act();
            for (std::uint32_t raw = 0; raw < mob.exchange().instrument_count(); ++raw) {
                const Quote quote = mob.exchange().quote(InstrumentId{raw});
                if (quote.bid.amount > 0.0 && quote.ask.amount > 0.0) {
                    ASSERT_LT(quote.bid.price, quote.ask.price)
                        << mob.exchange().instrument(InstrumentId{raw}).name << " seed " << seed
                        << " step " << step;
                }
            }
        }
    }
}

}  // namespace
}  // namespace hedged::exchange::test
