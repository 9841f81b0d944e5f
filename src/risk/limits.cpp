// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/limits.hpp"

#include "hedged/risk/refusal_breaker.hpp"

#include <cmath>

namespace hedged::risk {
namespace {

class Collector {
public:
    void underlying(std::uint32_t index) noexcept { underlying_ = index; }

    void require(bool holds, std::string_view name, std::string_view what) noexcept {
        if (!holds) {
            // A full list already says that the limits are unusable.
            (void)found_.push_back(LimitViolation{name, what, underlying_});
        }
    }
    void positive(double value, std::string_view name) noexcept {
        require(std::isfinite(value) && value > 0.0, name, "must be set, above zero");
    }
    void positive(Duration value, std::string_view name) noexcept {
        require(value > Duration{}, name, "must be set, above zero");
    }
    void positive(std::uint32_t value, std::string_view name) noexcept {
        require(value > 0, name, "must be set, above zero");
    }
    [[nodiscard]] const LimitViolations& found() const noexcept { return found_; }

private:
    LimitViolations found_;
    std::uint32_t underlying_ = 0;
};

void check(const UnderlyingLimits& limits, Collector& collect) noexcept {
    collect.positive(limits.max_order_coins.value(), "max_order_coins");
    collect.positive(limits.max_order_contracts, "max_order_contracts");
    collect.positive(limits.max_order_value.value(), "max_order_value");
    collect.positive(limits.price_collar_bp, "price_collar_bp");
    collect.require(!(limits.price_collar_bp >= 10'000.0), "price_collar_bp",
                    "must be below 10000 basis points");
    collect.positive(limits.option_price_collar.value(), "option_price_collar");
    collect.positive(limits.max_hedge_position.value(), "max_hedge_position");
    collect.require(!(limits.max_order_coins > limits.max_hedge_position), "max_order_coins",
                    "must not be above max_hedge_position");
    collect.positive(limits.max_hedge_ratio, "max_hedge_ratio");
    collect.positive(limits.max_initial_margin_ratio, "max_initial_margin_ratio");
    collect.positive(limits.max_maintenance_margin_ratio, "max_maintenance_margin_ratio");
}

void check_messages(const Limits& limits, Collector& collect) noexcept {
    collect.positive(limits.max_orders_per_second, "max_orders_per_second");
    collect.positive(limits.max_orders_per_minute, "max_orders_per_minute");
    collect.positive(limits.max_orders_per_day, "max_orders_per_day");
    collect.require(limits.max_orders_per_day <= kOrdersPerDayMax, "max_orders_per_day",
                    "must not be above 1000000");
    collect.positive(limits.credits_per_second, "credits_per_second");
    collect.positive(limits.credit_burst, "credit_burst");
    collect.require(limits.cancel_reserve > 0.0 && limits.cancel_reserve < 1.0, "cancel_reserve",
                    "must be a fraction between 0 and 1");
    // An order may leave only if the reserve stays, so there must be room for one beside it.
    collect.require(!(limits.credit_burst * (1.0 - limits.cancel_reserve) < 1.0), "credit_burst",
                    "leaves no order beside the cancel reserve");
    collect.require(!(limits.credit_burst * limits.cancel_reserve < 1.0), "cancel_reserve",
                    "leaves no cancel in the reserve");
}

void check_times(const Limits& limits, Collector& collect) noexcept {
    collect.positive(limits.duplicate_window, "duplicate_window");
    // The gatekeeper remembers a fixed number of approvals; more must not fit in one window.
    collect.require(limits.duplicate_window.seconds() * limits.max_orders_per_second <=
                        static_cast<double>(kApprovalsRemembered),
                    "duplicate_window", "holds more orders than are remembered");
    collect.positive(limits.min_time_to_expiry, "min_time_to_expiry");
    collect.positive(limits.quote_age_max, "quote_age_max");
    collect.positive(limits.index_age_max, "index_age_max");
    collect.positive(limits.greeks_age_max, "greeks_age_max");
    collect.positive(limits.position_age_max, "position_age_max");
    collect.positive(limits.feed_lag_max, "feed_lag_max");
    collect.positive(limits.clock_error_max, "clock_error_max");
    collect.positive(limits.bad_input_hold, "bad_input_hold");
    collect.positive(limits.reconcile_age_max, "reconcile_age_max");
}

void check_breaker(const Limits& limits, Collector& collect) noexcept {
    collect.positive(limits.same_refusals_max, "same_refusals_max");
    collect.positive(limits.same_refusals_window, "same_refusals_window");
    collect.positive(limits.refusal_cool_off, "refusal_cool_off");
    collect.positive(limits.refusals_max, "refusals_max");
    collect.positive(limits.refusals_window, "refusals_window");
    collect.require(limits.same_refusals_max <= kRefusalsRemembered, "same_refusals_max",
                    "is above what is remembered");
    collect.require(limits.refusals_max <= kRefusalsRemembered, "refusals_max",
                    "is above what is remembered");
}

}  // namespace

LimitViolations validate(const Limits& limits) noexcept {
    Collector collect;
    collect.require(limits.underlying_count >= 1 && limits.underlying_count <= kUnderlyingsMax,
                    "underlying_count", "must be between 1 and the capacity");
    for (std::uint32_t i = 0; i < limits.underlying_count && i < kUnderlyingsMax; ++i) {
        collect.underlying(i);
        check(limits.underlyings[i], collect);
    }
    collect.underlying(0);
    check_messages(limits, collect);
    check_times(limits, collect);
    check_breaker(limits, collect);
    return collect.found();
}

}  // namespace hedged::risk
