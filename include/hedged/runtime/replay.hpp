// SPDX-License-Identifier: Apache-2.0
// Feeds a journal's inputs to a fresh engine and compares everything the engine then wants, byte by
// byte, and its state at every checkpoint, with what the journal says it wanted. The first
// difference ends it. Cold code; one thread.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/protocol/engine_view.hpp"
#include "hedged/runtime/journal/run_reader.hpp"
#include "hedged/runtime/run_record.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hedged::runtime {

struct ReplayDifference {
    std::uint64_t sequence = 0;  // of the input after which they part
    WallTime real;
    std::string event;                  // that input, in words
    std::vector<std::string> recorded;  // what the journal says the engine then did
    std::vector<std::string> replayed;
};

struct ReplayResult {
    RunRecord run;
    std::uint64_t inputs = 0;
    std::uint64_t actions = 0;
    std::uint64_t orders = 0;
    std::uint64_t checkpoints = 0;
    WallTime first;
    WallTime last;
    journal::End end = journal::End::None;
    std::string fault;       // of the journal: what could not be read
    std::uint64_t lost = 0;  // not empty: the replay ended where records are missing
    std::optional<ReplayDifference> difference;

    [[nodiscard]] bool same() const noexcept { return !difference && lost == 0; }
};

// `progress` is called now and then with the number of inputs so far.
[[nodiscard]] Result<ReplayResult, std::string> replay(
    journal::RunReader& reader, const std::function<void(std::uint64_t)>& progress);

// The engine's picture as it was at a moment of the run, which includes why it did not hedge.
struct RunView {
    RunRecord run;
    WallTime last;  // of the last input before that moment
    EngineView view;
};
[[nodiscard]] Result<std::unique_ptr<RunView>, std::string> view_at(journal::RunReader& reader,
                                                                    WallTime at);

}  // namespace hedged::runtime
