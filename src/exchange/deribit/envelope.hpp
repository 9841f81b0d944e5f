// SPDX-License-Identifier: Apache-2.0
// The JSON-RPC envelope: what a frame asks for, and the frame that answers it. A request above
// kRequestBytesMax is refused unread. One thread; the parser keeps its buffers between frames.
#pragma once

#include "hedged/core/time.hpp"

#include "exchange/deribit/params.hpp"

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

inline constexpr std::size_t kRequestBytesMax = std::size_t{32} * 1024;
inline constexpr std::size_t kNestingMax = 32;

struct Request {
    std::string id;  // JSON text of the id as it came (number or quoted string); empty: none given
    std::string method;
    std::string access_token;  // params.access_token, when there is one
    Params params;
};

class RequestParser {
public:
    RequestParser();
    // Fills `request` as far as it can, so that an error still echoes the id. Views inside the
    // request live until the next parse.
    [[nodiscard]] Outcome parse(std::string_view frame, Request& request);
    // The same for a method and its parameters taken from an HTTP address.
    [[nodiscard]] Outcome parse_query(std::string_view method, std::string_view query,
                                      Request& request);

private:
    simdjson::dom::parser parser_;
    std::string text_;
};

struct ReplyStamp {
    std::int64_t received_us = 0;  // market time
    std::int64_t elapsed_us = 0;   // real time
    bool testnet = true;
};

[[nodiscard]] std::string render_reply(std::string_view id, std::string_view result,
                                       const ReplyStamp& stamp);
[[nodiscard]] std::string render_error(std::string_view id, const WireError& error,
                                       const ReplyStamp& stamp);
[[nodiscard]] std::string render_notification(std::string_view channel, std::string_view data);
[[nodiscard]] std::string render_heartbeat(std::string_view type);

}  // namespace hedged::exchange::deribit
