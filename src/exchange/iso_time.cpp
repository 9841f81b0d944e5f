// SPDX-License-Identifier: Apache-2.0
#include "exchange/iso_time.hpp"

#include <charconv>
#include <chrono>

namespace hedged::exchange {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kEight = 28'800 * kSecond;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
    if (text.size() < at + count) {
        return std::nullopt;
    }
    int value = 0;
    const char* end = text.data() + at + count;
    const auto [rest, error] = std::from_chars(text.data() + at, end, value);
    if (error != std::errc{} || rest != end) {
        return std::nullopt;
    }
    return value;
}

// The fraction of a second behind the dot, in nanoseconds; moves `text` past it.
std::int64_t take_fraction(std::string_view& text) noexcept {
    if (text.empty() || text.front() != '.') {
        return 0;
    }
    text.remove_prefix(1);
    std::int64_t nanoseconds = 0;
    std::int64_t unit = kSecond / 10;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        nanoseconds += unit * (text.front() - '0');
        unit /= 10;
        text.remove_prefix(1);
    }
    return nanoseconds;
}

std::chrono::sys_days day_of(WallTime time) noexcept {
    return std::chrono::sys_days{
        std::chrono::days{static_cast<std::chrono::days::rep>(time.nanoseconds() / kDay)}};
}

}  // namespace

std::optional<WallTime> parse_iso_time(std::string_view text) noexcept {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    std::string_view rest = text.substr(19);
    const std::int64_t fraction = take_fraction(rest);
    if (rest != "+00:00" && rest != "Z") {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    const std::int64_t clock = *hour * 3'600LL + *minute * 60LL + *second;
    return WallTime{days * kDay + clock * kSecond + fraction};
}

SettlementPeriod period_of(WallTime expiry) noexcept {
    const std::chrono::sys_days day = day_of(expiry);
    if (std::chrono::weekday{day} != std::chrono::Friday) {
        return SettlementPeriod::Day;
    }
    const std::chrono::year_month_day date{day};
    const std::chrono::year_month_day next_week{day + std::chrono::days{7}};
    return next_week.month() != date.month() ? SettlementPeriod::Month : SettlementPeriod::Week;
}

WallTime next_settlement(WallTime now) noexcept {
    const std::int64_t days = (now.nanoseconds() - kEight) / kDay;
    return WallTime{(days + 1) * kDay + kEight};
}

}  // namespace hedged::exchange
