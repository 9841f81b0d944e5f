// SPDX-License-Identifier: Apache-2.0
// QuantLib as a yardstick, behind plain numbers: its headers do not compile as C++20, so this one
// keeps to C++17. Benchmarks only; throws what QuantLib throws.
#pragma once

#include <cstddef>
#include <memory>

namespace hedged::perf {

struct PlainOption {
    bool call;
    double forward;
    double strike;
    double vol;
    double years;
};

// A BlackCalculator built for the option and asked for everything it knows.
inline constexpr std::size_t kBlackCalculatorGreeks = 7;
void black_calculator(const PlainOption& option, double* out);

// A VanillaOption with an AnalyticEuropeanEngine for each option, all on one spot quote; lives are
// rounded to whole days.
class AnalyticChain {
public:
    AnalyticChain(const PlainOption* options, std::size_t count);
    AnalyticChain(const AnalyticChain&) = delete;
    AnalyticChain& operator=(const AnalyticChain&) = delete;
    ~AnalyticChain();

    // Bumps the quote and asks each option for value, delta, gamma, vega and theta; their sum.
    double reprice(double spot);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// Volatilities to `accuracy` in total volatility, from the library's own start; NaN where it fails.
double implied_vol_default(const PlainOption& option, double price, double accuracy);
double implied_vol_li_rs(const PlainOption& option, double price, double accuracy);

}  // namespace hedged::perf
