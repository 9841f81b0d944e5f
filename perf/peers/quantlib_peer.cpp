// SPDX-License-Identifier: Apache-2.0
#include "perf/peers/quantlib_peer.hpp"

#include <cmath>
#include <limits>
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/analyticeuropeanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <vector>

namespace hedged::perf {
namespace {

namespace ql = QuantLib;

ql::Option::Type type_of(const PlainOption& option) {
    return option.call ? ql::Option::Call : ql::Option::Put;
}

template <class Solver>
double vol_or_nan(const PlainOption& option, const Solver& solver) {
    try {
        return solver() / std::sqrt(option.years);
    } catch (const ql::Error&) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace

void black_calculator(const PlainOption& option, double* out) {
    ql::BlackCalculator const black(type_of(option), option.strike, option.forward,
                                    option.vol * std::sqrt(option.years));
    out[0] = black.value();
    out[1] = black.deltaForward();
    out[2] = black.gammaForward();
    out[3] = black.vega(option.years);
    out[4] = black.theta(option.forward, option.years);
    out[5] = black.rho(option.years);
    out[6] = black.strikeSensitivity();
}

struct AnalyticChain::Parts {
    ql::ext::shared_ptr<ql::SimpleQuote> spot = ql::ext::make_shared<ql::SimpleQuote>(1.0);
    std::vector<ql::ext::shared_ptr<ql::VanillaOption>> options;
};

AnalyticChain::AnalyticChain(const PlainOption* options, std::size_t count)
    : parts_(std::make_unique<Parts>()) {
    ql::Date const today(2, ql::February, 2026);
    ql::Settings::instance().evaluationDate() = today;
    ql::Actual365Fixed const days;
    ql::Handle<ql::Quote> const spot(parts_->spot);
    ql::Handle<ql::YieldTermStructure> const flat(
        ql::ext::make_shared<ql::FlatForward>(today, 0.0, days));
    for (std::size_t i = 0; i < count; ++i) {
        PlainOption const& option = options[i];
        auto const life =
            static_cast<ql::Date::serial_type>(std::fmax(1.0, std::round(option.years * 365.0)));
        ql::Handle<ql::BlackVolTermStructure> const vol(ql::ext::make_shared<ql::BlackConstantVol>(
            today, ql::NullCalendar(), option.vol, days));
        auto const process =
            ql::ext::make_shared<ql::BlackScholesMertonProcess>(spot, flat, flat, vol);
        auto const priced = ql::ext::make_shared<ql::VanillaOption>(
            ql::ext::make_shared<ql::PlainVanillaPayoff>(type_of(option), option.strike),
            ql::ext::make_shared<ql::EuropeanExercise>(today + life));
        priced->setPricingEngine(ql::ext::make_shared<ql::AnalyticEuropeanEngine>(process));
        parts_->options.push_back(priced);
    }
}

AnalyticChain::~AnalyticChain() = default;

double AnalyticChain::reprice(double spot) {
    parts_->spot->setValue(spot);
    double sum = 0.0;
    for (auto const& option : parts_->options) {
        sum += option->NPV() + option->delta() + option->gamma() + option->vega() + option->theta();
    }
    return sum;
}

double implied_vol_default(const PlainOption& option, double price, double accuracy) {
    return vol_or_nan(option, [&] {
        return ql::blackFormulaImpliedStdDev(type_of(option), option.strike, option.forward, price,
                                             1.0, 0.0, ql::Null<ql::Real>(), accuracy);
    });
}

double implied_vol_li_rs(const PlainOption& option, double price, double accuracy) {
    return vol_or_nan(option, [&] {
        return ql::blackFormulaImpliedStdDevLiRS(type_of(option), option.strike, option.forward,
                                                 price, 1.0, 0.0, ql::Null<ql::Real>(), 1.0,
                                                 accuracy);
    });
}

}  // namespace hedged::perf
