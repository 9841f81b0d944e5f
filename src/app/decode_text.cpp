// SPDX-License-Identifier: Apache-2.0
#include "app/decode_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <ostream>

namespace hedged::app {
namespace {

// Days since 1970 to a date of the Gregorian calendar, counting years from March so that the leap
// day is the last one.
struct Date {
    std::int64_t year;
    std::int64_t month;
    std::int64_t day;
};
[[nodiscard]] Date date_of(std::int64_t days) {
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const std::int64_t day_of_era = shifted - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
            day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

}  // namespace

std::ostream& operator<<(std::ostream& output, Shortest number) {
    std::array<char, 64> text{};
    const double size = std::abs(number.value);
    const auto format = size == 0.0 || (size >= 1e-9 && size < 1e15) ? std::chars_format::fixed
                                                                     : std::chars_format::general;
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), number.value, format);
    return output << std::string_view{text.data(), static_cast<std::size_t>(end - text.data())};
}

std::ostream& operator<<(std::ostream& output, Time stamp) {
    const WallTime time = stamp.value;
    if (time == WallTime{}) {
        return output << "unstated";
    }
    if (time == wall_from_milliseconds(std::numeric_limits<std::int64_t>::max())) {
        return output << "never";
    }
    const std::int64_t ms = time.milliseconds();
    const Date date = date_of(ms / 86'400'000);
    const std::int64_t left = ms % 86'400'000;
    std::array<char, 96> text{};
    (void)std::snprintf(
        text.data(), text.size(), "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.%03lldZ",
        static_cast<long long>(date.year), static_cast<long long>(date.month),
        static_cast<long long>(date.day), static_cast<long long>(left / 3'600'000),
        static_cast<long long>(left / 60'000 % 60), static_cast<long long>(left / 1'000 % 60),
        static_cast<long long>(left % 1'000));
    return output << text.data();
}

std::string safe(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        kept.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c);
    }
    return kept;
}

std::string_view reply_words(deribit::Request request) {
    using enum deribit::Request;
    switch (request) {
        case Auth:
            return "login";
        case Hello:
        case Test:
            return "version";
        case SetHeartbeat:
        case DisableHeartbeat:
        case EnableCancelOnDisconnect:
        case Logout:
            return "acknowledged";
        case GetTime:
            return "time";
        case Status:
            return "platform status";
        case Subscribe:
        case SubscribePrivate:
        case Unsubscribe:
        case UnsubscribePrivate:
            return "channels";
        case Instruments:
        case Instrument:
            return "instruments";
        case Ticker:
            return "ticker";
        case BookSummary:
            return "book summary";
        case LastTrades:
            return "public trades";
        case GetCancelOnDisconnect:
            return "cancel on disconnect";
        case AccountSummary:
        case AccountSummaries:
            return "account";
        case Positions:
            return "positions";
        case OpenOrders:
        case OrderState:
        case OrderStateByLabel:
        case OrderHistory:
        case Cancel:
            return "orders";
        case UserTradesByCurrency:
        case UserTradesByOrder:
            return "user trades";
        case Buy:
        case Sell:
        case Edit:
            return "order and its trades";
        case CancelByLabel:
        case CancelAll:
        case CancelAllByCurrency:
        case CancelAllByInstrument:
            return "count";
        case Unknown:
            return "other result";
    }
    return "other result";
}

}  // namespace hedged::app
