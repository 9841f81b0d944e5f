// SPDX-License-Identifier: Apache-2.0
// The client side of one frame connection, as sessions and their owners see it. WebsocketClient is
// the real one; FaultChannel wraps another. One thread: the one that runs the IoLoop.
//
// C1  Every connect() that returned true is followed by exactly one on_closed(), before which
//     on_open() comes at most once, and frames only between the two.
// C2  The listener is called from inside IoLoop::poll() and run_for() only, never from inside
//     connect(), send(), close() or abort().
// C3  Frames leave in the order of send() and none is left out while the connection lives.
// C4  The listener may call any method of the channel, or destroy it, from inside a callback.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/transport/close_reason.hpp"
#include "hedged/transport/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hedged::transport {

// Bytes that may be read (not written) behind every frame handed up, so that a parser which reads
// whole vector registers needs no copy. simdjson 3.0 asks for SIMDJSON_PADDING == 64.
inline constexpr std::size_t kFramePadding = 64;

// The process clock, handed in: transport owns none.
using NowFunction = Instant (*)();

class ChannelListener {
public:
    virtual ~ChannelListener() = default;
    virtual void on_open(Instant now) = 0;
    // One whole message, text or binary. `received` was taken when its last bytes came from the
    // kernel, before anything was decrypted or parsed. `frame` is valid during the call only, with
    // kFramePadding readable bytes behind it.
    virtual void on_frame(std::string_view frame, Instant received) = 0;
    virtual void on_closed(const CloseReport& report, Instant now) = 0;
};

enum class ChannelState : std::uint8_t { kIdle, kConnecting, kOpen, kClosing };

class Channel {
public:
    virtual ~Channel() = default;

    // False unless kIdle. The listener must live until on_closed() or the channel's destruction.
    [[nodiscard]] virtual bool connect(const Endpoint& endpoint, ChannelListener& listener) = 0;

    // One text message. It has reached the kernel when this returns, unless earlier bytes are still
    // waiting (see outstanding_bytes()); then it follows them. False: not open, or no room; nothing
    // was taken, and the caller must fail its session. Never blocks, never allocates on a plain
    // connection once open.
    [[nodiscard]] virtual bool send(std::string_view frame) = 0;

    // Encoded bytes taken by send() that the kernel has not accepted yet.
    [[nodiscard]] virtual std::size_t outstanding_bytes() const = 0;

    // Says goodbye and waits a short time for the answer; frames may still arrive meanwhile.
    virtual void close() = 0;

    // Drops the connection now; no frame is handed up after this. For peers that stopped answering.
    virtual void abort() = 0;

    [[nodiscard]] virtual ChannelState state() const = 0;
};

}  // namespace hedged::transport
