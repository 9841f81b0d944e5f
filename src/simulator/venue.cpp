// SPDX-License-Identifier: Apache-2.0
#include "simulator/venue.hpp"

#include <algorithm>
#include <vector>

namespace hedged::simulator {

namespace wire = exchange::deribit;

Venue::Venue(const RunOptions& options, const VirtualClock& clock, Network& network)
    : clock_(clock),
      network_(network),
      exchange_(options.exchange, options.history),
      front_(exchange_, options.front, *this) {
    const auto account = exchange_.seed_account("desk", options.coin_balance, options.positions);
    if (!account) {
        fault_ = account.error();
        return;
    }
    account_ = account.value();
    perpetual_ = exchange_.find("BTC-PERPETUAL")->id;
    wire::ApiKey key;
    key.client_id = kKeyId;
    key.client_secret = kKeySecret;
    key.account = account_;
    key.rights.wallet = wire::Access::Read;
    front_.add_key(key);
}

void Venue::advance() {
    front_.advance(clock_.now, clock_.market());
}

void Venue::arrived(const Parcel& parcel) {
    const wire::ConnectionId connection{parcel.connection};
    const Instant now = clock_.now;
    if (parcel.kind == ParcelKind::Open) {
        const bool welcome = open_ && !refusing_ && front_.on_open(connection, "10.0.0.1", now);
        if (welcome) {
            guests_.insert(parcel.connection);
        }
        network_.send(now, parcel.connection, Toward::Daemon,
                      welcome ? ParcelKind::Accepted : ParcelKind::Refused,
                      welcome ? "" : "connection refused");
        return;
    }
    if (!guests_.contains(parcel.connection)) {
        return;
    }
    // The market has gone on since the last step; a request meets it as it is now.
    advance();
    if (parcel.kind == ParcelKind::Frame) {
        front_.on_frame(connection, parcel.bytes, now);
    } else if (parcel.kind == ParcelKind::Closed && guests_.erase(parcel.connection) > 0) {
        front_.on_close(connection, now);
        network_.send(now, parcel.connection, Toward::Daemon, ParcelKind::Closed,
                      "closed by the exchange");
    }
}

void Venue::close_doors() {
    open_ = false;
    std::vector<std::uint64_t> leaving(guests_.begin(), guests_.end());
    std::sort(leaving.begin(), leaving.end());
    for (const std::uint64_t guest : leaving) {
        guests_.erase(guest);
        front_.on_close(wire::ConnectionId{guest}, clock_.now);
        network_.send(clock_.now, guest, Toward::Daemon, ParcelKind::Closed, "maintenance");
    }
}

void Venue::calm_premium() {
    const exchange::Ticker ticker = exchange_.ticker(perpetual_);
    if (ticker.index_price > 0.0) {
        exchange_.shock_premium(1.0 - ticker.mark_price / ticker.index_price);
    }
}

void Venue::send(wire::ConnectionId connection, std::string_view frame) {
    network_.send(clock_.now, connection.raw, Toward::Daemon, ParcelKind::Frame, frame);
}

void Venue::close(wire::ConnectionId connection, std::string_view reason) {
    guests_.erase(connection.raw);
    network_.send(clock_.now, connection.raw, Toward::Daemon, ParcelKind::Closed, reason);
}

}  // namespace hedged::simulator
