// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/secret.hpp"

#include <cstring>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace hedged::config {

void wipe(void* bytes, std::size_t size) noexcept {
    ::explicit_bzero(bytes, size);
}

Secret::Secret(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    mapped_ = (bytes.size() + page - 1) / page * page;
    void* memory =
        ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        mapped_ = 0;
        throw std::bad_alloc();
    }
    locked_ = ::mlock(memory, mapped_) == 0;
    (void)::madvise(memory, mapped_, MADV_DONTDUMP);
    bytes_ = static_cast<char*>(memory);
    size_ = bytes.size();
    std::memcpy(bytes_, bytes.data(), size_);
}

Secret::~Secret() {
    release();
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)),
      locked_(std::exchange(other.locked_, false)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        release();
        bytes_ = std::exchange(other.bytes_, nullptr);
        size_ = std::exchange(other.size_, 0);
        mapped_ = std::exchange(other.mapped_, 0);
        locked_ = std::exchange(other.locked_, false);
    }
    return *this;
}

void Secret::release() noexcept {
    if (bytes_ != nullptr) {
        wipe(bytes_, mapped_);
        ::munmap(bytes_, mapped_);
        bytes_ = nullptr;
        size_ = 0;
        mapped_ = 0;
    }
}

}  // namespace hedged::config
