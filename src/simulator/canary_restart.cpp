// SPDX-License-Identifier: Apache-2.0
#include "simulator/canary_restart.hpp"

#include "hedged/runtime/journal/reader.hpp"

#include <algorithm>

namespace hedged::simulator {

namespace journal = runtime::journal;

std::optional<FoundJournal> find_journal(const SegmentShelf& shelf) {
    const auto runs = shelf.runs();
    if (runs.empty()) {
        return std::nullopt;
    }
    const journal::RunFiles& run = runs.back();
    FoundJournal found;
    bool whole = true;
    for (const journal::SegmentFile& file : run.segments) {
        const auto bytes = shelf.load(run.epoch, file.segment);
        if (!bytes) {
            return std::nullopt;
        }
        found.segments.emplace_back(reinterpret_cast<const char*>(bytes.value().data()),
                                    bytes.value().size());
        auto reader = journal::SegmentReader::open(bytes.value());
        whole = whole && reader.ok();
        journal::Record record;
        while (whole && reader.value().next(record)) {
            ++found.accepted;
        }
    }
    return found;
}

void RestartSaboteur::spoil(FoundJournal& found) const {
    if (canary_ != auditor::Canary::AcceptsGarbageTail) {
        return;
    }
    for (auto segment = found.segments.rbegin(); segment != found.segments.rend(); ++segment) {
        const std::size_t last = segment->find_last_not_of('\0');
        if (last != std::string::npos && last > journal::kSegmentHeaderBytes) {
            segment->at(last) = static_cast<char>(segment->at(last) ^ 0x10);
            return;
        }
    }
}

void RestartSaboteur::inherit(runtime::Carried& carried) const {
    if (canary_ == auditor::Canary::ForgetsOrdersAtRestart) {
        carried.orders = {};
        carried.positions = {};  // or they would give the wrong position away
    }
}

void RestartSaboteur::life_began(double hedge_position) {
    at_beginning_ = stale_.value_or(hedge_position);
}

void RestartSaboteur::life_ended(bool crashed) {
    const bool forgets = canary_ == auditor::Canary::ForgetsOrdersAtRestart && crashed;
    stale_ = forgets ? std::optional{at_beginning_} : std::nullopt;
}

}  // namespace hedged::simulator
