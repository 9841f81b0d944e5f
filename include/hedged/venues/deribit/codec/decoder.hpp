// SPDX-License-Identifier: Apache-2.0
// Bytes of one websocket frame to events. No clock, socket or timer; what it keeps is the parser's
// buffers, the shared instrument table and counters. The frame is not copied: the caller guarantees
// kFramePadding readable bytes after it, of any content. Nothing is allocated once buffers have
// grown to the largest frame seen. One thread.
// Units: volatility leaves as a fraction whatever the channel used; prices and amounts as the
// instrument has them. A frame either decodes whole or leaves no event behind; the exception is an
// instrument list, where a definition that cannot be read is reported in `unplaced` and the others
// stand. Unknown keys, words, channels and methods are counted and survived.
#pragma once

#include "hedged/venues/deribit/codec/counters.hpp"
#include "hedged/venues/deribit/codec/instrument_table.hpp"
#include "hedged/venues/deribit/codec/label.hpp"
#include "hedged/venues/deribit/codec/messages.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace hedged::deribit {

inline constexpr std::size_t kFramePadding = 64;
inline constexpr std::size_t kFrameBytesMax = std::size_t{16} * 1024 * 1024;

class Decoder {
public:
    // `table` must outlive the decoder. `frame_bytes` is reserved now; a larger frame, up to
    // kFrameBytesMax, makes the buffers grow once.
    Decoder(InstrumentTable& table, AccountTag tag,
            std::size_t frame_bytes = std::size_t{256} * 1024);
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    // Notifications, heartbeats and error replies are complete afterwards. For FrameKind::Reply
    // only the envelope is: look the id up and call decode_reply(). `received` is the stamp taken
    // before parsing; it goes into every event.
    [[nodiscard]] DecodeError decode(std::string_view frame, Instant received, DecodedFrame& out);

    // The result of the frame that decode() saw last, whose bytes must still be there. `expected`
    // is what was asked under that id; Unknown guesses from the shape and never fails on a shape
    // it does not know.
    [[nodiscard]] DecodeError decode_reply(Request expected, DecodedFrame& out);

    // A result that was recorded without its envelope.
    [[nodiscard]] DecodeError decode_bare_result(std::string_view json, Instant received,
                                                 Request expected, DecodedFrame& out);

    [[nodiscard]] const DecodeCounters& counters() const noexcept;
    [[nodiscard]] InstrumentTable& table() noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace hedged::deribit
