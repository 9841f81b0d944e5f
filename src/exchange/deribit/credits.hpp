// SPDX-License-Identifier: Apache-2.0
// Rate limits by credits: leaky buckets in real time, one set per account and, before a caller has
// authenticated, per address. One thread; allocates when a caller is first seen.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/deribit/front_config.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

enum class CreditClass : std::uint8_t { NonMatching, Matching, CancelAll, Instruments, Subscribe };

class CreditBucket {
public:
    explicit CreditBucket(CreditLimit limit) noexcept : limit_(limit), credits_(limit.burst) {}
    // False: empty, nothing was taken.
    [[nodiscard]] bool take(Instant now) noexcept;

private:
    CreditLimit limit_;
    double credits_;
    Instant filled_at_;
    bool used_ = false;
};

class Credits {
public:
    explicit Credits(const FrontConfig& config);

    [[nodiscard]] bool take(AccountId account, CreditClass use, Instant now);
    [[nodiscard]] bool take(std::string_view ip, CreditClass use, Instant now);
    [[nodiscard]] CreditLimits limits_of(AccountId account) const;

private:
    struct Buckets {
        explicit Buckets(const CreditLimits& limits) noexcept
            : non_matching(limits.non_matching),
              matching(limits.matching),
              cancel_all(limits.cancel_all),
              instruments(limits.instruments),
              subscribe(limits.subscribe) {}
        [[nodiscard]] bool take(CreditClass use, Instant now) noexcept;

        CreditBucket non_matching;
        CreditBucket matching;
        CreditBucket cancel_all;
        CreditBucket instruments;
        CreditBucket subscribe;
    };

    CreditLimits limits_;
    std::vector<AccountTier> tiers_;
    bool enforced_;
    std::map<AccountId, Buckets> by_account_;
    std::map<std::string, Buckets, std::less<>> by_ip_;
};

}  // namespace hedged::exchange::deribit
