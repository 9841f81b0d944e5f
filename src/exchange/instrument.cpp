// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/instrument.hpp"

namespace hedged::exchange {

double tick_at(const Instrument& instrument, double price) noexcept {
    double tick = instrument.tick_size;
    double reached = 0.0;
    for (const TickStep& step : instrument.tick_steps) {
        if (price > step.above_price && step.above_price >= reached) {
            tick = step.tick_size;
            reached = step.above_price;
        }
    }
    return tick;
}

}  // namespace hedged::exchange
