// SPDX-License-Identifier: Apache-2.0
// Bytes that must not be seen: kept in pages of their own that are locked in memory where the
// system allows it, left out of core dumps, and wiped before they are given back. There is no way
// to print one; view() is for the code that signs with it. Move only. Cold code: allocates.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>

namespace hedged::config {

class Secret {
public:
    Secret() noexcept = default;
    explicit Secret(std::string_view bytes);  // the caller wipes its own copy
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] std::string_view view() const noexcept { return {bytes_, size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool locked() const noexcept { return locked_; }

    friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

private:
    void release() noexcept;

    char* bytes_ = nullptr;
    std::size_t size_ = 0;
    std::size_t mapped_ = 0;
    bool locked_ = false;
};

// Overwrites in a way that the compiler may not leave out.
void wipe(void* bytes, std::size_t size) noexcept;

}  // namespace hedged::config
