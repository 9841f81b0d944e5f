// SPDX-License-Identifier: Apache-2.0
// The numbers a quant asks for: the smile of each expiry with the volatility it gives, and where
// the profit came from, line by line, beside the realised volatility. Text for people and JSON for
// programs; pure functions of one picture. Cold code: allocates.
#pragma once

#include "hedged/ops/report.hpp"

#include <string>

namespace hedged::ops {

[[nodiscard]] std::string smile_text(const Picture& picture);
[[nodiscard]] std::string smile_json(const Picture& picture);

// In USD and in coins: the legs that are hedged, the hedge, and both.
[[nodiscard]] std::string attribution_text(const Picture& picture);
[[nodiscard]] std::string attribution_json(const Picture& picture);

}  // namespace hedged::ops
