// SPDX-License-Identifier: Apache-2.0
// What one record costs the thread that writes it, while the keeper syncs on its own thread:
//   journal_bench FOLDER [RECORDS]
// FOLDER lies on the disk that a desk would use. One record every five microseconds, as on a busy
// day; times in nanoseconds with the two readings of the clock, whose own cost is printed first.
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/journal/crc32c.hpp"
#include "hedged/runtime/journal/journal.hpp"

#include "perf/support/quantiles.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace hedged::perf {

namespace {

using runtime::monotonic_now;

constexpr Duration kGap = microseconds(5);

void print(const char* what, Samples& samples) {
    std::printf("%-34s p50 %6.0f  p99 %6.0f  p99.9 %7.0f ns  (%zu)\n", what, samples.us(0.5) * 1e3,
                samples.us(0.99) * 1e3, samples.us(0.999) * 1e3, samples.count());
}

template <class Record>
void measure(const char* what, std::size_t records, Record record) {
    Samples samples(records);
    Instant next = monotonic_now();
    for (std::size_t i = 0; i < records + records / 10; ++i) {
        next = std::max(next + kGap, monotonic_now());
        while (monotonic_now() < next) {
        }
        const Instant before = monotonic_now();
        record(before);
        const Instant after = monotonic_now();
        if (i >= records / 10) {
            samples.add((after - before).nanoseconds());
        }
    }
    print(what, samples);
}

int run(const char* folder, std::size_t records) {
    (void)runtime::calibrate_clock();
    runtime::journal::JournalSettings settings;
    settings.folder = folder;
    settings.identity.epoch = 1;
    settings.compress = false;
    auto opened =
        runtime::journal::Journal::open(settings, runtime::monotonic_now, runtime::wall_now);
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().c_str());
        return 1;
    }
    runtime::journal::Journal& journal = *opened.value();
    runtime::journal::Writer& writer = journal.writer();
    journal.start();
    bool kept = true;
    measure("two readings of the clock", records, [](Instant) {});
    measure("a quote (84 bytes)", records, [&](Instant now) {
        Quote quote;
        quote.stamp.received = now;
        kept = writer.input(quote) && kept;
    });
    measure("an order (84 bytes)", records,
            [&](Instant) { kept = writer.action(Action{VenueCommand{PlaceOrder{}}}) && kept; });
    measure("an option's ticker (up to 196)", records, [&](Instant now) {
        Ticker ticker;
        ticker.stamp.received = now;
        ticker.forward = UsdPrice{64'000.0};
        ticker.mark_vol = Vol{0.5};
        ticker.published_delta = BlackDelta{0.3};
        kept = writer.input(ticker) && kept;
    });
    std::printf("%llu records, %s\n", static_cast<unsigned long long>(writer.records()),
                kept ? "all found room" : "NOT ALL FOUND ROOM");
    const std::string fault = journal.close();
    if (!fault.empty()) {
        std::fprintf(stderr, "%s\n", fault.c_str());
    }
    return kept && fault.empty() ? 0 : 1;
}

}  // namespace

}  // namespace hedged::perf

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "journal_bench FOLDER [RECORDS]\n");
        return 64;
    }
    return hedged::perf::run(words[1], count > 2 ? std::strtoul(words[2], nullptr, 10) : 200'000);
}
