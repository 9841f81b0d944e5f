// SPDX-License-Identifier: Apache-2.0
// The virtual network: parcels (frames, opens, closes) on their way between daemons and the
// exchange, each connection and direction in its own order and with its own latency, connections
// against each other in any order. What a parcel does when it arrives is the owner's business. One
// thread.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hedged::simulator {

enum class Toward : std::uint8_t { Exchange, Daemon };
enum class ParcelKind : std::uint8_t { Open, Accepted, Refused, Frame, Closed };

struct Parcel {
    Instant due;
    std::uint64_t serial = 0;  // of sending: the order among parcels due at once
    std::uint64_t connection = 0;
    Toward toward = Toward::Exchange;
    ParcelKind kind = ParcelKind::Frame;
    std::string bytes;
    bool local = false;  // from the receiver's own kernel: nothing on the way can stop it
};

struct Latency {
    Duration min = microseconds(200);
    Duration max = milliseconds(2);
};

class Network {
public:
    Network(Latency latency, std::uint64_t seed) : latency_(latency), random_(seed) {}

    // Connections are numbered from 1 and never again.
    [[nodiscard]] std::uint64_t open_connection();
    void forget(std::uint64_t connection) { connections_.erase(connection); }
    [[nodiscard]] bool knows(std::uint64_t connection) const {
        return connections_.contains(connection);
    }

    void send(Instant now, std::uint64_t connection, Toward toward, ParcelKind kind,
              std::string_view bytes = {});
    // Arrives even where nothing else does: what one's own kernel says.
    void tell(Instant due, std::uint64_t connection, Toward toward, ParcelKind kind,
              std::string_view why);

    // Nothing sent from now on arrives, either way, and nobody is told.
    void silence(std::uint64_t connection);
    [[nodiscard]] bool silent(std::uint64_t connection) const;
    // Whatever is sent until then arrives then, in order.
    void stall(std::uint64_t connection, Instant until);
    // Breaks: of what is under way each way only a prefix drawn by chance arrives, then both ends
    // are told.
    void cut(Instant now, std::uint64_t connection);

    [[nodiscard]] Instant next_due() const noexcept;
    [[nodiscard]] bool take(Instant now, Parcel& out);
    [[nodiscard]] std::vector<std::uint64_t> connections() const;

private:
    struct Line {
        std::array<Instant, 2> last{};  // per direction: a parcel never overtakes
        Instant stalled_until;
        bool silent = false;
    };
    void push(Parcel parcel);
    [[nodiscard]] Instant arrival(Line& line, Toward toward, Instant now);

    Latency latency_;
    Random random_;
    std::unordered_map<std::uint64_t, Line> connections_;
    std::vector<Parcel> heap_;
    std::uint64_t next_connection_ = 1;
    std::uint64_t next_serial_ = 1;
};

}  // namespace hedged::simulator
