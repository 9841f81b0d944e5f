// SPDX-License-Identifier: Apache-2.0
#include "simulator/virtual_channel.hpp"

#include <utility>

namespace hedged::simulator {
namespace {

using transport::ChannelState;

constexpr Duration kGoodbyePatience = seconds(1);

}  // namespace

bool VirtualChannel::connect(const transport::Endpoint& /*endpoint*/,
                             transport::ChannelListener& listener) {
    if (state_ != ChannelState::kIdle) {
        return false;
    }
    listener_ = &listener;
    state_ = ChannelState::kConnecting;
    deaf_ = false;
    connection_ = network_.open_connection();
    watcher_.channel_opening(*this);
    network_.send(now_(), connection_, Toward::Exchange, ParcelKind::Open);
    return true;
}

bool VirtualChannel::send(std::string_view frame) {
    if (state_ != ChannelState::kOpen) {
        return false;
    }
    leaving_.assign(frame);
    if (watcher_.frame_leaves(*this, leaving_)) {
        network_.send(now_(), connection_, Toward::Exchange, ParcelKind::Frame, leaving_);
    }
    return true;
}

void VirtualChannel::close() {
    if (state_ != ChannelState::kOpen) {
        return;
    }
    state_ = ChannelState::kClosing;
    network_.send(now_(), connection_, Toward::Exchange, ParcelKind::Closed);
    network_.tell(now_() + kGoodbyePatience, connection_, Toward::Daemon, ParcelKind::Closed,
                  "closed by us");
}

void VirtualChannel::abort() {
    if (state_ == ChannelState::kIdle || deaf_) {
        return;
    }
    deaf_ = true;
    state_ = ChannelState::kClosing;
    network_.send(now_(), connection_, Toward::Exchange, ParcelKind::Closed);
    network_.tell(now_(), connection_, Toward::Daemon, ParcelKind::Closed, "given up by us");
}

void VirtualChannel::arrived(const Parcel& parcel, Instant now) {
    if (listener_ == nullptr || parcel.connection != connection_) {
        return;
    }
    switch (parcel.kind) {
        case ParcelKind::Accepted:
            if (state_ == ChannelState::kConnecting) {
                state_ = ChannelState::kOpen;
                listener_->on_open(now);
            }
            return;
        case ParcelKind::Refused:
            finish(transport::CloseReason::kRefused, parcel.bytes, now);
            return;
        case ParcelKind::Closed:
            finish(deaf_ || state_ == ChannelState::kClosing ? transport::CloseReason::kLocal
                                                             : transport::CloseReason::kReset,
                   parcel.bytes, now);
            return;
        case ParcelKind::Frame: {
            const bool may_hear = state_ == ChannelState::kOpen || state_ == ChannelState::kClosing;
            if (may_hear && !deaf_) {
                frame_.assign(parcel.bytes);
                frame_.append(transport::kFramePadding, '\0');
                listener_->on_frame(std::string_view{frame_}.substr(0, parcel.bytes.size()), now);
            }
            return;
        }
        case ParcelKind::Open:
            return;
    }
}

void VirtualChannel::finish(transport::CloseReason reason, std::string_view text, Instant now) {
    if (state_ == ChannelState::kIdle) {
        return;
    }
    state_ = ChannelState::kIdle;
    watcher_.channel_closed(*this);
    transport::CloseReport report;
    report.reason = reason;
    report.text.assign_truncated(text);
    std::exchange(listener_, nullptr)->on_closed(report, now);
}

}  // namespace hedged::simulator
