// SPDX-License-Identifier: Apache-2.0
// What must be true of a position, whatever comes in whatever order: the exchange's word wins, a
// trade counts once, and what was made after a statement stands on top of it.
#pragma once

#include "hedged/gateway/position_keeper.hpp"
#include "hedged/protocol/account_events.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::fuzz {

// One instrument's position: unique fills and what was adopted, and nothing else.
class PositionModel {
public:
    // May this fill leave the position where it is? Only when a statement may have had it already.
    [[nodiscard]] bool may_contain(const Fill& fill) const;
    [[nodiscard]] bool must_contain(const Fill& fill) const;
    void on_fill(const Fill& fill, std::int64_t signed_lots, bool moved);
    // The fills made after the statement, which stand on top of it; empty when more than the
    // gateway promises to remember.
    [[nodiscard]] std::optional<std::int64_t> later_than(WallTime statement) const;
    void adopt(const PositionUpdate& update, std::int64_t lots);

    // What the gateway made of it, before it counts here. They abort.
    // `sent`: when its order left us, if this run sent it.
    void check_fill(const Fill& fill, std::optional<Instant> sent, bool history, bool moved) const;
    void check_statement(const PositionUpdate& update, const gateway::PositionChange& change);
    // What a complete list did not name is flat, but for fills made after it or not yet in it.
    void check_flattened(const SnapshotMark& mark, std::int64_t before, std::int64_t after);

    std::int64_t lots = 0;
    bool known = false;

private:
    struct Seen {
        WallTime made;
        std::int64_t lots = 0;
    };
    std::vector<Seen> fills_;  // those that moved the position
    WallTime first_;
    WallTime newest_;
    WallTime newest_ever_;
    Instant heard_at_;  // of the newest statement
};

}  // namespace hedged::fuzz
