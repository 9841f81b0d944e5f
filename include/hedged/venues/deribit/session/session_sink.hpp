// SPDX-License-Identifier: Apache-2.0
// Where a session puts what it makes: frames for the socket, events for the engine, and its wish to
// be connected or closed. A plain table of functions, so that sessions stay free of sockets and of
// virtual calls. One thread. The functions must not call the session back; they are noexcept.
#pragma once

#include "hedged/protocol/event.hpp"

#include <string_view>

namespace hedged::deribit {

struct SessionSink {
    void* owner = nullptr;
    // False: the frame cannot leave; the session then gives this connection up.
    bool (*send_frame)(void* owner, std::string_view frame) noexcept = nullptr;
    void (*emit_event)(void* owner, const Event& event) noexcept = nullptr;
    void (*want_connect)(void* owner) noexcept = nullptr;
    // After it the owner must report closed() once, as after any other end of the connection.
    void (*want_close)(void* owner, std::string_view reason) noexcept = nullptr;

    [[nodiscard]] bool send(std::string_view frame) const noexcept {
        return send_frame(owner, frame);
    }
    void emit(const Event& event) const noexcept { emit_event(owner, event); }
    void connect() const noexcept { want_connect(owner); }
    void close(std::string_view reason) const noexcept { want_close(owner, reason); }
};

// Owner has send(frame) -> bool, emit(event), connect() and close(reason), all noexcept.
template <class Owner>
[[nodiscard]] SessionSink sink_of(Owner& owner) noexcept {
    return SessionSink{
        &owner,
        [](void* self, std::string_view frame) noexcept {
            return static_cast<Owner*>(self)->send(frame);
        },
        [](void* self, const Event& event) noexcept { static_cast<Owner*>(self)->emit(event); },
        [](void* self) noexcept { static_cast<Owner*>(self)->connect(); },
        [](void* self, std::string_view reason) noexcept {
            static_cast<Owner*>(self)->close(reason);
        }};
}

}  // namespace hedged::deribit
