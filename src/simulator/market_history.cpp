// SPDX-License-Identifier: Apache-2.0
#include "simulator/market_history.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>
#include <string>

namespace hedged::simulator {
namespace {

using exchange::ChainExpiry;
using exchange::ChainHistory;
using exchange::ChainOption;
using exchange::ChainSnapshot;

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kEightSeconds = 8 * 3'600;
constexpr std::size_t kOptionsWanted = 12;

// "27MAR26", as in the exchange's instrument names.
std::string day_name(WallTime time) {
    constexpr std::array<const char*, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    const auto days =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>{
            std::chrono::nanoseconds{time.nanoseconds()}});
    const std::chrono::year_month_day date{days};
    const auto month = static_cast<unsigned>(date.month());
    const int year = static_cast<int>(date.year()) % 100;
    return std::to_string(static_cast<unsigned>(date.day())) + kMonths.at(month - 1) +
           (year < 10 ? "0" : "") + std::to_string(year);
}

ChainOption invented_option(const ChainExpiry& expiry, double index, double strike,
                            exchange::OptionType type, Random& random) {
    ChainOption option;
    option.name = "BTC-" + day_name(expiry.expiry) + "-" +
                  std::to_string(static_cast<std::int64_t>(strike)) +
                  (type == exchange::OptionType::Call ? "-C" : "-P");
    option.type = type;
    option.strike = strike;
    option.expiry = expiry.expiry;
    const double moneyness = std::log(strike / index);
    option.mark_iv = 0.45 + 0.6 * moneyness * moneyness - 0.1 * moneyness + 0.1 * random.uniform();
    option.mark = 0.02;  // only the widths are taken from it
    option.bid = option.mark - 0.0005;
    option.ask = option.mark + 0.0005;
    option.forward = expiry.forward;
    option.index = index;
    option.open_interest = 100.0;
    return option;
}

// A start anywhere in the day, one time in three within the hour before the settlement.
WallTime invented_time(Random& random) {
    const auto day = static_cast<std::int64_t>(20'454 + random.below(1'400));  // 2026 to 2029
    std::int64_t second = static_cast<std::int64_t>(random.below(kDaySeconds));
    if (random.below(3) == 0) {
        second = kEightSeconds - 3'500 + static_cast<std::int64_t>(random.below(3'300));
    }
    return WallTime{} + seconds(day * kDaySeconds + second);
}

}  // namespace

ChainHistory invented_history(Random& random) {
    ChainSnapshot chain;
    chain.time = invented_time(random);
    chain.index = std::round(20'000.0 * std::pow(6.0, random.uniform()) * 100.0) / 100.0;
    const std::int64_t today = chain.time.nanoseconds() / 1'000'000'000 / kDaySeconds;
    const std::size_t expiries = 1 + random.below(3);
    std::int64_t day = today;
    const bool before_eight =
        chain.time.nanoseconds() / 1'000'000'000 % kDaySeconds < kEightSeconds - 60;
    for (std::size_t i = 0; i < expiries; ++i) {
        day += i == 0 && before_eight && random.below(2) == 0
                   ? 0
                   : 1 + static_cast<std::int64_t>(random.below(40));
        ChainExpiry expiry;
        expiry.expiry = WallTime{} + seconds(day * kDaySeconds + kEightSeconds);
        const double years = (expiry.expiry - chain.time).seconds() / (365.0 * kDaySeconds);
        expiry.forward = std::round(chain.index * std::exp(0.05 * years) * 100.0) / 100.0;
        expiry.listed_future = random.below(2) == 0;
        expiry.forward_name =
            (expiry.listed_future ? "BTC-" : "SYN.BTC-") + day_name(expiry.expiry);
        chain.expiries.push_back(expiry);
        const std::size_t strikes = 2 + random.below(3);
        const double step = std::max(500.0, std::round(chain.index * 0.03 / 500.0) * 500.0);
        const double middle = std::round(chain.index / step) * step;
        for (std::size_t k = 0; k < strikes; ++k) {
            const double strike =
                middle + step * (static_cast<double>(k) - static_cast<double>(strikes / 2));
            for (const auto type : {exchange::OptionType::Call, exchange::OptionType::Put}) {
                chain.options.push_back(invented_option(expiry, chain.index, strike, type, random));
            }
        }
    }
    return {chain};
}

ChainHistory recorded_history(const ChainHistory& all, Random& random) {
    ChainHistory out;
    const std::size_t first = all.size() < 2 ? 0 : random.below(all.size() - 1);
    const std::size_t last = std::min(first + 1, all.size() - 1);
    const ChainSnapshot& opening = all[first];
    std::set<std::string> kept;
    std::vector<const ChainOption*> near;
    for (const ChainOption& option : opening.options) {
        if (std::fabs(std::log(option.strike / opening.index)) < 0.25 && option.mark_iv > 0.0) {
            near.push_back(&option);
        }
    }
    for (std::size_t i = 0; i < kOptionsWanted && !near.empty(); ++i) {
        kept.insert(near[random.below(near.size())]->name);
    }
    for (std::size_t i = first; i <= last; ++i) {
        ChainSnapshot chain = all[i];
        std::erase_if(chain.options, [&](const ChainOption& o) { return !kept.contains(o.name); });
        std::erase_if(chain.expiries, [&](const ChainExpiry& e) {
            return std::none_of(chain.options.begin(), chain.options.end(),
                                [&](const ChainOption& o) { return o.expiry == e.expiry; });
        });
        out.push_back(std::move(chain));
    }
    return out;
}

}  // namespace hedged::simulator
