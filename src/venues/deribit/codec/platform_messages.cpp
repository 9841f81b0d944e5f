// SPDX-License-Identifier: Apache-2.0
// What happens to instruments, and the locks of the platform.
#include "venues/deribit/codec/message_decoders.hpp"
#include "venues/deribit/codec/words.hpp"

namespace hedged::deribit {

DecodeFault decode_instrument_change(Context& context, od::value& value) noexcept {
    static constexpr auto kStateKeys = keys("timestamp", "state", "instrument_name");
    context.message = MessageKind::InstrumentState;
    InstrumentStateChange change;
    std::string_view name;
    const DecodeFault fault =
        walk(context, value, kStateKeys, kStateKeys.mask({"timestamp", "state", "instrument_name"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kStateKeys["timestamp"]:
                         return read_milliseconds(field, change.stamp.venue);
                     case kStateKeys["state"]:
                         return read_instrument_state(context, field, change.state);
                     default:
                         return read_text(field, name);
                 }
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    change.stamp.received = context.received;
    change.instrument = context.table.find_or_register(name);
    if (change.instrument.valid()) {
        context.table.set_state(change.instrument, change.state);
        context.out->events.emplace_back(change);
        return DecodeFault::None;
    }
    // A newly listed strike: the session fetches its definition.
    Unplaced item;
    item.item = UnplacedItem::InstrumentState;
    item.instrument.assign_truncated(name);
    item.instrument_state = change.state;
    context.out->unplaced.push_back(item);
    return DecodeFault::None;
}

// {price_index, locked} for one index; {locked} of older messages for the whole platform; other
// objects on this channel (the mode of public methods) say nothing about locks.
DecodeFault decode_platform_state(Context& context, od::value& value) noexcept {
    static constexpr auto kLockKeys = keys("price_index", "locked");
    context.message = MessageKind::PlatformState;
    PlatformLock lock;
    lock.stamp = Stamp{context.received, context.sent};
    std::string_view index;
    bool told = false;
    const DecodeFault fault =
        walk(context, value, kLockKeys, 0, [&](unsigned key, od::value& field) {
            if (key == kLockKeys["price_index"]) {
                return is_null(field) ? DecodeFault::None : read_text(field, index);
            }
            told = true;
            return read_bool(field, lock.locked);
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (!told) {
        return index.empty() ? DecodeFault::None : context.fail(DecodeFault::Missing, "locked");
    }
    if (!index.empty()) {
        lock.underlying = context.table.underlying_of_index(index);
        if (!lock.underlying.valid()) {
            ++context.counters.not_configured;
            return DecodeFault::None;
        }
    }
    context.out->events.emplace_back(lock);
    return DecodeFault::None;
}

// public/status: locked is true, false or "partial"; a partial lock names its indices.
DecodeFault decode_status(Context& context, od::value& value) noexcept {
    static constexpr auto kStatusKeys = keys("locked", "locked_indices", "locked_currencies");
    context.message = MessageKind::PlatformState;
    PlatformLock lock;
    lock.stamp = Stamp{context.received, context.sent};
    bool partial = false;
    const std::size_t first = context.out->events.size();
    const auto lock_one = [&](od::value& element, bool by_index) {
        std::string_view name;
        const DecodeFault fault = read_text(element, name);
        if (fault != DecodeFault::None) {
            return fault;
        }
        PlatformLock one = lock;
        one.locked = true;
        one.underlying =
            by_index ? context.table.underlying_of_index(name) : context.table.underlying(name);
        if (one.underlying.valid()) {
            context.out->events.emplace_back(one);
        } else {
            ++context.counters.not_configured;
        }
        return DecodeFault::None;
    };
    const DecodeFault fault =
        walk(context, value, kStatusKeys, kStatusKeys.mask({"locked"}),
             [&](unsigned key, od::value& field) {
                 if (key != kStatusKeys["locked"]) {
                     const bool by_index = key == kStatusKeys["locked_indices"];
                     return each(field, [&](od::value& name) { return lock_one(name, by_index); });
                 }
                 if (!is_text(field)) {
                     return read_bool(field, lock.locked);
                 }
                 std::string_view word;
                 const DecodeFault bad = read_text(field, word);
                 partial = word == "partial";
                 lock.locked = word == "true";
                 return bad == DecodeFault::None && !partial && word != "true" && word != "false"
                            ? DecodeFault::UnknownWord
                            : bad;
             });
    if (fault == DecodeFault::None && !partial) {
        context.out->events.erase(context.out->events.begin() + static_cast<std::ptrdiff_t>(first),
                                  context.out->events.end());
        context.out->events.emplace_back(lock);
    }
    return fault;
}

}  // namespace hedged::deribit
