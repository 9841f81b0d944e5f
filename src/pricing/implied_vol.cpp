// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/implied_vol.hpp"

#include "pricing/normalised_black.hpp"

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

// The root sought: beta(x, s) = value, and equally e^{x/2} - beta(x, s) = complement. Both are kept
// because each has digits where the other has lost them.
struct Target {
    double x;
    double value;
    double complement;
    double log_value;       // ln(value); meaningful wherever it is used, value may have underflowed
    double log_complement;  // 0 unless the target is in the upper zone
};

// A step of Householder's third order on (-log)^power, where log is the logarithm of a positive
// quantity with first derivative `d1` (of the logarithm) and d2, d3 its second and third over d1.
struct Curve {
    double power;
    double log;
    double log_target;
    double d1;
    double d2;
    double d3;
};

// Newton's step says which way the root lies; `change` refines it to fourth order.
struct Step {
    double newton;
    double change;
};

Step householder(double newton, double second, double third) noexcept {
    double const a = second * newton;
    double const factor = (1.0 + 0.5 * a) / (1.0 + a + third * newton * newton * (1.0 / 6.0));
    // Far from the root the expansion means nothing; written so that NaN fails.
    return {newton, factor > 0.25 && factor < 4.0 ? newton * factor : newton};
}

Step logarithmic_step(const Curve& c) noexcept {
    // (-log)^power turns ln(beta) ~ -x^2 / 2 s^2 and ln(complement) ~ -s^2 / 8 into straight lines.
    double const excess = (c.log - c.log_target) / c.log_target;  // log / target - 1
    double const root = std::sqrt(1.0 + excess);
    // (target/log)^power - 1, without cancellation.
    double const change = c.power < 0.0 ? excess / (1.0 + root) : -excess / (root * (1.0 + root));
    double const newton = c.log * change / (c.power * c.d1);
    double const slope = c.d1 / c.log;
    double const first = c.power - 1.0;
    double const second = c.d2 + first * slope;
    double const third =
        c.d3 + 3.0 * first * c.d2 * slope + first * (c.power - 2.0) * slope * slope;
    return householder(newton, second, third);
}

// One step from s towards the root, on the scale that suits the place.
Step step_from(const Target& target, double s) noexcept {
    NormalisedPoint const p = normalised_point(target.x, s);
    double const curvature = p.h * p.h / s - 0.5 * p.t;  // beta''/beta'
    double const third = curvature * curvature - 3.0 * (p.h / s) * (p.h / s) - 0.25;
    if (p.h + p.t < 0.0) {
        double const bracket = value_bracket(p);
        double const d1 = 1.0 / bracket;
        Curve const curve{.power = -0.5,
                          .log = p.exponent + std::log(bracket * kInverseSqrtTwoPi),
                          .log_target = target.log_value,
                          .d1 = d1,
                          .d2 = curvature - d1,
                          .d3 = third - 3.0 * curvature * d1 + 2.0 * d1 * d1};
        return logarithmic_step(curve);
    }
    double const slope = kInverseSqrtTwoPi * std::exp(p.exponent);
    if (near_the_money(p)) {
        double const newton = (target.value - slope * bracket_by_series(p)) / slope;
        return householder(newton, curvature, third);
    }
    double const bracket = complement_bracket(p);
    if (target.log_complement == 0.0) {
        double const newton = bracket - target.complement / slope;
        return householder(newton, curvature, third);
    }
    double const d1 = -1.0 / bracket;
    Curve const curve{.power = 0.5,
                      .log = p.exponent + std::log(bracket * kInverseSqrtTwoPi),
                      .log_target = target.log_complement,
                      .d1 = d1,
                      .d2 = curvature - d1,
                      .d3 = third - 3.0 * curvature * d1 + 2.0 * d1 * d1};
    return logarithmic_step(curve);
}

// A start from the inflection s_c = sqrt(2|x|), where h + t = 0.
double cold_start(const Target& target) noexcept {
    double const inflection = std::sqrt(-2.0 * target.x);
    double const floor = kSqrtTwoPi * target.value;  // the slope never exceeds phi(0)
    if (inflection < 1e-6) {
        return floor > 0.0 ? floor : inflection;
    }
    NormalisedPoint const p = normalised_point(target.x, inflection);
    double const bracket = value_bracket(p);
    double const slope = kInverseSqrtTwoPi * std::exp(p.exponent);
    double const log_here = p.exponent + std::log(bracket * kInverseSqrtTwoPi);
    if (target.log_value >= log_here) {
        return inflection + (target.value - slope * bracket) / slope;
    }
    // On the scale f = (-ln beta)^(-1/2) the curve leaves the origin with slope |x| / sqrt(2) and
    // passes the inflection with a known one; the monotone rational quadratic of Gregory and
    // Delbourgo joins the two without leaving (0, inflection).
    double const end = 1.0 / std::sqrt(-log_here);
    double const at = 1.0 / std::sqrt(-target.log_value) / end;
    double const from = -target.x * (1.0 / std::numbers::sqrt2) * end;
    double const to = -2.0 * bracket * log_here;  // end * ds/df
    double const middle = at * (1.0 - at);
    return inflection * (inflection * at * at + from * middle) /
           (inflection + (from + to - 2.0 * inflection) * middle);
}

// The complement falls like e^{-s^2/8}: the largest total volatility that leaves any of it in a
// double, and the inflection of the farthest strike, lie below this.
constexpr double kTotalVolMax = 80.0;

double solve(const Target& target, double start) noexcept {
    // No price that a double can hold lies further out than h = -40, and nearer in the brackets
    // keep enough digits for the third derivative. At the strike the slope, which never exceeds
    // phi(0), is what bounds the root.
    double low = std::fmax(-target.x * (1.0 / 40.0), kSqrtTwoPi * target.value);
    double high = kTotalVolMax;
    double const inflection = std::sqrt(-2.0 * target.x);
    double s = std::fmin(std::fmax(start, low), high);
    for (int i = 0; i < 100; ++i) {
        Step const step = step_from(target, s);
        // The order is four: a step this small leaves an error far below rounding.
        if (std::fabs(step.newton) <= 1e-5 * s) {
            return s + step.change;
        }
        (step.newton > 0.0 ? low : high) = s;
        double next = s + step.change;
        // Written so that NaN fails. The inflection is the one place from which every step is safe.
        if (!(next > low && next < high)) {
            bool const untried = inflection > low && inflection < high;
            // By logarithm: there may be hundreds of decades between the two.
            next = untried ? inflection : std::sqrt(low) * std::sqrt(high);
        }
        s = next;
    }
    return s;
}

Vol nan_vol() noexcept {
    return Vol{std::numeric_limits<double>::quiet_NaN()};
}

// The time value exactly: a - b of two doubles has an error that is itself a double.
double time_value(double price, double forward, double strike, bool call) noexcept {
    double const larger = call ? forward : strike;
    double const smaller = call ? strike : forward;
    double const difference = larger - smaller;
    if (difference <= 0.0) {
        return price;
    }
    double const lost = (larger - difference) - smaller;
    return (price - difference) - lost;
}

struct Screened {
    ImpliedVolStatus status;
    double maximum;
};

Screened screen(const OptionPoint& point, double price) noexcept {
    double const forward = point.forward.value();
    double const strike = point.strike.value();
    double const tau = point.expires_in.value();
    if (!(std::isfinite(price) && price >= 0.0 && std::isfinite(forward) && forward > 0.0 &&
          std::isfinite(strike) && strike > 0.0 && std::isfinite(tau))) {
        return {ImpliedVolStatus::Invalid, 0.0};
    }
    if (tau <= 0.0) {
        return {ImpliedVolStatus::Expired, 0.0};
    }
    bool const call = point.right == Right::Call;
    double const maximum = call ? forward : strike;
    double const floor = std::fmax(call ? forward - strike : strike - forward, 0.0);
    if (price >= maximum) {
        return {ImpliedVolStatus::AboveMax, maximum};
    }
    if (price == floor) {
        return {ImpliedVolStatus::AtIntrinsic, maximum};
    }
    return {price < floor ? ImpliedVolStatus::BelowIntrinsic : ImpliedVolStatus::Ok, maximum};
}

}  // namespace

const char* to_string(ImpliedVolStatus status) noexcept {
    switch (status) {
        case ImpliedVolStatus::Ok:
            return "ok";
        case ImpliedVolStatus::AtIntrinsic:
            return "at intrinsic";
        case ImpliedVolStatus::BelowIntrinsic:
            return "below intrinsic";
        case ImpliedVolStatus::AboveMax:
            return "above maximum";
        case ImpliedVolStatus::Expired:
            return "expired";
        case ImpliedVolStatus::Invalid:
            return "invalid";
    }
    return "unknown";
}

ImpliedVol implied_vol(const OptionPoint& point, UsdPrice price, Vol hint) noexcept {
    Screened const screened = screen(point, price.value());
    if (screened.status != ImpliedVolStatus::Ok) {
        bool const zero = screened.status == ImpliedVolStatus::AtIntrinsic;
        return {screened.status, zero ? Vol{0.0} : nan_vol()};
    }
    double const forward = point.forward.value();
    double const strike = point.strike.value();
    double const premium = time_value(price.value(), forward, strike, point.right == Right::Call);
    if (premium <= 0.0) {
        return {ImpliedVolStatus::AtIntrinsic, Vol{0.0}};
    }
    double const scale = std::sqrt(forward) * std::sqrt(strike);
    double const value = premium / scale;
    bool const small = value < 1e-290;  // the quotient has lost digits, its logarithm need not
    Target target{.x = -std::fabs(log_moneyness(forward, strike)),
                  .value = value,
                  .complement = (screened.maximum - price.value()) / scale,
                  .log_value = small ? std::log(premium) - std::log(scale) : std::log(value),
                  .log_complement = 0.0};
    double const ceiling = std::exp(0.5 * target.x);
    if (target.complement < 0.4 * ceiling) {
        target.log_complement = std::log(target.complement);
    }
    double const root = std::sqrt(point.expires_in.value());
    double const warm = hint.value() * root;
    bool const hinted = warm > 0.0 && std::isfinite(warm);
    double const vol = solve(target, hinted ? warm : cold_start(target)) / root;
    // A value so small that its volatility is no number above zero bounds it, no more.
    return {vol > 0.0 ? ImpliedVolStatus::Ok : ImpliedVolStatus::AtIntrinsic, Vol{vol}};
}

ImpliedVol implied_vol(const OptionPoint& point, CoinPremium price, Vol hint) noexcept {
    return implied_vol(point, price * point.forward, hint);
}

}  // namespace hedged::pricing
