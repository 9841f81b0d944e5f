// SPDX-License-Identifier: Apache-2.0
// From the channel to the decoder of its message.
#include "hedged/venues/deribit/codec/channel.hpp"

#include "venues/deribit/codec/message_decoders.hpp"

namespace hedged::deribit {

DecodeFault decode_notification(Context& context, od::value& data,
                                std::string_view channel) noexcept {
    switch (channel_kind(channel)) {
        case ChannelKind::Ticker:
            return decode_ticker(context, data);
        case ChannelKind::IncrementalTicker:
            return decode_incremental_ticker(context, data);
        case ChannelKind::Quote:
            return decode_quote(context, data);
        case ChannelKind::Book:
            return decode_book(context, data);
        case ChannelKind::MarkPrices:
            return decode_mark_prices(context, data);
        case ChannelKind::PriceIndex:
            return decode_price_index(context, data);
        case ChannelKind::ExpirationPrice:
            return decode_expiration_price(context, data, channel);
        case ChannelKind::PublicTrades:
            return decode_public_trades(context, data);
        case ChannelKind::InstrumentState:
            return decode_instrument_change(context, data);
        case ChannelKind::PlatformState:
            return decode_platform_state(context, data);
        case ChannelKind::UserOrders:
            return decode_orders(context, data);
        case ChannelKind::UserTrades:
            return decode_user_trades(context, data);
        case ChannelKind::UserChanges:
            return decode_user_changes(context, data);
        case ChannelKind::UserPortfolio:
            return decode_account(context, data);
        case ChannelKind::UserLock:
            return decode_account_lock(context, data);
        case ChannelKind::Unused:
            context.message = MessageKind::UnusedChannel;
            ++context.counters.unused_channels;
            return DecodeFault::None;
        case ChannelKind::Unknown:
            context.message = MessageKind::UnknownChannel;
            ++context.counters.unknown_channels;
            return DecodeFault::None;
    }
    return DecodeFault::None;
}

}  // namespace hedged::deribit
