// SPDX-License-Identifier: Apache-2.0
// The part of a book's delta that comes from the smile moving with the underlying.
#include "portfolio/book_state.hpp"

#include <cmath>

namespace hedged::portfolio {

void Book::State::set_smile(const BookLeg& leg, std::size_t slot) noexcept {
    using pricing::SmileDynamics;
    SmileBlock& smile = smiles[slot / pricing::kLanes];
    std::size_t const lane = slot % pricing::kLanes;
    smile.clear(lane);
    if (!smile_on || leg.kind != InstrumentKind::Option) {
        return;
    }
    if (smile_settings.dynamics == SmileDynamics::MinimumVariance) {
        bool const call = leg.right == pricing::Right::Call;
        auto const& fitted = call ? smile_settings.calls : smile_settings.puts;
        smile.a[lane] = fitted.a;
        smile.b[lane] = fitted.b;
        smile.c[lane] = fitted.c;
        return;
    }
    bool const up = smile_settings.dynamics == SmileDynamics::StickyLocalVol;
    smile.slope[lane] = up ? leg.vol_slope : -leg.vol_slope;
}

void Book::State::refresh_smile(std::size_t slot) noexcept {
    std::size_t const block = slot / pricing::kLanes;
    std::size_t const lane = slot % pricing::kLanes;
    SmilePart const before = smile_parts[block].get(lane);
    SmilePart const after =
        legs[slot].formula == LegFormula::Kernel
            ? smile_part(smiles[block], options[block], greeks[block], weights[block], anchor,
                         smile_settings.max_adjustment_coins, lane)
            : SmilePart{};
    smile_parts[block].set(lane, after);
    double const amount = legs[slot].amount;
    move_smile_sums(difference(after, before), amount, std::fabs(amount));
}

// Either a change of the part at one amount, or of the amount at one part; bounds go by its size.
void Book::State::move_smile_sums(const SmilePart& part, double amount, double size) noexcept {
    sums.smile_delta.add(amount * part.delta);
    sums.smile_slope.add(amount * part.slope);
    sums.smile_curvature.add(size * part.curvature);
    sums.smile_corner.add(size * part.corner);
    sums.decay.add(size * part.decay);
}

void Book::State::smile_pass() noexcept {
    sums.smile_delta = sums.smile_slope = CompensatedSum{};
    sums.smile_curvature = sums.smile_corner = CompensatedSum{};
    for (std::size_t slot = 0; slot < legs.size(); ++slot) {
        smile_parts[slot / pricing::kLanes].set(slot % pricing::kLanes, SmilePart{});
        refresh_smile(slot);
    }
}

}  // namespace hedged::portfolio
