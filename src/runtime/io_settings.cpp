// SPDX-License-Identifier: Apache-2.0
#include "runtime/io_settings.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::runtime {

IoSettings make_io_settings(const DaemonSettings& settings) {
    const config::Config& config = settings.config;
    IoSettings out;
    out.endpoint = settings.endpoint;
    out.seed = settings.seed;
    out.instrument_capacity = config.engine.instrument_capacity;
    for (const engine::UnderlyingConfig& underlying : config.engine.underlyings) {
        out.underlyings.push_back(deribit::underlying_of(underlying.name.view()));
        out.market.hedge_instruments.emplace_back(underlying.hedge_instrument.view());
    }
    out.market.connection.credentials = settings.credentials;
    out.market.connection.heartbeat = config.venue.heartbeat;
    out.market.hedge_books = config.venue.hedge_books;
    out.market.hedge_interval = config.venue.hedge_interval;
    out.market.option_interval = config.venue.option_interval;
    out.market.whole_chain_marks = config.venue.whole_chain_marks;
    out.account.connection.credentials = settings.credentials;
    out.account.connection.heartbeat = config.venue.heartbeat;
    out.account.modes = config.venue.modes;
    const auto tag = deribit::AccountTag::make(config.account);
    HEDGED_ASSERT(tag.has_value());
    out.account.tag = *tag;
    return out;
}

}  // namespace hedged::runtime
