// SPDX-License-Identifier: Apache-2.0
// Small markets for one run: a few expiries and strikes, made from the seed or cut out of the
// recorded chains. Few instruments keep a simulated hour cheap; each of them is as real as in the
// whole chain. Pure; allocates.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/exchange/chain_history.hpp"

namespace hedged::simulator {

// One chain at an arbitrary time: one to three expiries of four to eight options.
[[nodiscard]] exchange::ChainHistory invented_history(Random& random);

// The first and the last of the recordings that enclose a drawn time, thinned to a few options.
[[nodiscard]] exchange::ChainHistory recorded_history(const exchange::ChainHistory& all,
                                                      Random& random);

}  // namespace hedged::simulator
