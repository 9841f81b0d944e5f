// SPDX-License-Identifier: Apache-2.0
// What holds for every event of any codec: no number that is not finite, no amount below zero where
// the vocabulary has none, an index where one is needed.
#pragma once

#include "hedged/protocol/event.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <variant>

namespace hedged::testing {

class EventCheck {
public:
    [[nodiscard]] bool operator()(const Quote& e) const {
        return e.instrument.valid() && sides(e.bid_price, e.bid_amount, e.ask_price, e.ask_amount);
    }
    [[nodiscard]] bool operator()(const Ticker& e) const {
        return e.instrument.valid() && finite({e.mark_price, e.index_price.value()}) &&
               sides(e.bid_price, e.bid_amount, e.ask_price, e.ask_amount) && held(e.forward) &&
               held(e.mark_vol) && held(e.published_delta) && held(e.minimum_price) &&
               held(e.maximum_price) && held(e.funding_8h) && positive(e.forward) &&
               (!e.mark_vol || e.mark_vol->value() >= 0.0);
    }
    [[nodiscard]] bool operator()(const MarkVol& e) const {
        return e.instrument.valid() && finite({e.mark_price, e.vol.value()}) &&
               e.vol.value() >= 0.0;
    }
    [[nodiscard]] bool operator()(const IndexPrice& e) const {
        return e.underlying.valid() && finite({e.price.value()}) && e.price.value() > 0.0;
    }
    [[nodiscard]] bool operator()(const OrderUpdate& e) const {
        return e.instrument.valid() && !e.venue_id.empty() && held(e.price) &&
               finite({e.amount, e.filled_amount, e.average_price}) && e.amount >= 0.0 &&
               e.filled_amount >= 0.0;
    }
    [[nodiscard]] bool operator()(const Fill& e) const {
        return e.instrument.valid() && !e.trade_id.empty() && !e.venue_id.empty() &&
               finite({e.amount, e.price, e.fee, e.index_price.value()}) && e.amount >= 0.0;
    }
    [[nodiscard]] bool operator()(const PositionUpdate& e) const {
        return e.instrument.valid() && finite({e.size, e.average_price, e.mark_price}) &&
               held(e.published_delta);
    }
    [[nodiscard]] bool operator()(const AccountUpdate& e) const {
        return e.underlying.valid() &&
               finite({e.equity.value(), e.balance.value(), e.margin_balance.value(),
                       e.initial_margin.value(), e.maintenance_margin.value()}) &&
               held(e.options_value) && held(e.options_delta) && held(e.delta_total);
    }
    [[nodiscard]] bool operator()(const InstrumentDefinition& e) const {
        const InstrumentSpec& s = e.spec;
        return s.index.valid() && s.underlying.valid() && !s.name.empty() && s.tick.mantissa > 0 &&
               s.lot.mantissa > 0 && s.minimum_amount > 0.0 && s.contract_size > 0.0 &&
               finite({s.minimum_amount, s.contract_size, s.strike.value(), s.maker_fee,
                       s.taker_fee}) &&
               (s.kind != InstrumentKind::Option ||
                (s.strike.value() > 0.0 && s.option_type != OptionType::None));
    }
    [[nodiscard]] bool operator()(const RateLimitReport& e) const {
        return finite({e.orders_per_second, e.order_burst}) && e.orders_per_second > 0.0 &&
               e.order_burst > 0.0;
    }
    template <class Other>
    [[nodiscard]] bool operator()(const Other&) const {
        return true;
    }

private:
    [[nodiscard]] static bool finite(std::initializer_list<double> numbers) {
        return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
    }
    [[nodiscard]] static bool sides(double bid, double bid_amount, double ask, double ask_amount) {
        return finite({bid, bid_amount, ask, ask_amount}) && bid_amount >= 0.0 && ask_amount >= 0.0;
    }
    [[nodiscard]] static bool held(const std::optional<double>& number) {
        return !number || std::isfinite(*number);
    }
    template <class T>
    [[nodiscard]] static bool held(const std::optional<T>& number) {
        return !number || std::isfinite(number->value());
    }
    template <class T>
    [[nodiscard]] static bool positive(const std::optional<T>& number) {
        return !number || number->value() > 0.0;
    }
};

[[nodiscard]] inline bool is_sound(const Event& event) {
    return std::visit(EventCheck{}, event);
}

}  // namespace hedged::testing
