// SPDX-License-Identifier: Apache-2.0
// Assertions that stay on in release. A failed one is our own bug: the handler set at start-up
// records it and the process aborts, and the exchange's cancel-on-disconnect takes the orders away.
#pragma once

namespace hedged {

// Called once, on the failing thread, before abort(). Must not return to the caller's code path.
using AssertHandler = void (*)(const char* expression, const char* file, int line) noexcept;

void set_assert_handler(AssertHandler handler) noexcept;

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace hedged

#define HEDGED_ASSERT(expression)                         \
    (static_cast<bool>(expression) ? static_cast<void>(0) \
                                   : ::hedged::assertion_failed(#expression, __FILE__, __LINE__))
