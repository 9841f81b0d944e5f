// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/schema.hpp"

#include "hedged/runtime/journal/packing.hpp"

#include <utility>
#include <variant>

namespace hedged::runtime::journal {

namespace {

// Visits every field down to the leaves and mixes in names and sizes.
class Hasher {
public:
    template <class T>
    void operator()(std::string_view name, const T& value) noexcept {
        for (const char c : name) {
            mix(static_cast<std::uint8_t>(c));
        }
        look(value);
    }
    template <class T>
    void look(const T& value) noexcept {
        if constexpr (requires { fields(*this, value); }) {
            fields(*this, value);
        } else {
            mix(sizeof(T));
        }
    }
    template <class T>
    void look(const std::optional<T>& /*value*/) noexcept {
        mix('?');
        look(T{});
    }
    template <class T, std::size_t N>
    void look(const FixedVector<T, N>& /*values*/) noexcept {
        mix(N);
        look(T{});
    }

    template <class... Alternatives>
    void all(std::in_place_type_t<std::variant<Alternatives...>> /*which*/) noexcept {
        (one(Alternatives{}), ...);
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_; }

private:
    template <class T>
    void one(const T& value) noexcept {
        if constexpr (std::is_same_v<T, VenueCommand>) {
            all(std::in_place_type<VenueCommand>);
        } else {
            mix('|');
            look(value);
        }
    }
    void mix(std::uint64_t word) noexcept { hash_ = (hash_ ^ word) * 1099511628211ULL; }
    std::uint64_t hash_ = 1469598103934665603ULL;
};

}  // namespace

std::uint64_t schema_hash() noexcept {
    static const std::uint64_t hash = [] {
        Hasher hasher;
        hasher.all(std::in_place_type<Event>);
        hasher.all(std::in_place_type<Action>);
        return hasher.value();
    }();
    return hash;
}

}  // namespace hedged::runtime::journal
