// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/refusal_breaker.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::risk {

RefusalBreaker::RefusalBreaker(const Limits& limits) noexcept
    : same_max_(limits.same_refusals_max),
      same_window_(limits.same_refusals_window),
      all_max_(limits.refusals_max),
      all_window_(limits.refusals_window) {
    HEDGED_ASSERT(same_max_ > 0 && same_max_ <= kRefusalsRemembered);
    HEDGED_ASSERT(all_max_ > 0 && all_max_ <= kRefusalsRemembered);
}

BreakerVerdict RefusalBreaker::on_refusal(InstrumentIndex instrument, RefusalClass refusal,
                                          Instant now) noexcept {
    recent_[next_] = Refusal{now, instrument, refusal};
    next_ = (next_ + 1) % kRefusalsRemembered;
    count_ = count_ < kRefusalsRemembered ? count_ + 1 : count_;

    std::uint32_t same = 0;
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        const Refusal& past = recent_[i];
        all += now - past.at <= all_window_ ? 1U : 0U;
        same += now - past.at <= same_window_ && past.instrument == instrument &&
                        past.refusal == refusal
                    ? 1U
                    : 0U;
    }
    if (all >= all_max_) {
        return BreakerVerdict::Kill;
    }
    return same >= same_max_ ? BreakerVerdict::HoldInstrument : BreakerVerdict::Continue;
}

void RefusalBreaker::reset() noexcept {
    next_ = 0;
    count_ = 0;
}

}  // namespace hedged::risk
