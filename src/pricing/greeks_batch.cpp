// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/greeks_batch.hpp"

#include "pricing/greeks_kernels.hpp"
#include "pricing/greeks_lanes.hpp"

namespace hedged::pricing {

const char* to_string(Isa isa) noexcept {
    switch (isa) {
        case Isa::Baseline:
            return "baseline";
        case Isa::Avx2:
            return "avx2";
        case Isa::Avx512:
            return "avx512";
    }
    return "unknown";
}

bool available(Isa isa) noexcept {
#ifdef HEDGED_X86_KERNELS
    switch (isa) {
        case Isa::Baseline:
            return true;
        case Isa::Avx2:
            return __builtin_cpu_supports("avx2") != 0;
        case Isa::Avx512:
            return __builtin_cpu_supports("avx512f") != 0 &&
                   __builtin_cpu_supports("avx512dq") != 0;
    }
#endif
    return isa == Isa::Baseline;
}

Isa best_isa() noexcept {
    if (available(Isa::Avx512)) {
        return Isa::Avx512;
    }
    return available(Isa::Avx2) ? Isa::Avx2 : Isa::Baseline;
}

GreeksKernel greeks_kernel(Isa isa) noexcept {
#ifdef HEDGED_X86_KERNELS
    if (isa == Isa::Avx512 && available(isa)) {
        return {&kernels::all_avx512, &kernels::delta_gamma_avx512};
    }
    if (isa == Isa::Avx2 && available(isa)) {
        return {&kernels::all_avx2, &kernels::delta_gamma_avx2};
    }
#endif
    (void)isa;
    return {&kernels::all_baseline, &kernels::delta_gamma_baseline};
}

void greeks_of_lane(const OptionBlock& option, GreeksBlock& greeks, std::size_t lane) noexcept {
    GreeksLanes<double> const one =
        all_greeks(OptionLanes<double>{option.forward[lane], option.strike[lane], option.vol[lane],
                                       option.root_time[lane], option.sign[lane]});
    greeks.price[lane] = one.price;
    greeks.delta[lane] = one.delta;
    greeks.gamma[lane] = one.gamma;
    greeks.speed[lane] = one.speed;
    greeks.vega[lane] = one.vega;
    greeks.theta[lane] = one.theta;
    greeks.vanna[lane] = one.vanna;
    greeks.volga[lane] = one.volga;
    greeks.charm[lane] = one.charm;
    greeks.rho[lane] = one.rho;
    greeks.d1[lane] = one.d1;
}

}  // namespace hedged::pricing
