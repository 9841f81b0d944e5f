// SPDX-License-Identifier: Apache-2.0
// Owns a file descriptor, or none (-1), and closes it. Any thread; allocates nothing.
#pragma once

#include <unistd.h>

namespace hedged {

class Descriptor {
public:
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

}  // namespace hedged
