// SPDX-License-Identifier: Apache-2.0
// The part of World that harms processes and listens to them.
#include "simulator/world.hpp"

namespace hedged::simulator {

namespace {

// The second folder's epochs lie below or above those of the first and never meet them: two desks
// with the same tag and the same epoch would write the same ids, and nothing on one machine can
// prevent that.
std::uint32_t other_epoch(Random& random) {
    const auto few = static_cast<std::uint32_t>(1 + random.below(World::kFirstEpoch / 2));
    return random.below(2) == 0 ? few : World::kFirstEpoch * 100 + few;
}

}  // namespace

bool World::harm_process(FaultKind kind, Random& random) {
    switch (kind) {
        case FaultKind::WallClockStep: {
            static constexpr std::array<std::int64_t, 6> kSteps{-3'600'000, -1'000, -150,
                                                                150,        1'000,  3'600'000};
            clock_.wall_error = milliseconds(kSteps.at(random.below(kSteps.size())));
            return true;
        }
        case FaultKind::SecondInstance: {
            if (second_.process || second_.restart_at != kNever || !first_.process) {
                return false;
            }
            const std::uint32_t epoch = other_epoch(random);
            if (!second_.disk.exists(Process::kEpochPath)) {
                (void)second_.disk.write(Process::kEpochPath, std::to_string(epoch) + "\n");
            }
            second_.restart_at = clock_.now;
            second_ends_ = clock_.now + seconds(static_cast<std::int64_t>(10 + random.below(200)));
            return true;
        }
        default:
            break;
    }
    Process* const process = first_.process.get();
    return process != nullptr && !process->stopping() && harm_first(*process, kind, random);
}

bool World::harm_first(Process& process, FaultKind kind, Random& random) {
    switch (kind) {
        case FaultKind::EngineStall:
            process.stall_engine(milliseconds(static_cast<std::int64_t>(20 + random.below(4'000))));
            return true;
        case FaultKind::Crash:
            die(first_, Death::Crash, "killed");
            return true;
        case FaultKind::PowerLoss:
            die(first_, Death::Power, "power lost");
            return true;
        case FaultKind::CrashBeforeSend:
            process.die_at(DeathPoint::OrderDecided);
            return true;
        case FaultKind::CrashAfterSend:
            process.die_at(DeathPoint::OrderSent);
            return true;
        case FaultKind::CleanStop:
            process.begin_stop();
            return true;
        case FaultKind::OperatorKill:
            process.operate(OperatorVerb::Kill, "ann", "drill");
            return true;
        case FaultKind::OperatorArm:
            process.operate(OperatorVerb::Arm, "ann", "drill is over");
            return true;
        case FaultKind::OperatorHold:
            process.operate(random.below(2) == 0 ? OperatorVerb::Hold : OperatorVerb::Resume, "bob",
                            "looking at it");
            return true;
        default:
            return false;
    }
}

std::uint64_t World::connection(Stream stream) const {
    return first_.process ? first_.process->connection(stream) : 0;
}

void World::injected(FaultKind kind, std::string_view how, double moved) {
    result_.faults.note(kind, clock_.now);
    judge_.fault(clock_.now);
    judge_.moved(moved, clock_.now);
    trace_.mix(static_cast<std::uint64_t>(kind));
    trace_.row(clock_.now, "fault", to_string(kind), how);
}

void World::opened(Process& process, Stream stream, std::uint64_t connection) {
    judge_.opened(process, stream, connection, clock_.now);
    trace_.row(clock_.now, "process",
               stream == Stream::Market ? "opens market connection" : "opens account connection",
               std::to_string(connection));
}

void World::closed(Process& /*process*/, Stream stream, std::uint64_t connection) {
    judge_.closed(connection, clock_.now);
    trace_.row(clock_.now, "process",
               stream == Stream::Market ? "market connection closed" : "account connection closed",
               std::to_string(connection));
}

void World::frame_left(Process& process, Stream stream, std::uint64_t connection,
                       std::string_view frame) {
    trace_.row(clock_.now, stream == Stream::Market ? "->market" : "->account", "", frame);
    judge_.frame_left(process, connection, frame, clock_.now);
}

void World::decided(const PlaceOrder& order) {
    ++result_.orders;
    trace_.mix(order.client_id.raw);
    trace_.row(clock_.now, "engine", order.side == Side::Buy ? "buys" : "sells",
               std::to_string(order.quantity.value()) + " lots at tick " +
                   std::to_string(order.limit.value()) + ", id " +
                   std::to_string(order.client_id.raw));
}

void World::operated(Process& process, OperatorVerb verb) {
    judge_.operated(process, verb, clock_.now);
    trace_.row(clock_.now, "operator", to_string(verb));
}

void World::noted(Process& process, const Note& note) {
    judge_.noted(process, note, clock_.now);
    std::string what = std::to_string(static_cast<int>(note.kind)) + "/" +
                       std::to_string(static_cast<int>(note.severity)) + " " +
                       std::string(to_string(note.why));
    for (const double value : note.values) {
        what += value == 0.0 ? std::string{} : " " + std::to_string(value);
    }
    trace_.row(clock_.now, "note", what, note.text.view());
}

}  // namespace hedged::simulator
