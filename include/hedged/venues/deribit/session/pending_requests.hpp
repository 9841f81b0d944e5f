// SPDX-License-Identifier: Apache-2.0
// The requests that the exchange has not answered, found by their id in one step. Ids rise for the
// life of the process and are never used twice, so an answer can only belong to its own request.
// One thread; never allocates.
//
// R1  A request is waiting, or overdue: its deadline passed and its owner was told, but a late
//     answer is still recognised. An overdue one gives way when its place is needed.
// R2  open() fails only when kCapacity requests are waiting.
// R3  next_deadline() is never later than that of any waiting request. It may be earlier, once,
//     when the request it belonged to has been answered: asking costs nothing on a spinning thread.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"
#include "hedged/venues/deribit/codec/request.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace hedged::deribit {

// Which part of a session waits for the answer.
enum class Purpose : std::uint8_t {
    None,
    Login,
    Refresh,
    Heartbeat,
    Test,
    Disconnect,  // setting and reading back cancel-on-disconnect
    Subscribe,
    Instruments,
    Status,
    Clock,
    Snapshot,
    Order,
    Cancel,
    Query,
};

struct PendingRequest {
    RequestId id = 0;
    Request request = Request::Unknown;
    Purpose purpose = Purpose::None;
    bool overdue = false;
    Instant sent;
    Instant deadline;
    ClientOrderId client_id;
    std::uint32_t context = 0;  // what the purpose needs: a currency, a snapshot or query slot
};

class PendingRequests {
public:
    static constexpr std::size_t kCapacity = 256;

    // Null when full.
    [[nodiscard]] PendingRequest* open(Request request, Purpose purpose, Instant now,
                                       Duration patience) noexcept {
        if (waiting_ == kCapacity) {
            return nullptr;
        }
        do {
            ++last_id_;
        } while (slot(last_id_).id != 0 && !slot(last_id_).overdue);
        slot(last_id_) =
            PendingRequest{last_id_, request, purpose, false, now, now + patience, {}, 0};
        ++waiting_;
        earliest_ = std::min(earliest_, now + patience);
        return &slot(last_id_);
    }
    // Null for an answer to nothing we asked, or asked too long ago.
    [[nodiscard]] PendingRequest* find(RequestId id) noexcept {
        return id > 0 && slot(id).id == id ? &slot(id) : nullptr;
    }
    void close(PendingRequest& request) noexcept {
        waiting_ -= request.overdue ? 0 : 1;
        request = PendingRequest{};
    }
    // One request whose deadline has passed, now marked overdue; null when there is none.
    [[nodiscard]] PendingRequest* next_overdue(Instant now) noexcept {
        if (waiting_ == 0 || now < earliest_) {
            return nullptr;
        }
        earliest_ = kNone;
        for (PendingRequest& request : slots_) {
            if (request.id == 0 || request.overdue) {
                continue;
            }
            if (request.deadline <= now) {
                request.overdue = true;
                --waiting_;
                earliest_ = now;  // there may be another
                return &request;
            }
            earliest_ = std::min(earliest_, request.deadline);
        }
        return nullptr;
    }
    // Hands each waiting request to `lost` and forgets everything: the connection is gone.
    template <class Lost>
    void abandon(Lost lost) noexcept {
        for (PendingRequest& request : slots_) {
            PendingRequest const was = request;
            request = PendingRequest{};
            if (was.id != 0 && !was.overdue) {
                --waiting_;
                lost(was);
            }
        }
    }
    [[nodiscard]] Instant next_deadline(Instant none) const noexcept {
        return waiting_ == 0 ? none : earliest_;
    }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

private:
    static constexpr Instant kNone{INT64_MAX};

    [[nodiscard]] PendingRequest& slot(RequestId id) noexcept {
        return slots_[static_cast<std::size_t>(id) % kCapacity];
    }

    std::array<PendingRequest, kCapacity> slots_{};
    RequestId last_id_ = 0;
    std::size_t waiting_ = 0;
    Instant earliest_ = kNone;
};

}  // namespace hedged::deribit
