// SPDX-License-Identifier: Apache-2.0
// The owner of a Deribit session that holds it to its promises (A1 to A3 of account_session.hpp, C1
// to C3 of connection.hpp, S1 and S2 of snapshots.hpp) at every call: who answered what, once; what
// was sent when; which numbers were passed on. A broken promise aborts.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/protocol/venue_command.hpp"
#include "hedged/venues/deribit/session/session_sink.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hedged::fuzz {

struct SentFrame {
    std::int64_t id = 0;
    std::string method;
    std::string text;
    bool answered = false;
};

class CheckedSink {
public:
    enum class Link : std::uint8_t { None, Wanted, Open, GivenUp };

    bool send(std::string_view frame) noexcept;
    void emit(const Event& event) noexcept;
    void connect() noexcept;
    void close(std::string_view reason) noexcept;
    [[nodiscard]] deribit::SessionSink sink() noexcept { return deribit::sink_of(*this); }

    // What the harness did.
    void note_opened() noexcept { link = Link::Open; }
    void note_closed() noexcept;
    void note_command(const VenueCommand& command) noexcept;
    // The frame that is being handed up now; empty between frames.
    void note_frame(std::string_view text) noexcept { frame_ = std::string{text}; }
    // Everything that was asked must have ended.
    void check_all_answered() const noexcept;

    Link link = Link::None;
    bool accepts = true;          // false: the socket takes no frame
    std::vector<SentFrame> sent;  // on this connection
    ConnectionState state = ConnectionState::Down;

private:
    struct Answers {
        int asked = 0;
        int unknown = 0;
        int definite = 0;
    };
    struct Reading {
        int asked = 0;
        int begun = 0;
        int ended = 0;
        std::size_t sent_before = 0;
    };
    void check(const OrderReply& reply) noexcept;
    void check(const CancelReply& reply) noexcept;
    void check(const OrderQueryReply& reply) noexcept;
    void check(const SnapshotMark& mark) noexcept;
    void check(const ConnectionChange& change) noexcept;
    void check_complete(const SnapshotMark& mark) const noexcept;
    template <class Other>
    void check(const Other& /*other*/) noexcept {}

    std::map<std::uint64_t, Answers> orders_;
    std::map<std::uint64_t, Answers> cancels_;
    std::map<std::uint64_t, Answers> queries_;
    std::map<std::pair<SnapshotKind, std::uint32_t>, Reading> readings_;
    std::string frame_;
    std::int64_t last_id_ = 0;
    bool tradable_ = false;
};

// Generations below are the session's own readings.
inline constexpr std::uint32_t kFirstGeneration = 1'000;

}  // namespace hedged::fuzz
