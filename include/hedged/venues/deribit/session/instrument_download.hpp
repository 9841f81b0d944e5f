// SPDX-License-Identifier: Apache-2.0
// Reads the instrument list of every coin, one request after the other because the exchange allows
// one in ten seconds, and tells the engine what is new or changed. One thread; storage is taken
// once. Each run is bracketed by SnapshotMark events: generation 0 is one of our own.
#pragma once

#include "hedged/core/fixed_vector.hpp"
#include "hedged/venues/deribit/session/connection.hpp"
#include "hedged/venues/deribit/session/instrument_refresh.hpp"

#include <cstdint>
#include <vector>

namespace hedged::deribit {

class InstrumentDownload {
public:
    InstrumentDownload(Connection& connection, InstrumentTable& table, InstrumentRefresh& refresh,
                       Duration interval, BackoffConfig retry);

    // The engine asked. False: too many have asked; it was told Failed.
    void request(std::uint32_t generation, Instant now) noexcept;
    // Whatever was under way failed with the connection; a new connection wants a new list.
    void reset(Instant now) noexcept;
    void advance(Instant now) noexcept;
    void on_answer(const PendingRequest& request, bool usable, Instant now) noexcept;

    // When the last complete run ended; nothing before the first.
    [[nodiscard]] bool completed() const noexcept { return completed_at_ != kNever; }
    [[nodiscard]] Instant completed_at() const noexcept { return completed_at_; }
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    [[nodiscard]] bool wanted() const noexcept {
        return refresh_.completed < refresh_.wanted || !asked_.empty();
    }
    void begin(Instant now) noexcept;
    void finish(SnapshotPhase phase, Instant now) noexcept;
    void mark(std::uint32_t generation, SnapshotPhase phase, Instant now) noexcept;
    void emit_changed() noexcept;

    static constexpr std::size_t kGenerationsMax = 8;

    Connection& connection_;
    InstrumentTable& table_;
    InstrumentRefresh& refresh_;
    TokenBucket lists_;
    Backoff retry_;
    FixedVector<std::uint32_t, kGenerationsMax> asked_;    // for the next run
    FixedVector<std::uint32_t, kGenerationsMax> running_;  // answered by the present one
    std::vector<std::uint64_t> fingerprints_;              // of what the engine was told, by index
    bool under_way_ = false;
    bool in_flight_ = false;
    std::uint8_t currency_ = 0;
    std::uint32_t target_ = 0;
    Instant not_before_;
    Instant completed_at_ = kNever;
};

}  // namespace hedged::deribit
