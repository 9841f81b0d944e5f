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

Duration EquityReports::skew(Duration clock_error) noexcept {
    return std::clamp(clock_error * kSkewTrips, kSkewMin, kSkewMax);
}

void EquityReports::on_report(Coins equity, Instant now, WallTime market_now,
                              Duration skew) noexcept {
    bool const burst = last_at_ && now - *last_at_ < kBurst;
    last_from_ = burst ? last_from_ : last_at_.value_or(now) - skew;
    last_at_ = now;
    if (readings_ > 0 && now - reading_since_ > kSkewMax) {
        return;
    }
    Instant const from = readings_ > 0 ? std::min(last_from_, reading_since_) : last_from_;
    (waiting_ ? newest_ : waiting_) = Report{equity, from, market_now};
}

void EquityReports::on_followed(Coins equity, Instant now) noexcept {
    if (followed_at_ && now - *followed_at_ > kPause) {
        clear();
    }
    followed_at_ = now;
    Coins const moved = equity - last_followed_;
    Coins const step = count_ > 0 ? std::max(moved, -moved) : Coins{};
    last_followed_ = equity;
    if (count_ > 0) {
        Stretch& last = stretches_[(count_ - 1) % stretches_.size()];
        if (now - last.began < kStretch) {
            last.low = std::min(last.low, equity);
            last.high = std::max(last.high, equity);
            last.step = std::max(last.step, step);
            return;
        }
    }
    stretches_[count_ % stretches_.size()] = {now, equity, equity, step};
    ++count_;
}

void EquityReports::clear() noexcept {
    waiting_.reset();
    newest_.reset();
    off_by_.reset();
    doubted_.reset();
    count_ = 0;
}

std::optional<Coins> EquityReports::news(WallTime stated) noexcept {
    if (!waiting_ || count_ == 0 || stated <= waiting_->arrived) {
        return std::nullopt;
    }
    bool const both = newest_ && stated > newest_->arrived;
    Report const report = both ? *newest_ : *waiting_;
    waiting_ = both ? std::nullopt : newest_;
    newest_.reset();
    bool const all_kept = count_ <= stretches_.size();
    if (all_kept && stretches_[0].began > report.from) {
        return std::nullopt;
    }
    Range const ours = followed_since(report);
    bool const lost = lost_at_ && *lost_at_ >= report.from;
    Coins const unseen = lost ? ours.step * kLostSteps : Coins{};
    Range off{report.equity - ours.high - unseen, report.equity - ours.low + unseen, {}};
    if (off_by_) {
        auto const agreed = common(off, *off_by_);
        auto const confirmed = !agreed && doubted_ ? common(off, *doubted_) : std::nullopt;
        doubted_ = agreed || confirmed ? std::nullopt : std::optional{off};
        if (doubted_) {
            return std::nullopt;
        }
        off = agreed ? *agreed : *confirmed;
    }
    Coins const news = std::clamp(Coins{}, off.low, off.high);
    off_by_ = Range{off.low - news, off.high - news, {}};
    last_followed_ += news;
    for (Stretch& stretch : stretches_) {
        stretch.low += news;
        stretch.high += news;
    }
    return news;
}

std::optional<EquityReports::Range> EquityReports::common(const Range& a, const Range& b) noexcept {
    Range const shared{std::max(a.low, b.low), std::min(a.high, b.high), {}};
    return shared.low <= shared.high ? std::optional{shared} : std::nullopt;
}

// Back to the stretch that held when the exchange may have made it, or as far as is known.
EquityReports::Range EquityReports::followed_since(const Report& report) const noexcept {
    std::size_t const known = std::min(count_, stretches_.size());
    Range range;
    for (std::size_t back = 1; back <= known; ++back) {
        Stretch const& one = stretches_[(count_ - back) % stretches_.size()];
        range.low = back == 1 ? one.low : std::min(range.low, one.low);
        range.high = back == 1 ? one.high : std::max(range.high, one.high);
        range.step = std::max(range.step, one.step);
        if (one.began <= report.from) {
            break;
        }
    }
    return range;
}

}  // namespace hedged::engine
