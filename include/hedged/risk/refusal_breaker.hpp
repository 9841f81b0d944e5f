// SPDX-License-Identifier: Apache-2.0
// Counts refusals by the exchange: several of one class in one instrument within a window hold that
// instrument, many of any kind within a longer window mean that something is broken. Engine thread
// only; no allocation. Told the time.
#pragma once

#include "hedged/protocol/order_terms.hpp"
#include "hedged/risk/limits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hedged::risk {

enum class BreakerVerdict : std::uint8_t { Continue, HoldInstrument, Kill };

// Both counts must fit; validate() refuses limits above this.
inline constexpr std::size_t kRefusalsRemembered = 64;

class RefusalBreaker {
public:
    explicit RefusalBreaker(const Limits& limits) noexcept;

    [[nodiscard]] BreakerVerdict on_refusal(InstrumentIndex instrument, RefusalClass refusal,
                                            Instant now) noexcept;
    void reset() noexcept;

private:
    struct Refusal {
        Instant at;
        InstrumentIndex instrument;
        RefusalClass refusal = RefusalClass::Other;
    };
    std::uint32_t same_max_;
    Duration same_window_;
    std::uint32_t all_max_;
    Duration all_window_;
    std::array<Refusal, kRefusalsRemembered> recent_{};
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

}  // namespace hedged::risk
