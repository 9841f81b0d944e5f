// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/journal/format.hpp"
#include "hedged/runtime/journal/packing.hpp"

#include "runtime/carried_fields.hpp"

#include <algorithm>

namespace hedged::runtime {

namespace {

bool ended(OrderState state) noexcept {
    return state == OrderState::Filled || state == OrderState::Cancelled ||
           state == OrderState::Rejected;
}

}  // namespace

CarryFollower::CarryFollower(std::size_t instrument_capacity) : names_(instrument_capacity) {}

void CarryFollower::restart(const Carried& carried, WallTime as_of) noexcept {
    orders_ = carried.orders;
    kill_ = carried.kill;
    tally_ = {};
    for (const engine::CarriedSends& sent : carried.counts.sends) {
        for (std::uint32_t i = 0; i < sent.orders; ++i) {
            tally_.on_order(as_of - sent.age);
        }
    }
    for (const engine::CarriedRefusal& past : carried.counts.refusals) {
        tally_.on_refusal(as_of - past.age, past.instrument, past.refusal);
    }
}

InstrumentName CarryFollower::name_of(InstrumentIndex index) const noexcept {
    return index.raw < names_.size() ? names_[index.raw] : InstrumentName{};
}

void CarryFollower::place(const PlaceOrder& order, WallTime real) noexcept {
    tally_.on_order(real);
    // The gateway holds no more than fit here, inherited ones included.
    (void)orders_.push_back({order.client_id, name_of(order.instrument), order.side, order.quantity,
                             order.limit, order.time_in_force, order.valid_until});
}

void CarryFollower::drop(ClientOrderId id) noexcept {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        if (orders_[i].id == id) {
            orders_.swap_remove(i);
            return;
        }
    }
}

void CarryFollower::on(const Event& event, WallTime real) noexcept {
    if (const auto* definition = std::get_if<InstrumentDefinition>(&event)) {
        if (definition->spec.index.raw < names_.size()) {
            names_[definition->spec.index.raw] = definition->spec.name;
        }
    } else if (const auto* update = std::get_if<OrderUpdate>(&event)) {
        if (ended(update->state)) {
            drop(update->client_id);
        }
    } else if (const auto* reply = std::get_if<OrderReply>(&event);
               reply != nullptr && reply->outcome == Outcome::Refused) {
        const auto* const order =
            std::find_if(orders_.begin(), orders_.end(),
                         [&](const auto& one) { return one.id == reply->client_id; });
        tally_.on_refusal(real, order == orders_.end() ? InstrumentName{} : order->instrument,
                          reply->refusal);
    }
}

void CarryFollower::on(const Action& action, WallTime real) noexcept {
    if (const auto* command = std::get_if<VenueCommand>(&action)) {
        if (const auto* order = std::get_if<PlaceOrder>(command)) {
            place(*order, real);
        }
    } else if (const auto* note = std::get_if<Note>(&action)) {
        // The gateway's own verdict, also where the exchange never said it in one word. A refusal
        // does not always end an order: it may say that the exchange does not know.
        bool const rejected = note->kind == NoteKind::OrderRefused &&
                              note->values[4] == static_cast<double>(gateway::LiveState::Rejected);
        if (note->kind == NoteKind::OrderDone || rejected) {
            drop(note->client_id);
        }
    } else if (const auto* kill = std::get_if<SetKillLatch>(&action)) {
        kill_ = {true, kill->actor, kill->reason};
    } else if (std::holds_alternative<ClearKillLatch>(action)) {
        kill_ = {};
        tally_.on_armed();
    }
}

Carried CarryFollower::carried(WallTime now) const noexcept {
    return {orders_, tally_.counts(now), kill_};
}

std::size_t pack(const Carried& carried, std::span<std::byte, kCarriedBytesMax> room) noexcept {
    constexpr std::size_t kListBytes = 16;
    static_assert(sizeof(Carried) + kListBytes < kCarriedBytesMax,
                  "packed it is no larger than in memory");
    journal::Packer pack(room.data());
    pack.put(carried);
    return pack.size();
}

std::optional<Carried> unpack_carried(std::span<const std::byte> payload) noexcept {
    Carried carried;
    journal::Unpacker unpack(payload);
    unpack.take(carried);
    return unpack.ok() ? std::optional<Carried>{carried} : std::nullopt;
}

}  // namespace hedged::runtime
