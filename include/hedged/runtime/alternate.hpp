// SPDX-License-Identifier: Apache-2.0
// A recorded day under other settings: the recorded engine and one with the changed configuration
// side by side over the same market, the second one's orders met by runtime/alternate_venue.hpp
// (whose simplifications are those of the answer). Cold code; one thread.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/core/result.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/run_record.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace hedged::runtime {

struct AlternateDay {
    EngineView recorded;
    EngineView alternate;
    Instant first_normal;  // when the recorded engine first traded normally
    std::uint64_t inputs = 0;
    Duration latency;  // of an order: the median of the recorded ones
};

// `changed` makes the other configuration from the recorded one.
[[nodiscard]] Result<std::unique_ptr<AlternateDay>, std::string> alternate_day(
    journal::RunReader& reader, Duration latency,
    const std::function<Result<config::Config, std::string>(const RunRecord&)>& changed,
    const std::function<void(std::uint64_t)>& progress);

// From an order's command to its answer, the median over a run; nothing when it had none.
[[nodiscard]] Duration median_answer(journal::RunReader& reader);

}  // namespace hedged::runtime
