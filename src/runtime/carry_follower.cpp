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
    judged_ = carried.positions.judged;
    earlier_ = judged_ ? engine::CarriedPositions{} : carried.positions;
    statements_ =
        engine::PositionStatements(judged_ ? carried.positions : engine::CarriedPositions{});
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

void CarryFollower::follow_list(const SnapshotMark& mark) noexcept {
    if (mark.kind != SnapshotKind::Positions) {
        return;
    }
    switch (mark.phase) {
        case SnapshotPhase::Begin:
            statements_.on_list_begin();
            return;
        case SnapshotPhase::Complete:
            statements_.on_list_whole(mark.stamp.venue);
            return;
        case SnapshotPhase::Failed:
            statements_.on_list_failed();
            return;
    }
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
    } else if (const auto* position = std::get_if<PositionUpdate>(&event)) {
        statements_.on_position(name_of(position->instrument), position->size,
                                position->stamp.venue);
    } else if (const auto* mark = std::get_if<SnapshotMark>(&event)) {
        follow_list(*mark);
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
        judged_ = judged_ || note->kind == NoteKind::Reconciled;
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

void CarryFollower::on(const KnownInstruments& known) noexcept {
    for (const KnownInstrument& one : known) {
        if (one.index.raw < names_.size()) {
            names_[one.index.raw] = one.name;
        }
    }
}

KnownInstruments CarryFollower::known_from(std::uint32_t& next) const noexcept {
    KnownInstruments out;
    for (; knows_from(next) && !out.full(); ++next) {
        if (!names_[next].empty()) {
            (void)out.push_back({InstrumentIndex{next}, names_[next]});
        }
    }
    return out;
}

Carried CarryFollower::carried(WallTime now) const noexcept {
    Carried out{orders_, tally_.counts(now), judged_ ? statements_.positions() : earlier_, kill_};
    out.positions.judged = judged_;
    return out;
}

std::size_t pack(const Carried& carried, std::span<std::byte, kCarriedBytesMax> room) noexcept {
    constexpr std::size_t kListBytes = 16;
    static_assert(sizeof(Carried) + kListBytes < kCarriedBytesMax,
                  "packed it is no larger than in memory");
    journal::Packer pack(room.data());
    pack.put(carried);
    return pack.size();
}

std::size_t pack(const KnownInstruments& known,
                 std::span<std::byte, kCarriedBytesMax> room) noexcept {
    static_assert(sizeof(KnownInstruments) < kCarriedBytesMax);
    journal::Packer pack(room.data());
    pack.put(known);
    return pack.size();
}

std::optional<KnownInstruments> unpack_known(std::span<const std::byte> payload) noexcept {
    KnownInstruments known;
    journal::Unpacker unpack(payload);
    unpack.take(known);
    return unpack.ok() ? std::optional<KnownInstruments>{known} : std::nullopt;
}

std::optional<Carried> unpack_carried(std::span<const std::byte> payload) noexcept {
    Carried carried;
    journal::Unpacker unpack(payload);
    unpack.take(carried);
    return unpack.ok() ? std::optional<Carried>{carried} : std::nullopt;
}

}  // namespace hedged::runtime
