// SPDX-License-Identifier: Apache-2.0
// Small files that must survive the machine losing power the moment after they were written:
// written beside, synced, renamed into place, and the folder synced. Blocks for as long as the disk
// takes. Errors are values with the path and the system's words.
#pragma once

#include "hedged/core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hedged::runtime {

// Empty when it worked, else what went wrong.
[[nodiscard]] std::string write_durably(const std::string& path, std::string_view bytes);
[[nodiscard]] std::string remove_durably(const std::string& path);
// Needs no room on the disk: a name is changed, nothing is written.
[[nodiscard]] std::string move_durably(const std::string& from, const std::string& to);

// Nothing when the file does not exist; an error when it exists and cannot be read.
[[nodiscard]] Result<std::optional<std::string>, std::string> read_small_file(
    const std::string& path);

// All of these behind one interface, so that what is kept between two lives can lie on a virtual
// disk as well. Same thread rules and errors as theirs.
class SmallFiles {
public:
    virtual ~SmallFiles() = default;
    [[nodiscard]] virtual std::string write(const std::string& path, std::string_view bytes) = 0;
    [[nodiscard]] virtual std::string remove(const std::string& path) = 0;
    [[nodiscard]] virtual std::string move(const std::string& from, const std::string& to) = 0;
    [[nodiscard]] virtual Result<std::optional<std::string>, std::string> read(
        const std::string& path) = 0;
};

// The machine's own disk. Lives as long as the process.
[[nodiscard]] SmallFiles& disk_files() noexcept;

}  // namespace hedged::runtime
