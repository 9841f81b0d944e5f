// SPDX-License-Identifier: Apache-2.0
// Events and actions of every kind with every field drawn from a seed, by the same list of fields
// that the journal uses; what a field's type cannot hold is not drawn. Test support.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/protocol/fields.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hedged::support {

class FieldDrawer {
public:
    explicit FieldDrawer(Random& random) : random_(random) {}

    template <class T>
    void operator()(std::string_view /*name*/, T& value) {
        draw(value);
    }
    void draw(bool& value) { value = random_.below(2) == 1; }
    template <class T>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) void draw(T& value) {
        if constexpr (std::is_floating_point_v<T>) {
            value = (random_.uniform() - 0.5) * 1e6;
        } else {
            value = static_cast<T>(random_.next());
        }
    }
    template <class T>
    requires std::is_enum_v<T>
    void draw(T& value) { value = static_cast<T>(random_.below(4)); }
    template <std::size_t N>
    void draw(FixedString<N>& text) {
        std::string letters(random_.below(N + 1), 'x');
        for (char& c : letters) {
            c = static_cast<char>('a' + random_.below(26));
        }
        (void)text.assign(letters);
    }
    template <class T>
    void draw(std::optional<T>& value) {
        value.reset();
        if (random_.below(2) == 1) {
            draw(value.emplace());
        }
    }
    template <class Tag, class Rep>
    void draw(Quantity<Tag, Rep>& value) {
        Rep number{};
        draw(number);
        value = Quantity<Tag, Rep>{number};
    }
    template <class Clock>
    void draw(TimePoint<Clock>& value) {
        value = TimePoint<Clock>{static_cast<std::int64_t>(random_.next() >> 2U)};
    }
    void draw(Duration& value) {
        value = Duration{static_cast<std::int64_t>(random_.below(1U << 30U))};
    }
    template <class Tag, class Rep>
    void draw(Index<Tag, Rep>& value) {
        draw(value.raw);
    }
    void draw(ClientOrderId& value) { draw(value.raw); }
    template <class T, std::size_t N>
    void draw(std::array<T, N>& values) {
        for (T& value : values) {
            draw(value);
        }
    }
    template <class T, std::size_t N>
    void draw(FixedVector<T, N>& values) {
        values.clear();
        for (std::uint64_t left = random_.below(N + 1); left > 0; --left) {
            T value{};
            draw(value);
            (void)values.push_back(value);
        }
    }
    template <class T>
    requires requires(T& it, FieldDrawer& drawer) { fields(drawer, it); }
    void draw(T& value) { fields(*this, value); }

private:
    Random& random_;
};

template <class T, class Into>
void draw_one(std::vector<Into>& out, Random& random) {
    if constexpr (!std::is_same_v<T, VenueCommand>) {
        T value{};
        FieldDrawer(random).draw(value);
        out.emplace_back(Into{value});
    }
}

template <class Variant, class Into, std::size_t... I>
void draw_all(std::vector<Into>& out, Random& random, std::index_sequence<I...> /*all*/) {
    (draw_one<std::variant_alternative_t<I, Variant>>(out, random), ...);
}

// One of each kind.
inline std::vector<Event> one_of_each_event(Random& random) {
    std::vector<Event> out;
    draw_all<Event>(out, random, std::make_index_sequence<std::variant_size_v<Event>>{});
    return out;
}
inline std::vector<Action> one_of_each_action(Random& random) {
    std::vector<VenueCommand> commands;
    draw_all<VenueCommand>(commands, random,
                           std::make_index_sequence<std::variant_size_v<VenueCommand>>{});
    std::vector<Action> out(commands.begin(), commands.end());
    draw_all<Action>(out, random, std::make_index_sequence<std::variant_size_v<Action>>{});
    return out;
}

}  // namespace hedged::support
