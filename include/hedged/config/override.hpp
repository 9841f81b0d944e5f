// SPDX-License-Identifier: Apache-2.0
// One value of a configuration's text replaced, for asking what another setting would have done.
// The result is text again, to be loaded and checked like any other. Cold code.
#pragma once

#include "hedged/core/result.hpp"

#include <string>
#include <string_view>

namespace hedged::config {

struct Override {
    std::string path;   // keys joined by dots; an underlying by its name: underlyings.BTC.band...
    std::string value;  // as YAML
};

// "key=value"; an error without the sign.
[[nodiscard]] Result<Override, std::string> parse_override(std::string_view text);

struct OverriddenText {
    std::string yaml;
    std::string before;  // the value that was there
};
// The key must be there: an effective configuration names every one. The error says which keys are.
[[nodiscard]] Result<OverriddenText, std::string> apply_override(const std::string& yaml,
                                                                 const Override& change);

}  // namespace hedged::config
