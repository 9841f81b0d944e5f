// SPDX-License-Identifier: Apache-2.0
// What a fuzz target defines: take the bytes for a story, tell it to the real code and hold what
// comes out against rules or a reference. A broken rule aborts. libFuzzer (fuzz_main.cpp) and a
// short seeded test of every build (fuzz_body_test.cpp) call the same body; each target is a
// program of its own, so that the name can be the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace hedged::fuzz {

void run(const std::uint8_t* data, std::size_t size);

// Tells each step on stderr when HEDGED_FUZZ_STORY is set, to read what led to a failure.
template <class... Values>
void tell_step(const char* format, Values... values) {
    static bool const wanted = std::getenv("HEDGED_FUZZ_STORY") != nullptr;
    if (wanted) {
        if constexpr (sizeof...(values) == 0) {
            (void)std::fputs(format, stderr);
        } else {
            (void)std::fprintf(stderr, format, values...);
        }
    }
}

// Takes the bytes of a story one by one. After the last byte everything is zero.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) noexcept : at_(data), left_(size) {}

    [[nodiscard]] bool empty() const noexcept { return left_ == 0; }
    [[nodiscard]] std::size_t left() const noexcept { return left_; }
    [[nodiscard]] std::uint8_t byte() noexcept {
        if (left_ == 0) {
            return 0;
        }
        --left_;
        return *at_++;
    }
    [[nodiscard]] std::uint16_t word() noexcept {
        unsigned const high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }
    [[nodiscard]] std::uint64_t word64() noexcept {
        std::uint64_t word = 0;
        for (int i = 0; i < 8; ++i) {
            word = word << 8U | byte();
        }
        return word;
    }
    // In [0, bound); one byte, so a bound above 256 never yields the rest.
    [[nodiscard]] std::uint32_t below(std::uint32_t bound) noexcept { return byte() % bound; }
    [[nodiscard]] bool one_in(std::uint32_t times) noexcept { return byte() % times == times - 1; }
    // The next `size` bytes, or what is left of them.
    [[nodiscard]] const std::uint8_t* take(std::size_t& size) noexcept {
        size = size < left_ ? size : left_;
        auto const* const begin = at_;
        at_ += size;
        left_ -= size;
        return begin;
    }

private:
    const std::uint8_t* at_;
    std::size_t left_;
};

}  // namespace hedged::fuzz
