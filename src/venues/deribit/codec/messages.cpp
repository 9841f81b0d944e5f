// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/messages.hpp"

namespace hedged::deribit {

void RpcReply::clear() noexcept {
    if (id.present) {
        id = RpcId{};
    }
    request = Request::Unknown;
    testnet.reset();
    exchange_received = WallTime{};
    exchange_sent = WallTime{};
    exchange_elapsed = Duration{};
    error.reset();
    auth.reset();
    server_time.reset();
    count.reset();
    cancel_on_disconnect.reset();
    cancel_on_disconnect_whole.reset();
    acknowledged = false;
    has_more = false;
    if (!version.empty()) {
        version = {};
    }
}

void DecodedFrame::clear() noexcept {
    kind = FrameKind::None;
    message = MessageKind::Unknown;
    channel = {};
    method = {};
    events.clear();
    book.reset();
    levels.clear();
    trades.clear();
    ticker_change.reset();
    expiration_price.reset();
    account_lock.reset();
    account_modes.clear();
    unplaced.clear();
    reply.clear();
    channels.clear();
}

// The scope is a list of words between spaces; part of a word must not count as the word.
bool AuthGrant::allows(std::string_view word) const noexcept {
    std::string_view left = scope;
    while (!left.empty()) {
        const std::size_t end = left.find(' ');
        if (left.substr(0, end) == word) {
            return !word.empty();
        }
        left = end == std::string_view::npos ? std::string_view{} : left.substr(end + 1);
    }
    return false;
}

}  // namespace hedged::deribit
