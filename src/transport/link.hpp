// SPDX-License-Identifier: Apache-2.0
// One established websocket, plain or over TLS, without saying which: what the client and the
// server keep of a connection. Loop thread only. The owner is called from inside the loop only, and
// on_link_closed() exactly once after start, unless detach() came first.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/transport/channel.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hedged::transport {

struct LinkSettings {
    std::size_t frame_bytes_max = 0;
    std::size_t read_buffer_initial = std::size_t{64} << 10U;
    Duration close_deadline{};
    bool permessage_deflate = false;
    std::string user_agent;  // or the server's name
};

class LinkOwner {
public:
    virtual ~LinkOwner() = default;
    virtual void on_link_open() = 0;
    virtual void on_link_frame(std::string_view frame, Instant received) = 0;
    virtual void on_link_closed(const CloseReport& report) = 0;
};

class Link {
public:
    virtual ~Link() = default;

    // False when a message of that length might not fit behind what is waiting already.
    [[nodiscard]] virtual bool has_room(std::size_t frame_bytes) const = 0;
    [[nodiscard]] virtual bool send(std::string_view frame) = 0;
    [[nodiscard]] virtual std::size_t waiting() const = 0;

    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    // Drops the connection at once; the owner hears `report` from the loop.
    virtual void fail(const CloseReport& report) = 0;
    // Drops it and never calls the owner again.
    virtual void detach() = 0;
};

}  // namespace hedged::transport
