// SPDX-License-Identifier: Apache-2.0
// The daemon's end of a virtual connection: a transport::Channel that keeps C1 to C4 over the
// virtual network. Frames the daemon sends are shown to the owner before they leave. One thread.
#pragma once

#include "hedged/transport/channel.hpp"

#include "simulator/network.hpp"

#include <cstdint>
#include <string>

namespace hedged::simulator {

class VirtualChannel;

// What the world wants to know of a channel, and its chance to stop a frame.
class ChannelWatcher {
public:
    virtual ~ChannelWatcher() = default;
    virtual void channel_opening(VirtualChannel& channel) = 0;  // its connection has a number
    virtual void channel_closed(VirtualChannel& channel) = 0;
    // False: it stays here.
    [[nodiscard]] virtual bool frame_leaves(VirtualChannel& channel, std::string& frame) = 0;
};

class VirtualChannel final : public transport::Channel {
public:
    VirtualChannel(Network& network, ChannelWatcher& watcher, transport::NowFunction now)
        : network_(network), watcher_(watcher), now_(now) {}

    [[nodiscard]] bool connect(const transport::Endpoint& endpoint,
                               transport::ChannelListener& listener) override;
    [[nodiscard]] bool send(std::string_view frame) override;
    [[nodiscard]] std::size_t outstanding_bytes() const override { return 0; }
    void close() override;
    void abort() override;
    [[nodiscard]] transport::ChannelState state() const override { return state_; }

    // From the network, for this connection only.
    void arrived(const Parcel& parcel, Instant now);
    [[nodiscard]] std::uint64_t connection() const noexcept { return connection_; }
    // The process is gone: nothing is called any more.
    void die() noexcept { listener_ = nullptr; }

private:
    void finish(transport::CloseReason reason, std::string_view text, Instant now);

    Network& network_;
    ChannelWatcher& watcher_;
    transport::NowFunction now_;
    transport::ChannelListener* listener_ = nullptr;
    transport::ChannelState state_ = transport::ChannelState::kIdle;
    std::uint64_t connection_ = 0;
    bool deaf_ = false;  // abort() was called: no frame is handed up after it
    std::string leaving_;
    std::string frame_;  // with room behind it, as the parser wants
};

}  // namespace hedged::simulator
