// SPDX-License-Identifier: Apache-2.0
#include "pricing/money_vol_history.hpp"

namespace hedged::pricing {

void MoneyVolHistory::reset(Duration reach) noexcept {
    *this = {};
    // A few to spare for those that silences add.
    constexpr std::int64_t kOverReach = kSamples - 8;
    spacing_ = Duration{reach.nanoseconds() / kOverReach};
}

const MoneyVol& MoneyVolHistory::back(std::size_t steps) const noexcept {
    return kept_[(next_ + kSamples - 1 - steps) % kSamples];
}

void MoneyVolHistory::keep(const MoneyVol& sample) noexcept {
    kept_[next_] = sample;
    next_ = (next_ + 1) % kSamples;
    count_ = count_ < kSamples ? count_ + 1 : kSamples;
}

void MoneyVolHistory::add(const MoneyVol& sample) noexcept {
    if (newest_ && sample.received <= newest_->received) {
        return;
    }
    bool const silence = newest_ && sample.received - newest_->received > spacing_;
    if (silence && back(0).received < newest_->received) {
        keep(*newest_);
    }
    if (count_ == 0 || sample.received - back(0).received >= spacing_) {
        keep(sample);
    }
    newest_ = sample;
}

std::optional<MoneyVol> MoneyVolHistory::newest() const noexcept {
    return newest_;
}

std::optional<Vol> MoneyVolHistory::at(Instant time) const noexcept {
    if (!newest_) {
        return std::nullopt;
    }
    if (time >= newest_->received) {
        return newest_->vol;
    }
    MoneyVol after = *newest_;
    for (std::size_t i = 0; i < count_; ++i) {
        const MoneyVol& before = back(i);
        if (before.received <= time) {
            double const span = (after.received - before.received).seconds();
            double const part = span > 0.0 ? (time - before.received).seconds() / span : 0.0;
            return before.vol + part * (after.vol - before.vol);
        }
        after = before;
    }
    return std::nullopt;
}

}  // namespace hedged::pricing
