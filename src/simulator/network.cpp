// SPDX-License-Identifier: Apache-2.0
#include "simulator/network.hpp"

#include <algorithm>
#include <limits>

namespace hedged::simulator {
namespace {

struct Later {
    bool operator()(const Parcel& a, const Parcel& b) const noexcept {
        return a.due != b.due ? a.due > b.due : a.serial > b.serial;
    }
};

}  // namespace

std::uint64_t Network::open_connection() {
    const std::uint64_t id = next_connection_++;
    connections_.emplace(id, Line{});
    return id;
}

Instant Network::arrival(Line& line, Toward toward, Instant now) {
    const auto spread = static_cast<std::uint64_t>((latency_.max - latency_.min).nanoseconds()) + 1;
    const Duration latency =
        latency_.min + Duration{static_cast<std::int64_t>(random_.below(spread))};
    Instant& last = line.last.at(static_cast<std::size_t>(toward));
    last = std::max({last, now + latency, line.stalled_until});
    return last;
}

void Network::push(Parcel parcel) {
    heap_.push_back(std::move(parcel));
    std::push_heap(heap_.begin(), heap_.end(), Later{});
}

void Network::send(Instant now, std::uint64_t connection, Toward toward, ParcelKind kind,
                   std::string_view bytes) {
    const auto found = connections_.find(connection);
    if (found == connections_.end() || found->second.silent) {
        return;
    }
    push({arrival(found->second, toward, now), next_serial_++, connection, toward, kind,
          std::string(bytes), false});
}

void Network::tell(Instant due, std::uint64_t connection, Toward toward, ParcelKind kind,
                   std::string_view why) {
    push({due, next_serial_++, connection, toward, kind, std::string(why), true});
}

void Network::silence(std::uint64_t connection) {
    if (const auto found = connections_.find(connection); found != connections_.end()) {
        found->second.silent = true;
        std::erase_if(heap_,
                      [&](const Parcel& p) { return p.connection == connection && !p.local; });
        std::make_heap(heap_.begin(), heap_.end(), Later{});
    }
}

bool Network::silent(std::uint64_t connection) const {
    const auto found = connections_.find(connection);
    return found != connections_.end() && found->second.silent;
}

void Network::stall(std::uint64_t connection, Instant until) {
    const auto found = connections_.find(connection);
    if (found == connections_.end()) {
        return;
    }
    found->second.stalled_until = until;
    for (Parcel& parcel : heap_) {
        if (parcel.connection == connection && !parcel.local) {
            parcel.due = std::max(parcel.due, until);
        }
    }
    std::make_heap(heap_.begin(), heap_.end(), Later{});
}

void Network::cut(Instant now, std::uint64_t connection) {
    const auto found = connections_.find(connection);
    if (found == connections_.end()) {
        return;
    }
    for (const Toward toward : {Toward::Exchange, Toward::Daemon}) {
        std::vector<std::uint64_t> under_way;
        for (const Parcel& parcel : heap_) {
            if (parcel.connection == connection && parcel.toward == toward && !parcel.local) {
                under_way.push_back(parcel.serial);
            }
        }
        std::sort(under_way.begin(), under_way.end());
        const std::size_t kept = random_.below(under_way.size() + 1);
        const std::uint64_t first_lost =
            kept < under_way.size() ? under_way[kept] : std::numeric_limits<std::uint64_t>::max();
        std::erase_if(heap_, [&](const Parcel& p) {
            return p.connection == connection && p.toward == toward && p.serial >= first_lost &&
                   !p.local;
        });
        push({arrival(found->second, toward, now), next_serial_++, connection, toward,
              ParcelKind::Closed, "the connection broke", false});
    }
    std::make_heap(heap_.begin(), heap_.end(), Later{});
    found->second.silent = true;
}

Instant Network::next_due() const noexcept {
    return heap_.empty() ? Instant{INT64_MAX} : heap_.front().due;
}

bool Network::take(Instant now, Parcel& out) {
    if (heap_.empty() || heap_.front().due > now) {
        return false;
    }
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    out = std::move(heap_.back());
    heap_.pop_back();
    return true;
}

std::vector<std::uint64_t> Network::connections() const {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, line] : connections_) {
        ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace hedged::simulator
