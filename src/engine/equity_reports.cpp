// SPDX-License-Identifier: Apache-2.0
#include "engine/equity_reports.hpp"

#include <algorithm>

namespace hedged::engine {

void EquityReports::on_reading(bool began, Instant now) noexcept {
    if (began) {
        reading_since_ = readings_ == 0 ? now : reading_since_;
        ++readings_;
    } else if (readings_ > 0) {
        --readings_;
    }
}

void EquityReports::on_report(Coins equity, Instant now, WallTime market_now) noexcept {
    bool const burst = last_at_ && now - *last_at_ < kBurst;
    last_from_ = burst ? last_from_ : last_at_.value_or(now) - kSkew;
    last_at_ = now;
    if (readings_ > 0 && now - reading_since_ > kSkew) {
        return;
    }
    Instant const from = readings_ > 0 ? std::min(last_from_, reading_since_) : last_from_;
    (waiting_ ? newest_ : waiting_) = Report{equity, from, market_now};
}

std::optional<EquityReports::Dated> EquityReports::on_index(UsdPrice price, WallTime stated,
                                                            Instant now) noexcept {
    remember(price, now);
    if (!waiting_ || stated <= waiting_->arrived) {
        return std::nullopt;
    }
    if (newest_ && stated > newest_->arrived) {
        waiting_ = newest_;
        newest_.reset();
    }
    Dated const out = dated(*waiting_);
    waiting_ = newest_;
    newest_.reset();
    return out;
}

void EquityReports::remember(UsdPrice price, Instant now) noexcept {
    if (count_ > 0) {
        Stretch& last = stretches_[(count_ - 1) % stretches_.size()];
        if (now - last.began < kStretch) {
            last.low = std::min(last.low, price);
            last.high = std::max(last.high, price);
            return;
        }
    }
    stretches_[count_ % stretches_.size()] = {now, price, price};
    ++count_;
}

// Back to the stretch that held when the exchange may have made it, or as far as is known.
EquityReports::Dated EquityReports::dated(const Report& report) const noexcept {
    std::size_t const known = std::min(count_, stretches_.size());
    Dated out{report.equity, UsdPrice{}, UsdPrice{}};
    for (std::size_t back = 1; back <= known; ++back) {
        Stretch const& one = stretches_[(count_ - back) % stretches_.size()];
        out.low = back == 1 ? one.low : std::min(out.low, one.low);
        out.high = back == 1 ? one.high : std::max(out.high, one.high);
        if (one.began <= report.from) {
            break;
        }
    }
    return out;
}

}  // namespace hedged::engine
