// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli, reflected, initial and final complement): crc32c(0, "123456789") is
// 0xE3069283. Continues from an earlier value, so crc32c(crc32c(0, a), b) is that of a and b
// together. Uses the processor's instruction where there is one. Any thread; never allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hedged::runtime::journal {

[[nodiscard]] std::uint32_t crc32c(std::uint32_t before, std::span<const std::byte> bytes) noexcept;
// The same without the instruction.
[[nodiscard]] std::uint32_t crc32c_by_table(std::uint32_t before,
                                            std::span<const std::byte> bytes) noexcept;

}  // namespace hedged::runtime::journal
