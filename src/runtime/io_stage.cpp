// SPDX-License-Identifier: Apache-2.0
#include "runtime/io_stage.hpp"

#include "hedged/runtime/clock.hpp"

namespace hedged::runtime {

IoStage::IoStage(const IoSettings& settings, Lines& lines, KillLatch& latch)
    : lines_(lines),
      market_channel_(loop_, monotonic_now),
      account_channel_(loop_, monotonic_now),
      desk_(settings, lines, latch, market_channel_, account_channel_,
            IoClock{monotonic_now, wall_now}) {}

void IoStage::start() {
    desk_.start();
}

bool IoStage::turn() {
    const bool heard = loop_.poll() > 0;
    return desk_.settle() || heard;
}

void IoStage::park(Duration longest) {
    const Duration due = desk_.next_deadline() - monotonic_now();
    if (due < longest) {
        longest = due;
    }
    lines_.io_bell.about_to_park();
    if (longest > Duration{} && lines_.commands.empty()) {
        (void)loop_.run_for(longest);
    }
    lines_.io_bell.awake();
}

void IoStage::close(Duration patience) {
    const Instant start = monotonic_now();
    desk_.begin_close();
    while (!desk_.closed() && monotonic_now() - start < patience) {
        (void)loop_.run_for(milliseconds(10));
    }
}

}  // namespace hedged::runtime
