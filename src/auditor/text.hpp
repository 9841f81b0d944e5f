// SPDX-License-Identifier: Apache-2.0
// Figures for reports.
#pragma once

#include "hedged/core/time.hpp"

#include <string>

namespace hedged::auditor {

[[nodiscard]] std::string figure(double number);
[[nodiscard]] std::string figure(Duration time);  // "1.250 s"

}  // namespace hedged::auditor
