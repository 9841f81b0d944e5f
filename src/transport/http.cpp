// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/http.hpp"

#include <algorithm>

namespace hedged::transport {

namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const noexcept {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& field) {
        return same_name(field.first, name);
    });
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view HttpRequest::path() const noexcept {
    const std::string_view whole = target;
    return whole.substr(0, whole.find('?'));
}

std::string_view HttpRequest::query() const noexcept {
    const std::string_view whole = target;
    const std::size_t mark = whole.find('?');
    return mark == std::string_view::npos ? std::string_view{} : whole.substr(mark + 1);
}

}  // namespace hedged::transport
