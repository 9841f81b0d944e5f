// SPDX-License-Identifier: Apache-2.0
#include "auditor/text.hpp"

#include <array>
#include <cstdio>

namespace hedged::auditor {

std::string figure(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.8g", number);
    return text.data();
}

std::string figure(Duration time) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.3f s", time.seconds());
    return text.data();
}

}  // namespace hedged::auditor
