// SPDX-License-Identifier: Apache-2.0
// YAML to a checked Config, and back to text. Everything that is wrong is reported at once, each
// with its line and column; nothing is guessed. Cold code: allocates.
#pragma once

#include "hedged/config/config.hpp"
#include "hedged/config/problem.hpp"
#include "hedged/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::config {

[[nodiscard]] Result<Config, Problems> load_text(std::string_view yaml, const std::string& file);
[[nodiscard]] Result<Config, Problems> load_file(const std::string& path);

// The effective configuration, defaults included, as YAML that loads back to the same values. It
// names where keys are kept and never what they are.
[[nodiscard]] std::string effective_yaml(const Config& config);

// Of that text: two files with one hash behave alike. For logs and audits, not for security.
[[nodiscard]] std::uint64_t config_hash(const Config& config);
[[nodiscard]] std::string hash_text(std::uint64_t hash);  // 16 hex digits

}  // namespace hedged::config
