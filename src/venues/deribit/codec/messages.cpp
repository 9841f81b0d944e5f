// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/codec/messages.hpp"

namespace hedged::deribit {

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
    unplaced.clear();
    reply = RpcReply{};
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
