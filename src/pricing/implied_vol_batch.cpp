// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/implied_vol_batch.hpp"

#include "pricing/implied_vol_kernels.hpp"

namespace hedged::pricing {
namespace {

void invert_lane(const QuoteBlock& quotes, std::size_t lane, ImpliedVolBlock& vols) noexcept {
    OptionPoint const point{quotes.sign[lane] > 0.0 ? Right::Call : Right::Put,
                            UsdPrice{quotes.forward[lane]}, UsdPrice{quotes.strike[lane]},
                            Years{quotes.years[lane]}};
    ImpliedVol const one = implied_vol(point, UsdPrice{quotes.price[lane]}, Vol{quotes.hint[lane]});
    vols.vol[lane] = one.vol.value();
    vols.status[lane] = one.status;
}

template <ImpliedVolKernel Vector>
void invert(const QuoteBlock* quotes, ImpliedVolBlock* vols, std::size_t blocks) noexcept {
    Vector(quotes, vols, blocks);
    for (std::size_t i = 0; i < blocks; ++i) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            if (vols[i].status[lane] != ImpliedVolStatus::Ok) {
                invert_lane(quotes[i], lane, vols[i]);
            }
        }
    }
}

}  // namespace

ImpliedVolKernel implied_vol_kernel(Isa isa) noexcept {
#ifdef HEDGED_X86_KERNELS
    if (isa == Isa::Avx512 && available(isa)) {
        return &invert<&kernels::implied_vol_avx512>;
    }
    if (isa == Isa::Avx2 && available(isa)) {
        return &invert<&kernels::implied_vol_avx2>;
    }
#endif
    (void)isa;
    return &invert<&kernels::implied_vol_baseline>;
}

}  // namespace hedged::pricing
