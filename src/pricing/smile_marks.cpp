// SPDX-License-Identifier: Apache-2.0
#include "pricing/smile_marks.hpp"

#include "pricing/portable_math.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::pricing {
namespace {

struct Beside {
    const SmileMark* mark = nullptr;
    double log_moneyness = 0.0;
};

// Further from the forward than a standard deviation a mark says nothing about the money.
bool is_near(const Beside& beside, Years expires_in) noexcept {
    return beside.mark != nullptr && std::fabs(beside.log_moneyness) <=
                                         beside.mark->vol.value() * std::sqrt(expires_in.value());
}

}  // namespace

std::size_t SmileMarks::first_not_below(UsdPrice strike) const noexcept {
    const Row* const found = std::lower_bound(
        rows_.begin(), rows_.end(), strike,
        [](const Row& row, UsdPrice wanted) noexcept { return row.strike < wanted; });
    return static_cast<std::size_t>(found - rows_.begin());
}

bool SmileMarks::set(UsdPrice strike, Right right, const SmileMark& mark) noexcept {
    std::size_t const at = first_not_below(strike);
    if (at == rows_.size() || rows_[at].strike != strike) {
        if (!rows_.push_back({.strike = strike, .put = {}, .call = {}})) {
            return false;
        }
        std::rotate(rows_.begin() + at, rows_.end() - 1, rows_.end());
    }
    (right == Right::Put ? rows_[at].put : rows_[at].call) = mark;
    return true;
}

const SmileMark* SmileMarks::best_of(const Row& row, UsdPrice forward,
                                     Instant not_before) noexcept {
    auto const good = [not_before](const SmileMark& mark) noexcept {
        return mark.known && mark.received >= not_before;
    };
    bool const call_is_out = row.strike >= forward;
    const SmileMark& out = call_is_out ? row.call : row.put;
    const SmileMark& in = call_is_out ? row.put : row.call;
    return good(out) ? &out : good(in) ? &in : nullptr;
}

void SmileMarks::gather(UsdPrice forward, Years expires_in, Instant not_before,
                        SmilePoints& into) const noexcept {
    into.points.clear();
    double const root_time = std::sqrt(expires_in.value());
    for (const Row& row : rows_) {
        const SmileMark* const mark = best_of(row, forward, not_before);
        double const k = portable_log_ratio(row.strike.value(), forward.value());
        // Written so that NaN fails.
        if (mark == nullptr || !(std::fabs(k) <= kLogMoneynessMax)) {
            continue;
        }
        double const total = mark->vol.value() * root_time;
        double const d1 = -k / total + 0.5 * total;
        double const weight = mark->trust * portable_normal_density(d1);
        if (!(weight > 0.0)) {
            continue;
        }
        into.oldest = into.points.empty() ? mark->received : std::min(into.oldest, mark->received);
        // As many points as rows.
        static_cast<void>(into.points.push_back({k, mark->vol, weight}));
    }
}

std::optional<MoneyVol> SmileMarks::at_the_money(UsdPrice forward, Years expires_in,
                                                 Instant not_before) const noexcept {
    std::size_t const middle = first_not_below(forward);
    auto const beside = [&](std::size_t i) noexcept -> Beside {
        return {best_of(rows_[i], forward, not_before),
                portable_log_ratio(rows_[i].strike.value(), forward.value())};
    };
    Beside above;
    for (std::size_t i = middle; i < rows_.size() && above.mark == nullptr; ++i) {
        above = beside(i);
    }
    Beside below;
    for (std::size_t i = middle; i > 0 && below.mark == nullptr; --i) {
        below = beside(i - 1);
    }
    if (!is_near(above, expires_in) || !is_near(below, expires_in)) {
        return std::nullopt;
    }
    double const part = -below.log_moneyness / (above.log_moneyness - below.log_moneyness);
    return MoneyVol{.received = std::min(above.mark->received, below.mark->received),
                    .vol = below.mark->vol + part * (above.mark->vol - below.mark->vol)};
}

}  // namespace hedged::pricing
