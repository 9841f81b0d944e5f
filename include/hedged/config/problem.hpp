// SPDX-License-Identifier: Apache-2.0
// One thing that is wrong with a configuration, at the place where a person has to change it.
// Lines and columns start at 1; line 0 means the file as a whole. Cold code: allocates.
#pragma once

#include <string>
#include <vector>

namespace hedged::config {

struct Place {
    int line = 0;
    int column = 0;
};

struct Problem {
    std::string file;
    Place place;
    std::string text;
};

using Problems = std::vector<Problem>;

// "FILE:LINE:COLUMN: text", as compilers write it, so that editors can jump there.
[[nodiscard]] std::string to_string(const Problem& problem);

// One line each, in the order of the file.
[[nodiscard]] std::string to_string(const Problems& problems);

}  // namespace hedged::config
