// SPDX-License-Identifier: Apache-2.0
#include "config/binder.hpp"

#include <optional>

namespace hedged::config {

namespace {

template <class T>
std::optional<T> fallback(const T& value, Need need) {
    return need == Need::Optional ? std::optional<T>(value) : std::nullopt;
}

}  // namespace

void ReadBinder::text(std::string_view key, std::string& value, Need need) {
    value = reader_.text(key, fallback(value, need));
}

void ReadBinder::boolean(std::string_view key, bool& value, Need need) {
    value = reader_.boolean(key, fallback(value, need));
}

void ReadBinder::number(std::string_view key, double& value, Range range, Need need) {
    value = reader_.number(key, range, fallback(value, need));
}

void ReadBinder::whole(std::string_view key, std::int64_t& value, Range range, Need need) {
    value = reader_.integer(key, range, fallback(value, need));
}

void ReadBinder::duration(std::string_view key, Duration& value, Range seconds, Need need) {
    value = reader_.duration(key, seconds, fallback(value, need));
}

void ReadBinder::basis_points(std::string_view key, double& value, Range range, Need need) {
    value = reader_.basis_points(key, range, fallback(value, need));
}

void ReadBinder::choice(std::string_view key, std::size_t& value,
                        const std::vector<std::string>& words, Need need) {
    value = reader_.choice(key, words, fallback(value, need));
}

void ReadBinder::map(std::string_view key, Need need,
                     const std::function<void(Binder&)>& describe) {
    reader_.map(key, need == Need::Required, [&](MapReader& inner) {
        ReadBinder binder(inner);
        describe(binder);
    });
}

void ReadBinder::list(std::string_view key, std::size_t /*count*/,
                      const std::function<void(Binder&, std::size_t)>& describe) {
    std::size_t number = 0;
    reader_.each_map(key, [&](MapReader& inner) {
        ReadBinder binder(inner);
        describe(binder, number++);
    });
}

void ReadBinder::problem(std::string_view key, std::string text) {
    reader_.problem(key, std::move(text));
}

}  // namespace hedged::config
