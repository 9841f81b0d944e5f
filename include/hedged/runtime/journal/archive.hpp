// SPDX-License-Identifier: Apache-2.0
// Keeps the journal's folder small: packs segments that nobody writes any more (gzip), removes what
// is older or more than the desk wants to keep, and spares that a killed run left. Never touches
// the segments of the run going on that are still open, and never removes anything of the two
// newest runs: a restart reads them. step() is a few milliseconds of work, for the keeper's thread.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/runtime/journal/catalogue.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hedged::runtime::journal {

struct ArchiveSettings {
    std::string folder;
    std::uint32_t epoch = 0;  // of the run going on
    bool compress = true;
    int keep_days = 30;
    std::uint64_t keep_bytes = std::uint64_t{20} << 30U;
};

class Archive {
public:
    explicit Archive(ArchiveSettings settings);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    // `finished`: the highest segment of this run that was let go. Empty, or what went wrong.
    [[nodiscard]] std::string step(std::uint32_t finished, Instant now, WallTime wall);
    [[nodiscard]] bool busy() const noexcept { return packing_ != nullptr; }

private:
    struct Packing;
    [[nodiscard]] std::string look_around(std::uint32_t finished, WallTime wall);
    [[nodiscard]] std::string tidy(std::vector<RunFiles>& runs, WallTime wall) const;
    [[nodiscard]] bool written_no_more(const RunFiles& run, const SegmentFile& file,
                                       std::uint32_t finished) const noexcept;

    ArchiveSettings settings_;
    std::unique_ptr<Packing> packing_;
    Instant next_look_;
};

}  // namespace hedged::runtime::journal
