// SPDX-License-Identifier: Apache-2.0
// Puts each event of the sessions on its way to the engine: market data conflates, everything else
// is kept. I/O thread.
#pragma once

#include "runtime/lines.hpp"

namespace hedged::runtime {

class EventRouter {
public:
    explicit EventRouter(Lines& lines) : lines_(lines) {}

    void route(const Event& event) noexcept;

    // The account queue passed its limit: the account connection must be given up, so that what
    // the engine is behind with is replaced by a fresh reading. True once for each time.
    [[nodiscard]] bool take_overflow() noexcept;
    // Anything since the last call: the engine may have to be woken.
    [[nodiscard]] bool take_routed() noexcept {
        const bool any = routed_;
        routed_ = false;
        return any;
    }

private:
    Lines& lines_;
    bool overflowing_ = false;
    bool overflow_reported_ = false;
    bool routed_ = false;
};

}  // namespace hedged::runtime
