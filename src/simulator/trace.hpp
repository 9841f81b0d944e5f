// SPDX-License-Identifier: Apache-2.0
// What happened, in order: a number and a line for every event, the newest always at hand, all of
// them printed when asked for; and a hash over everything, so that two runs of a seed can be held
// against each other. One thread; allocates.
#pragma once

#include "hedged/core/time.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace hedged::simulator {

class Trace {
public:
    explicit Trace(bool print_all) : print_all_(print_all) {}

    // `who` must be a literal. Long texts are cut.
    void row(Instant at, const char* who, std::string_view what, std::string_view detail = {});
    void mix(std::uint64_t word) noexcept {
        hash_ = (hash_ ^ word) * 0x9E37'79B9'7F4A'7C15ULL;
        hash_ ^= hash_ >> 29U;
    }
    void mix(std::string_view bytes) noexcept;

    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return count_; }
    // The newest rows as a table.
    [[nodiscard]] std::string newest() const;

private:
    struct Row {
        std::uint64_t number = 0;
        Instant at;
        const char* who = "";
        std::string text;
    };
    static constexpr std::size_t kKept = 48;
    static std::string line(const Row& row);

    std::array<Row, kKept> ring_;
    std::uint64_t count_ = 0;
    std::uint64_t hash_ = 0xCBF2'9CE4'8422'2325ULL;
    bool print_all_;
};

}  // namespace hedged::simulator
