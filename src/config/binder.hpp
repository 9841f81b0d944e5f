// SPDX-License-Identifier: Apache-2.0
// One description of the configuration, two uses: describe() names every key with its value and its
// bounds; a ReadBinder fills the values from a document, a PrintBinder writes them out. So a key
// that can be read is always printed, and the other way round. Cold code: allocates.
#pragma once

#include "hedged/config/config.hpp"

#include "config/reader.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::config {

// Optional: the value that is there already is the default.
enum class Need : std::uint8_t { Required, Optional };

class Binder {
public:
    virtual ~Binder() = default;

    virtual void text(std::string_view key, std::string& value, Need need) = 0;
    virtual void boolean(std::string_view key, bool& value, Need need) = 0;
    virtual void number(std::string_view key, double& value, Range range, Need need) = 0;
    virtual void whole(std::string_view key, std::int64_t& value, Range range, Need need) = 0;
    virtual void duration(std::string_view key, Duration& value, Range seconds, Need need) = 0;
    virtual void basis_points(std::string_view key, double& value, Range range, Need need) = 0;
    virtual void choice(std::string_view key, std::size_t& value,
                        const std::vector<std::string>& words, Need need) = 0;
    virtual void map(std::string_view key, Need need,
                     const std::function<void(Binder&)>& describe) = 0;
    // `count` entries when printing; reading calls it for every entry of the file.
    virtual void list(std::string_view key, std::size_t count,
                      const std::function<void(Binder&, std::size_t)>& describe) = 0;

    // Only a reader has problems; `check` runs after the values of this map were bound.
    virtual void problem(std::string_view key, std::string text) = 0;
    [[nodiscard]] virtual bool given(std::string_view key) const = 0;
    [[nodiscard]] virtual bool reading() const = 0;

    template <class Whole>
    void integer(std::string_view key, Whole& value, Range range, Need need) {
        auto wide = static_cast<std::int64_t>(value);
        whole(key, wide, range, need);
        value = static_cast<Whole>(wide);
    }
    template <class Unit>
    void quantity(std::string_view key, Unit& value, Range range, Need need) {
        double bare = value.value();
        number(key, bare, range, need);
        value = Unit{bare};
    }
    template <class Enum>
    void word(std::string_view key, Enum& value, const std::vector<std::string>& words, Need need) {
        auto index = static_cast<std::size_t>(value);
        choice(key, index, words, need);
        value = static_cast<Enum>(index);
    }
    template <class Fixed>
    void fixed_text(std::string_view key, Fixed& value, Need need) {
        std::string wide(value.view());
        text(key, wide, need);
        if (!value.assign(wide)) {
            problem(key, "'" + std::string(key) + "' is longer than " +
                             std::to_string(Fixed::capacity()) + " characters");
        }
    }
};

class ReadBinder final : public Binder {
public:
    explicit ReadBinder(MapReader& reader) : reader_(reader) {}

    void text(std::string_view key, std::string& value, Need need) override;
    void boolean(std::string_view key, bool& value, Need need) override;
    void number(std::string_view key, double& value, Range range, Need need) override;
    void whole(std::string_view key, std::int64_t& value, Range range, Need need) override;
    void duration(std::string_view key, Duration& value, Range seconds, Need need) override;
    void basis_points(std::string_view key, double& value, Range range, Need need) override;
    void choice(std::string_view key, std::size_t& value, const std::vector<std::string>& words,
                Need need) override;
    void map(std::string_view key, Need need,
             const std::function<void(Binder&)>& describe) override;
    void list(std::string_view key, std::size_t count,
              const std::function<void(Binder&, std::size_t)>& describe) override;
    void problem(std::string_view key, std::string text) override;
    [[nodiscard]] bool given(std::string_view key) const override { return reader_.has(key); }
    [[nodiscard]] bool reading() const override { return true; }

private:
    MapReader& reader_;
};

class PrintBinder final : public Binder {
public:
    PrintBinder(std::string& out, int depth) : out_(out), depth_(depth) {}

    void text(std::string_view key, std::string& value, Need need) override;
    void boolean(std::string_view key, bool& value, Need need) override;
    void number(std::string_view key, double& value, Range range, Need need) override;
    void whole(std::string_view key, std::int64_t& value, Range range, Need need) override;
    void duration(std::string_view key, Duration& value, Range seconds, Need need) override;
    void basis_points(std::string_view key, double& value, Range range, Need need) override;
    void choice(std::string_view key, std::size_t& value, const std::vector<std::string>& words,
                Need need) override;
    void map(std::string_view key, Need need,
             const std::function<void(Binder&)>& describe) override;
    void list(std::string_view key, std::size_t count,
              const std::function<void(Binder&, std::size_t)>& describe) override;
    void problem(std::string_view /*key*/, std::string /*text*/) override {}
    [[nodiscard]] bool given(std::string_view /*key*/) const override { return true; }
    [[nodiscard]] bool reading() const override { return false; }

private:
    void line(std::string_view key, const std::string& value);

    std::string& out_;
    int depth_;
    bool first_in_item_ = false;  // the next line carries the dash of a list entry
};

// The one description of the file.
void describe(Binder& binder, Config& config);

// Its parts.
void describe_venue(Binder& binder, VenueConfig& venue, Mode mode);
void describe_underlying(Binder& binder, engine::UnderlyingConfig& underlying,
                         risk::UnderlyingLimits& limits);
void describe_limits(Binder& binder, risk::Limits& limits);
void describe_engine(Binder& binder, engine::EngineConfig& engine);
void describe_process(Binder& binder, Config& config);

}  // namespace hedged::config
