// SPDX-License-Identifier: Apache-2.0
// Where the records of a running process stand until the disk has them: files in memory (tmpfs),
// one for each open segment. They outlive the process and not the machine, as the kernel's cache of
// a file does; but the thread that writes records never waits for the disk. Names are
// DEVICE-FOLDER-ID-FILE-EPOCH-SEGMENT.journal, with the inodes of the journal's folder and of the
// segment's file, and what stands in the folder's file `staging-id`: so a folder that was moved
// keeps its own, a copy takes nothing, and a new one with the inodes of one that was deleted finds
// no stranger's.
// Cold code: allocates; any thread, but a name belongs to one. Errors are values.
#pragma once

#include "hedged/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hedged::runtime::journal {

inline constexpr const char* kStagingRoot = "/dev/shm";

struct StagedMemory {
    std::byte* bytes = nullptr;  // zero-filled, all of it taken: a store cannot fail
    std::size_t size = 0;
    std::string path;
};

// In ROOT/hedged-UID of the folder's owner, made when it is missing; refused when it is not ours
// alone. `segment_path` must exist.
[[nodiscard]] Result<StagedMemory, std::string> stage(const std::string& root,
                                                      const std::string& segment_path,
                                                      std::size_t size);
// Gives the memory back up to here (whole pages); the disk has it.
void forget_staged(const StagedMemory& staged, std::size_t up_to) noexcept;
// With `remove`, the file too.
void unstage(const StagedMemory& staged, bool remove) noexcept;

// What is staged of this segment, for a reader: empty when nothing is. Pages that are zero are not
// staged (any more). To be called before the segment's file is read.
[[nodiscard]] std::vector<std::byte> staged_bytes(const std::string& root,
                                                  const std::string& segment_path);
void lay_over(const std::vector<std::byte>& staged, std::vector<std::byte>& segment);

// Before a start reads the folder, under its lock: puts what dead processes left staged into their
// segments' files, and removes it. Empty when all of it is on the disk.
[[nodiscard]] std::string absorb_staged(const std::string& root, const std::string& folder);

}  // namespace hedged::runtime::journal
