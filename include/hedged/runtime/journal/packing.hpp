// SPDX-License-Identifier: Apache-2.0
// A value's fields as packed little-endian bytes and back. Packer writes into room that the caller
// has measured; Unpacker stops at the first thing that does not fit and says so. A double goes as
// its bits, so that what comes back is what went in. Any thread; never allocates.
#pragma once

#include "hedged/core/fixed_string.hpp"
#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/ids.hpp"
#include "hedged/core/quantity.hpp"
#include "hedged/core/time.hpp"
#include "hedged/protocol/fields.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace hedged::runtime::journal {

static_assert(std::endian::native == std::endian::little, "the journal is little endian");

// What any single payload of an event or action comes to at most.
inline constexpr std::size_t kPayloadBytesMax = 512;

class Packer {
public:
    explicit Packer(std::byte* at) noexcept : begin_(at), at_(at) {}

    template <class T>
    void operator()(std::string_view /*name*/, const T& value) noexcept {
        put(value);
    }
    template <class T>
    void put(const T& value) noexcept {
        if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            raw(&value, sizeof value);
        } else {
            fields(*this, value);
        }
    }
    template <std::size_t N>
    void put(const FixedString<N>& text) noexcept {
        put(static_cast<std::uint8_t>(text.view().size()));
        raw(text.view().data(), text.view().size());
    }
    template <class T>
    void put(const std::optional<T>& value) noexcept {
        put(static_cast<std::uint8_t>(value.has_value() ? 1 : 0));
        if (value) {
            put(*value);
        }
    }
    template <class Tag, class Rep>
    void put(const Quantity<Tag, Rep>& value) noexcept {
        put(value.value());
    }
    template <class Clock>
    void put(const TimePoint<Clock>& value) noexcept {
        put(value.nanoseconds());
    }
    void put(const Duration& value) noexcept { put(value.nanoseconds()); }
    template <class Tag, class Rep>
    void put(const Index<Tag, Rep>& value) noexcept {
        put(value.raw);
    }
    void put(const ClientOrderId& value) noexcept { put(value.raw); }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& values) noexcept {
        for (const T& value : values) {
            put(value);
        }
    }
    template <class T, std::size_t N>
    void put(const FixedVector<T, N>& values) noexcept {
        put(static_cast<std::uint16_t>(values.size()));
        for (const T& value : values) {
            put(value);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(at_ - begin_);
    }

private:
    void raw(const void* bytes, std::size_t size) noexcept {
        if (size > 0) {
            std::memcpy(at_, bytes, size);
            at_ += size;
        }
    }
    std::byte* begin_;
    std::byte* at_;
};

class Unpacker {
public:
    explicit Unpacker(std::span<const std::byte> bytes) noexcept : left_(bytes) {}

    template <class T>
    void operator()(std::string_view /*name*/, T& value) noexcept {
        take(value);
    }
    template <class T>
    void take(T& value) noexcept {
        if constexpr (std::is_same_v<T, bool>) {
            std::uint8_t byte = 0;
            take(byte);
            value = byte != 0;
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            raw(&value, sizeof value);
        } else {
            fields(*this, value);
        }
    }
    template <std::size_t N>
    void take(FixedString<N>& text) noexcept {
        std::uint8_t size = 0;
        take(size);
        if (size > left_.size() || size > N) {
            fail();
            return;
        }
        (void)text.assign({reinterpret_cast<const char*>(left_.data()), size});
        left_ = left_.subspan(size);
    }
    template <class T>
    void take(std::optional<T>& value) noexcept {
        bool present = false;
        take(present);
        value.reset();
        if (present) {
            take(value.emplace());
        }
    }
    template <class Tag, class Rep>
    void take(Quantity<Tag, Rep>& value) noexcept {
        Rep number{};
        take(number);
        value = Quantity<Tag, Rep>{number};
    }
    template <class Clock>
    void take(TimePoint<Clock>& value) noexcept {
        std::int64_t ns = 0;
        take(ns);
        value = TimePoint<Clock>{ns};
    }
    void take(Duration& value) noexcept {
        std::int64_t ns = 0;
        take(ns);
        value = Duration{ns};
    }
    template <class Tag, class Rep>
    void take(Index<Tag, Rep>& value) noexcept {
        take(value.raw);
    }
    void take(ClientOrderId& value) noexcept { take(value.raw); }
    template <class T, std::size_t N>
    void take(std::array<T, N>& values) noexcept {
        for (T& value : values) {
            take(value);
        }
    }
    template <class T, std::size_t N>
    void take(FixedVector<T, N>& values) noexcept {
        std::uint16_t count = 0;
        take(count);
        values.clear();
        if (count > N) {
            fail();
        }
        for (std::uint16_t i = 0; i < count && ok_; ++i) {
            T value{};
            take(value);
            (void)values.push_back(value);
        }
    }

    // Everything fitted so far; whole() also that nothing is left over.
    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] bool whole() const noexcept { return ok_ && left_.empty(); }
    [[nodiscard]] std::span<const std::byte> rest() const noexcept { return left_; }

private:
    void fail() noexcept {
        ok_ = false;
        left_ = {};
    }
    void raw(void* out, std::size_t size) noexcept {
        if (size > left_.size()) {
            fail();
            return;
        }
        std::memcpy(out, left_.data(), size);
        left_ = left_.subspan(size);
    }
    std::span<const std::byte> left_;
    bool ok_ = true;
};

}  // namespace hedged::runtime::journal
