// SPDX-License-Identifier: Apache-2.0
#include "simulator/draw_faults.hpp"

#include <cmath>

namespace hedged::simulator {
namespace {

// Faults that take much of the hour or end the trading are rarer than those that pass.
double least_seconds_between(FaultKind kind) noexcept {
    switch (kind) {
        case FaultKind::Maintenance:
            return 3'000.0;
        case FaultKind::OperatorKill:
        case FaultKind::SecondInstance:
            return 1'500.0;
        case FaultKind::DiskFull:
        case FaultKind::SyncError:
        case FaultKind::PowerLoss:
        case FaultKind::CleanStop:
        case FaultKind::AccountLock:
        case FaultKind::PositionInjected:
        case FaultKind::HalfOpen:
            return 400.0;
        case FaultKind::OperatorArm:
            return 60.0;
        default:
            return 90.0;
    }
}

}  // namespace

void draw_faults(RunOptions& out, std::optional<FaultKind> only, Random& random) {
    // Some runs are calm and some have nearly everything: what a mixture hides, a single fault
    // shows, and the other way round.
    const double share = random.uniform();
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const auto kind = static_cast<FaultKind>(i);
        FaultRate& rate = out.faults.at(i);
        const bool drawn = random.uniform() < share;
        const double seconds_between =
            least_seconds_between(kind) * std::pow(12.0, random.uniform());
        rate.on = only ? kind == *only : drawn;
        rate.every = nanoseconds(static_cast<std::int64_t>(
            (only ? least_seconds_between(kind) * 0.5 : seconds_between) * 1e9));
    }
    // Whoever kills has somebody who arms again, and whoever must be armed is armed.
    const auto index = static_cast<std::size_t>(FaultKind::OperatorArm);
    if (out.engine.require_arm ||
        out.faults.at(static_cast<std::size_t>(FaultKind::OperatorKill)).on) {
        out.faults.at(index).on = true;
        out.faults.at(index).every = seconds(60);
    }
}

}  // namespace hedged::simulator
