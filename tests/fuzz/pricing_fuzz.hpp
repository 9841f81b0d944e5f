// SPDX-License-Identifier: Apache-2.0
// The bodies of the pricing library's fuzz target, shared with a short test that every build runs:
// take the bytes for options, prices and settlement windows, and hold the formulas against each
// other and against the rules that any input must obey. A broken rule aborts.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hedged::pricing::fuzz {

// Numbers out of bytes: any bit pattern, or one within bounds, as the bytes choose. After the last
// byte everything is zero.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) noexcept : at_(data), left_(size) {}

    [[nodiscard]] bool empty() const noexcept { return left_ == 0; }
    [[nodiscard]] std::uint8_t byte() noexcept;
    [[nodiscard]] std::uint64_t word() noexcept;
    [[nodiscard]] double pattern() noexcept;
    [[nodiscard]] double between(double low, double high) noexcept;  // evenly by logarithm
    // A pattern one time in four.
    [[nodiscard]] double mostly_between(double low, double high) noexcept;

private:
    const std::uint8_t* at_;
    std::size_t left_;
};

// Eight options through the scalar formula and every kernel.
void price_options(Bytes& bytes);
// A price to its volatility and back; the table of refusals.
void invert_price(Bytes& bytes);
// An option inside a settlement window.
void price_averaged(Bytes& bytes);

// The first byte chooses among the three.
void run(const std::uint8_t* data, std::size_t size);

}  // namespace hedged::pricing::fuzz
