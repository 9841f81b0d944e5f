// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/inheritance.hpp"

#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/run_record.hpp"

#include <memory>

namespace hedged::runtime {

namespace {

struct Reading {
    bool began = false;  // a record was found that what follows can be added to
    bool clean = false;
    Carried carried;
    journal::End end = journal::End::None;
    std::string fault;
};

// Begins where the newest segment repeats what is carried; from the start of the run if none does.
Reading read_from(const journal::RunFiles& files, std::uint32_t segment,
                  const journal::LoadSegment& load, WallTime now) {
    Reading out;
    journal::RunReader reader(files, segment, load);
    journal::Record record;
    const auto follower = std::make_unique<CarryFollower>(market::kInstrumentsMax);
    while (reader.next(record)) {
        if (record.is(journal::RecordType::Start)) {
            if (auto run = unpack_run(record.payload)) {
                follower->restart(carried_of(run.value().config.engine), record.real);
                out.began = true;
            }
        } else if (record.is(journal::RecordType::Carry)) {
            if (const auto carried = unpack_carried(record.payload)) {
                follower->restart(*carried, record.real);
                out.began = true;
            }
        } else if (record.is(journal::RecordType::Instruments)) {
            if (const auto known = unpack_known(record.payload)) {
                follower->on(*known);
            }
        } else if (const auto event = journal::event_of(record)) {
            follower->on(*event, record.real);
        } else if (const auto action = journal::action_of(record)) {
            follower->on(*action, record.real);
        }
        out.clean = record.is(journal::RecordType::CleanStop);
    }
    out.end = reader.end();
    out.fault = reader.fault();
    out.carried = follower->carried(now);
    return out;
}

Reading read_run(const journal::RunFiles& files, const journal::LoadSegment& load, WallTime now) {
    Reading out;
    for (auto segment = files.segments.rbegin(); segment != files.segments.rend(); ++segment) {
        out = read_from(files, segment->segment, load, now);
        if (out.began || out.end == journal::End::Damaged) {
            break;
        }
    }
    return out;
}

}  // namespace

Carried carried_of(const engine::EngineConfig& config) {
    engine::CarriedPositions positions = config.carried_positions;
    positions.judged = false;  // by the run that it was started for
    return {config.carried_orders,
            config.carried_counts,
            positions,
            {config.start_killed, config.killed_by, config.killed_why}};
}

TakenOver take_over(const Carried& carried, KillLatch& latch, engine::EngineConfig& config) {
    config.carried_orders = carried.orders;
    config.carried_counts = carried.counts;
    config.carried_positions = carried.positions;
    TakenOver out;
    auto record = latch.load();
    if (!record && carried.kill.standing) {
        record = KillLatch::Record{std::string(carried.kill.actor.view()),
                                   std::string(carried.kill.reason.view())};
        out.fault = latch.set(record->actor, record->reason);
    }
    out.killed = record.has_value();
    if (!out.killed) {
        out.fault = latch.prepare();
    }
    if (record) {
        config.start_killed = true;
        config.killed_by.assign_truncated(record->actor);
        config.killed_why.assign_truncated(record->reason);
    }
    return out;
}

Result<Inheritance, std::string> inherit(const std::string& folder, WallTime now,
                                         bool despite_damage) {
    auto runs = journal::list_runs(folder);
    if (!runs) {
        return runs.error();
    }
    return inherit(runs.value(), journal::load_segment, now, despite_damage);
}

Result<Inheritance, std::string> inherit(const std::vector<journal::RunFiles>& runs,
                                         const journal::LoadSegment& load, WallTime now,
                                         bool despite_damage) {
    Inheritance out;
    // A run that died before its start was on record inherited nothing that the one before lacks.
    // NOLINTNEXTLINE(modernize-loop-convert): newest first
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        out.last_epoch = out.last_epoch == 0 ? run->epoch : out.last_epoch;
        Reading reading = read_run(*run, load, now);
        if (reading.end == journal::End::Damaged && !despite_damage) {
            return reading.fault;
        }
        if (!reading.fault.empty()) {
            out.remark = reading.fault + "; what stands before it is used";
        } else if (reading.end == journal::End::Torn) {
            out.remark = "the journal of epoch " + std::to_string(run->epoch) +
                         " ends torn; what stands before it is used";
        }
        if (reading.began) {
            out.carried = reading.carried;
            out.clean = reading.clean;
            return out;
        }
    }
    return out;
}

}  // namespace hedged::runtime
