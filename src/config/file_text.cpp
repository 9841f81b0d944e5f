// SPDX-License-Identifier: Apache-2.0
#include "config/file_text.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace hedged::config {

Result<std::string, Problem> read_text(const std::string& path, std::size_t bytes_max) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return Problem{path, {}, std::string("cannot be read: ") + std::strerror(errno)};
    }
    std::string text(bytes_max, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad()) {
        return Problem{path, {}, "cannot be read"};
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

}  // namespace hedged::config
