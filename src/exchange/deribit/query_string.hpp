// SPDX-License-Identifier: Apache-2.0
// The part of an HTTP address behind the question mark, as the JSON object that the same call would
// carry over websocket, with every value a string. A value that starts with [ or { and is JSON, and
// a name that ends in [], give lists. Bad escapes are kept as they stand. Any thread; allocates.
#pragma once

#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

[[nodiscard]] std::string query_to_json(std::string_view query);
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace hedged::exchange::deribit
