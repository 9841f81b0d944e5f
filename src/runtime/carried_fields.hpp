// SPDX-License-Identifier: Apache-2.0
// The fields of what a run inherits, for packing; see protocol/fields.hpp.
#pragma once

#include "hedged/protocol/fields.hpp"
#include "hedged/runtime/inheritance.hpp"

// Beside the types, so that the packer finds them.
namespace hedged::engine {

template <class V, Like<CarriedOrder> T>
constexpr void fields(V& visit, T& it) {
    visit("id", it.id);
    visit("instrument", it.instrument);
    visit("side", it.side);
    visit("quantity", it.quantity);
    visit("limit", it.limit);
    visit("time_in_force", it.time_in_force);
    visit("valid_until", it.valid_until);
}
template <class V, Like<CarriedSends> T>
constexpr void fields(V& visit, T& it) {
    visit("age", it.age);
    visit("orders", it.orders);
}
template <class V, Like<CarriedRefusal> T>
constexpr void fields(V& visit, T& it) {
    visit("age", it.age);
    visit("instrument", it.instrument);
    visit("refusal", it.refusal);
}
template <class V, Like<CarriedCounts> T>
constexpr void fields(V& visit, T& it) {
    visit("sends", it.sends);
    visit("refusals", it.refusals);
}
template <class V, Like<CarriedPosition> T>
constexpr void fields(V& visit, T& it) {
    visit("instrument", it.instrument);
    visit("amount", it.amount);
    visit("as_of", it.as_of);
}
template <class V, Like<CarriedPositions> T>
constexpr void fields(V& visit, T& it) {
    visit("held", it.held);
    visit("listed_as_of", it.listed_as_of);
    visit("judged", it.judged);
}
}  // namespace hedged::engine

namespace hedged::runtime {

template <class V, Like<CarriedKill> T>
constexpr void fields(V& visit, T& it) {
    visit("standing", it.standing);
    visit("actor", it.actor);
    visit("reason", it.reason);
}
template <class V, Like<KnownInstrument> T>
constexpr void fields(V& visit, T& it) {
    visit("index", it.index);
    visit("name", it.name);
}
template <class V, Like<Carried> T>
constexpr void fields(V& visit, T& it) {
    visit("orders", it.orders);
    visit("counts", it.counts);
    visit("positions", it.positions);
    visit("kill", it.kill);
}

}  // namespace hedged::runtime
