// SPDX-License-Identifier: Apache-2.0
// Reads a file that somebody appends to, last page first: whatever page holds records, those before
// it are read later and hold all that comes before them. Cold code.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>
#include <sys/types.h>
#include <unistd.h>

namespace hedged::runtime::journal {

// False: `errno` says why, or the file has become shorter.
[[nodiscard]] inline bool read_backward(int fd, std::span<std::byte> out) noexcept {
    constexpr std::size_t kPage = 4096;
    for (std::size_t page = (out.size() + kPage - 1) / kPage; page > 0; --page) {
        std::size_t const begin = (page - 1) * kPage;
        std::size_t const end = std::min(begin + kPage, out.size());
        for (std::size_t at = begin; at < end;) {
            const ssize_t got = ::pread(fd, out.data() + at, end - at, static_cast<off_t>(at));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                return false;
            }
            at += static_cast<std::size_t>(got);
        }
    }
    return true;
}

}  // namespace hedged::runtime::journal
