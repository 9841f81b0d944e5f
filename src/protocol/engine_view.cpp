// SPDX-License-Identifier: Apache-2.0
#include "hedged/protocol/engine_view.hpp"

namespace hedged {

std::string_view to_string(VolSource source) noexcept {
    switch (source) {
        case VolSource::None:
            return "none";
        case VolSource::Published:
            return "published";
        case VolSource::Slice:
            return "smile";
        case VolSource::Moved:
            return "moved";
        case VolSource::Unpriced:
            return "unpriced";
    }
    return "invalid";
}

}  // namespace hedged
