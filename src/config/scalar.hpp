// SPDX-License-Identifier: Apache-2.0
// Texts to typed values, strictly: what could be read in two ways is refused with words that say
// how to write it. Cold code: allocates.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::config {

struct ScalarError {
    std::string text;
};

template <class T>
using Scalar = Result<T, ScalarError>;

[[nodiscard]] Scalar<bool> parse_bool(std::string_view text);
[[nodiscard]] Scalar<double> parse_number(std::string_view text);  // finite, decimal, no unit
[[nodiscard]] Scalar<std::int64_t> parse_integer(std::string_view text);
[[nodiscard]] Scalar<Duration> parse_duration(std::string_view text);    // 250us 500ms 10s 2m 1h
[[nodiscard]] Scalar<double> parse_basis_points(std::string_view text);  // 25bp -> 25
[[nodiscard]] Scalar<std::int64_t> parse_bytes(std::string_view text);   // 64KiB 512MiB 1GiB

// The shortest unit that writes it without a fraction: 500ms, 10s.
[[nodiscard]] std::string write_duration(Duration duration);
[[nodiscard]] std::string write_number(double number);  // shortest that reads back the same

}  // namespace hedged::config
