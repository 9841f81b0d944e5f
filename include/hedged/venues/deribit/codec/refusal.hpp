// SPDX-License-Identifier: Apache-2.0
// What an error code of the exchange means for us; the table is protocols.md 1.9. Any thread.
#pragma once

#include "hedged/protocol/order_terms.hpp"

#include <cstdint>

namespace hedged::deribit {

struct ClassifiedError {
    RefusalClass refusal = RefusalClass::Other;
    bool known = false;  // false: a code that is not in the table, to be counted
};

[[nodiscard]] ClassifiedError classify_error(std::int32_t code) noexcept;

}  // namespace hedged::deribit
