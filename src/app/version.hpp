// SPDX-License-Identifier: Apache-2.0
// The version that all programs of this build report.
#pragma once

namespace hedged::app {

inline constexpr const char* kVersion = HEDGED_VERSION;

}  // namespace hedged::app
