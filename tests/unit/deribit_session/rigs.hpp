// SPDX-License-Identifier: Apache-2.0
// A session with a scripted exchange behind it, answering as a well-behaved one does. A test takes
// away or changes the answer that it is about.
#pragma once

#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

#include "support/deribit_wire.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hedged::deribit::testing {

inline Credentials test_credentials() {
    return Credentials{"client", Secret{"s"}};
}

inline std::vector<Underlying> coins(std::initializer_list<const char*> names) {
    std::vector<Underlying> list;
    for (const char* name : names) {
        list.push_back(underlying_of(name));
    }
    return list;
}

inline MarketSessionConfig market_config(BookFeed books = BookFeed::None) {
    MarketSessionConfig config;
    config.connection.credentials = test_credentials();
    config.hedge_instruments = {"BTC-PERPETUAL"};
    config.hedge_books = books;
    return config;
}

inline AccountTag test_tag() {
    return *AccountTag::make("ab12");
}

inline AccountSessionConfig account_config() {
    AccountSessionConfig config;
    config.connection.credentials = test_credentials();
    config.tag = test_tag();
    return config;
}

template <class Session>
void answer_login(Script<Session>& script) {
    script.result("public/auth", auth_result(kTradingScope));
    script.result("public/set_heartbeat", R"("ok")");
    script.result("public/test", R"({"version":"1.2.26"})");
}

struct MarketRig {
    explicit MarketRig(MarketSessionConfig config = market_config(),
                       std::vector<Underlying> traded = coins({"BTC"}), std::uint64_t seed = 7)
        : table(std::move(traded)),
          session(config, table, refresh, wire.sink(), seed),
          script(session, wire) {
        answer_login(script);
        script.answer("public/subscribe", echo_channels);
        script.answer("public/unsubscribe", echo_channels);
        script.answer("public/get_instruments", instruments_result);
        script.result("public/get_time", "1700000000123");
        script.result("public/status", R"({"locked":"false","locked_indices":[]})");
    }
    void log_in() {
        script.start();
        script.open();
        script.serve();
        script.run(seconds(1));
    }
    [[nodiscard]] InstrumentIndex perpetual() const { return table.find("BTC-PERPETUAL"); }

    Wire wire;
    InstrumentTable table;
    InstrumentRefresh refresh;
    MarketSession session;
    Script<MarketSession> script;
};

struct AccountRig {
    explicit AccountRig(AccountSessionConfig config = account_config(),
                        std::vector<Underlying> traded = coins({"BTC"}), std::uint64_t seed = 11,
                        UnknownNames unknown = UnknownNames::Refuse)
        : table(std::move(traded), 8192, unknown),
          session(config, table, refresh, wire.sink(), seed),
          script(session, wire) {
        answer_login(script);
        script.result("private/enable_cancel_on_disconnect", R"("ok")");
        script.result("private/get_cancel_on_disconnect",
                      R"({"enabled":true,"scope":"connection"})");
        script.answer("private/subscribe", echo_channels);
        script.result("private/get_open_orders_by_currency", "[]");
        script.result("private/get_positions", "[]");
        script.answer("private/get_account_summary", [](const SentRequest& request) {
            return result_frame(request.id,
                                account_json(request.mentions(R"("ETH")") ? "ETH" : "BTC"));
        });
        script.result("private/get_user_trades_by_currency_and_time",
                      R"({"trades":[],"has_more":false})");
        define_perpetual();
    }
    // As if the market session had read the list.
    void define_perpetual() {
        InstrumentSpec spec;
        (void)spec.name.assign("BTC-PERPETUAL");
        spec.underlying = UnderlyingIndex{0};
        spec.kind = InstrumentKind::Perpetual;
        spec.state = InstrumentState::Open;
        spec.tick = DecimalStep{5, -1};
        spec.lot = DecimalStep{1, 1};
        spec.minimum_amount = 10.0;
        spec.contract_size = 10.0;
        (void)table.define(spec);
        refresh.completed = refresh.wanted;
    }
    void log_in() {
        script.start();
        script.open();
        script.serve();
        script.run(seconds(1));
    }
    [[nodiscard]] InstrumentIndex perpetual() const { return table.find("BTC-PERPETUAL"); }
    [[nodiscard]] PlaceOrder order(std::uint32_t number, Side side = Side::Buy) const {
        PlaceOrder order;
        order.client_id = make_client_order_id(3, number);
        order.instrument = perpetual();
        order.side = side;
        order.quantity = Lots{5};
        order.limit = PriceTicks{120'000};
        order.valid_until = script.wall() + seconds(2);
        return order;
    }
    void place(const PlaceOrder& order) { session.command(order, script.now); }
    [[nodiscard]] std::string label(std::uint32_t number) const {
        return std::string{encode_label(test_tag(), make_client_order_id(3, number)).view()};
    }
    // The answer to a buy or sell with one fill of `filled`.
    [[nodiscard]] std::string placed(std::uint32_t number, std::string_view state,
                                     double filled) const {
        std::string trades;
        if (filled > 0.0) {
            trades = trade_json("BTC-9001", "74365", label(number), filled, 1'700'000'001'000);
        }
        return R"({"trades":[)" + trades + R"(],"order":)" +
               order_json("74365", label(number), state, 50.0, filled) + "}";
    }

    Wire wire;
    InstrumentTable table;
    InstrumentRefresh refresh;
    AccountSession session;
    Script<AccountSession> script;
};

}  // namespace hedged::deribit::testing
