// SPDX-License-Identifier: Apache-2.0
// Keeps rehearsals away from real money: what a mode may connect to and with which key. Checked
// while the file is read, so that a mistake is found before anything is opened.
#pragma once

#include "config/binder.hpp"

namespace hedged::config {

void guard_environment(Binder& top, const Config& config);

// "127.0.0.1", "::1" or "localhost".
[[nodiscard]] bool is_loopback(std::string_view host) noexcept;

}  // namespace hedged::config
