// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/assert.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace hedged {
namespace {
// One for the whole process, as abort() is. NOLINTNEXTLINE(*-avoid-non-const-global-variables)
std::atomic<AssertHandler> handler{nullptr};
}  // namespace

void set_assert_handler(AssertHandler new_handler) noexcept {
    handler.store(new_handler);
}

void assertion_failed(const char* expression, const char* file, int line) noexcept {
    if (AssertHandler const current = handler.exchange(nullptr)) {
        current(expression, file, line);
    }
    (void)std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace hedged
