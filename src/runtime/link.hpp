// SPDX-License-Identifier: Apache-2.0
// Ties one session to one websocket: frames and connection news in, frames and wishes out. I/O
// thread.
#pragma once

#include "hedged/transport/channel.hpp"
#include "hedged/venues/deribit/session/session_sink.hpp"

#include "runtime/event_router.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace hedged::runtime {

template <class Session>
class Link final : public transport::ChannelListener {
public:
    using MakeSession = std::function<std::unique_ptr<Session>(deribit::SessionSink)>;
    using WallFunction = WallTime (*)();

    Link(transport::Channel& channel, const transport::Endpoint& endpoint, EventRouter& router,
         transport::NowFunction now, WallFunction wall, const MakeSession& make)
        : channel_(channel),
          endpoint_(endpoint),
          router_(router),
          now_(now),
          wall_(wall),
          session_(make(deribit::sink_of(*this))) {}

    [[nodiscard]] Session& session() noexcept { return *session_; }
    [[nodiscard]] const Session& session() const noexcept { return *session_; }

    // What must not happen inside a callback of the session, and the session's own timers.
    void tick(Instant now) {
        if (connect_failed_) {
            connect_failed_ = false;
            session_->closed(now, "the connection could not be started");
        }
        if (now >= session_->next_deadline()) {
            session_->tick(now, wall_());
        }
    }
    [[nodiscard]] Instant next_deadline() const noexcept { return session_->next_deadline(); }
    // Without a word to the session: it hears of it as of any lost connection.
    void abort() { channel_.abort(); }
    [[nodiscard]] bool closed() const { return channel_.state() == transport::ChannelState::kIdle; }
    // When the bytes of the last frame stood ready, before the kernel was asked to take them.
    [[nodiscard]] Instant ready_at() const noexcept { return ready_at_; }

    // For the session's sink.
    [[nodiscard]] bool send(std::string_view frame) noexcept {
        ready_at_ = now_();
        return channel_.send(frame);
    }
    void emit(const Event& event) noexcept { router_.route(event); }
    void connect() noexcept { connect_failed_ = !channel_.connect(endpoint_, *this); }
    void close(std::string_view /*reason*/) noexcept {
        if (channel_.state() == transport::ChannelState::kOpen) {
            channel_.close();
        } else {
            channel_.abort();
        }
    }

    void on_open(Instant now) override { session_->opened(now, wall_()); }
    void on_frame(std::string_view frame, Instant received) override {
        session_->frame(frame, received);
    }
    void on_closed(const transport::CloseReport& report, Instant now) override {
        session_->closed(
            now, report.text.empty() ? transport::to_string(report.reason) : report.text.view());
    }

private:
    transport::Channel& channel_;
    const transport::Endpoint& endpoint_;
    EventRouter& router_;
    transport::NowFunction now_;
    WallFunction wall_;
    std::unique_ptr<Session> session_;
    Instant ready_at_;
    bool connect_failed_ = false;
};

}  // namespace hedged::runtime
