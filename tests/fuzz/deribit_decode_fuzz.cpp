// SPDX-License-Identifier: Apache-2.0
#include "fuzz/deribit_decode_fuzz.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/venues/deribit/codec/capture.hpp"
#include "hedged/venues/deribit/codec/decoder.hpp"

#include "support/event_checks.hpp"

#include <cmath>
#include <cstring>
#include <memory>

namespace hedged::deribit::fuzz {
namespace {

struct Bench {
    explicit Bench(UnknownNames unknown)
        : table({underlying_of("BTC"), underlying_of("ETH")}, 4096, unknown),
          decoder(table, *AccountTag::make("test"), 4096) {}

    InstrumentTable table;
    Decoder decoder;
    DecodedFrame frame;
};

void check(const Bench& bench, const DecodeError& error) {
    for (const Event& event : bench.frame.events) {
        HEDGED_ASSERT(testing::is_sound(event));
    }
    for (const BookLevel& level : bench.frame.levels) {
        HEDGED_ASSERT(std::isfinite(level.price) && level.amount >= 0.0);
    }
    for (const PublicTrade& trade : bench.frame.trades) {
        HEDGED_ASSERT(std::isfinite(trade.price) && trade.amount >= 0.0);
    }
    if (!error.ok()) {
        HEDGED_ASSERT(bench.frame.events.empty() && bench.frame.levels.empty() &&
                      bench.frame.trades.empty() && !bench.frame.book);
    }
}

void decode_in(Bench& bench, std::string_view bytes, Request request) {
    DecodeError error = bench.decoder.decode(bytes, Instant{}, bench.frame);
    check(bench, error);
    if (error.ok() && bench.frame.kind == FrameKind::Reply) {
        error = bench.decoder.decode_reply(request, bench.frame);
        check(bench, error);
    }
    error = bench.decoder.decode_bare_result(bytes, Instant{}, request, bench.frame);
    check(bench, error);
}

}  // namespace

void decode_bytes(const std::uint8_t* data, std::size_t size) {
    static Bench strict(UnknownNames::Refuse);
    static Bench open(UnknownNames::Register);
    // Memory of exactly the promised size, so that a sanitizer sees a read beyond it.
    const auto memory = std::make_unique<char[]>(size + kFramePadding);
    std::memcpy(memory.get(), data, size);
    std::memset(memory.get() + size, size % 2 == 0 ? '"' : '1', kFramePadding);
    const std::string_view bytes(memory.get(), size);
    constexpr auto kRequests = static_cast<unsigned>(Request::Logout) + 1;
    unsigned sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        sum += data[i];
    }
    decode_in(strict, bytes, Request::Unknown);
    decode_in(open, bytes, static_cast<Request>(sum % kRequests));
    for (const CaptureEntry& entry : split_capture(bytes)) {
        (void)unwrap_capture(entry.text);
    }
}

}  // namespace hedged::deribit::fuzz
