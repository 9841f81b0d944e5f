// SPDX-License-Identifier: Apache-2.0
// The scope words of public/auth: what a client asks for, and what its key lets it have. Asking for
// more than the key holds is not an error: the answer simply grants less. Any thread; allocates.
#pragma once

#include "hedged/exchange/deribit/front_config.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::exchange::deribit {

struct Scope {
    std::string session;  // empty: tied to the connection
    Rights rights;
    std::optional<std::int64_t> expires;  // seconds, when asked for
    std::string ip;                       // when the token shall serve one address only
};

// Rights that the text does not name stay as the key has them. Unknown words are ignored.
[[nodiscard]] Scope parse_scope(std::string_view text, const Rights& key);
[[nodiscard]] std::string render_scope(const Scope& scope);
[[nodiscard]] Rights narrowed(const Rights& asked, const Rights& ceiling) noexcept;
[[nodiscard]] bool within(const Rights& asked, const Rights& ceiling) noexcept;

}  // namespace hedged::exchange::deribit
