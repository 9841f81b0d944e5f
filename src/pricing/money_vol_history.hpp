// SPDX-License-Identifier: Apache-2.0
// What volatility at the money was, as far back as a leg's last volatility may be moved. Samples
// are kept at a spacing; the newest, and the last before a silence, always. Private to pricing; one
// thread at a time, no allocation.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace hedged::pricing {

struct MoneyVol {
    Instant received;
    Vol vol;
};

class MoneyVolHistory {
public:
    void reset(Duration reach) noexcept;
    // Ignored unless newer than the newest.
    void add(const MoneyVol& sample) noexcept;

    [[nodiscard]] std::optional<MoneyVol> newest() const noexcept;
    // Between two samples on the straight line, after the newest the newest; empty before the
    // first.
    [[nodiscard]] std::optional<Vol> at(Instant time) const noexcept;

private:
    static constexpr std::size_t kSamples = 64;

    [[nodiscard]] const MoneyVol& back(std::size_t steps) const noexcept;
    void keep(const MoneyVol& sample) noexcept;

    std::array<MoneyVol, kSamples> kept_{};  // a ring
    std::size_t next_ = 0;
    std::size_t count_ = 0;
    std::optional<MoneyVol> newest_;
    Duration spacing_;
};

}  // namespace hedged::pricing
