// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/credits.hpp"

#include <algorithm>

namespace hedged::exchange::deribit {

bool CreditBucket::take(Instant now) noexcept {
    if (used_ && now > filled_at_) {
        credits_ = std::min(limit_.burst, credits_ + (now - filled_at_).seconds() * limit_.rate);
    }
    if (!used_ || now > filled_at_) {
        filled_at_ = now;
    }
    used_ = true;
    // A hair of tolerance: ten refills of a tenth must add up to one call.
    if (credits_ < 1.0 - 1e-9) {
        return false;
    }
    credits_ -= 1.0;
    return true;
}

bool Credits::Buckets::take(CreditClass use, Instant now) noexcept {
    switch (use) {
        case CreditClass::NonMatching:
            return non_matching.take(now);
        case CreditClass::Matching:
            return matching.take(now);
        case CreditClass::CancelAll:
            return cancel_all.take(now);
        case CreditClass::Instruments:
            return instruments.take(now);
        case CreditClass::Subscribe:
            return subscribe.take(now);
    }
    return false;
}

Credits::Credits(const FrontConfig& config)
    : limits_(config.limits), tiers_(config.tiers), enforced_(config.limits_enforced) {}

CreditLimits Credits::limits_of(AccountId account) const {
    CreditLimits limits = limits_;
    for (auto const& tier : tiers_) {
        if (tier.account == account) {
            limits.matching = tier.matching;
        }
    }
    return limits;
}

bool Credits::take(AccountId account, CreditClass use, Instant now) {
    if (!enforced_) {
        return true;
    }
    auto const found = by_account_.try_emplace(account, limits_of(account)).first;
    return found->second.take(use, now);
}

bool Credits::take(std::string_view ip, CreditClass use, Instant now) {
    if (!enforced_) {
        return true;
    }
    auto found = by_ip_.find(ip);
    if (found == by_ip_.end()) {
        found = by_ip_.try_emplace(std::string{ip}, limits_).first;
    }
    return found->second.take(use, now);
}

}  // namespace hedged::exchange::deribit
