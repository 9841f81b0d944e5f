// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/problem.hpp"

namespace hedged::config {

std::string to_string(const Problem& problem) {
    std::string out = problem.file;
    if (problem.place.line > 0) {
        out +=
            ':' + std::to_string(problem.place.line) + ':' + std::to_string(problem.place.column);
    }
    return out + ": " + problem.text;
}

std::string to_string(const Problems& problems) {
    std::string out;
    for (const Problem& problem : problems) {
        out += to_string(problem) + '\n';
    }
    return out;
}

}  // namespace hedged::config
