// SPDX-License-Identifier: Apache-2.0
// Reads one map of a document key by key and remembers which keys it was asked for; when it goes,
// every key nobody asked for is a problem that names the nearest known one. A value that is wrong
// becomes a problem at its place and the answer is the fallback, so that one pass finds everything.
// Cold code: allocates.
#pragma once

#include "hedged/core/time.hpp"

#include "config/document.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::config {

// Bounds, ends included; the words say what they protect.
struct Range {
    double lowest;
    double highest;
    std::string_view why = {};
};

class MapReader {
public:
    // `path` names the map for people: "underlyings[0].limits".
    MapReader(const Node& node, std::string path, const std::string& file, Problems& problems);
    ~MapReader();
    MapReader(const MapReader&) = delete;
    MapReader& operator=(const MapReader&) = delete;

    [[nodiscard]] bool has(std::string_view key) const;

    // Without `fallback` a missing key is a problem.
    [[nodiscard]] std::string text(std::string_view key,
                                   std::optional<std::string> fallback = std::nullopt);
    [[nodiscard]] bool boolean(std::string_view key, std::optional<bool> fallback = std::nullopt);
    [[nodiscard]] double number(std::string_view key, Range range,
                                std::optional<double> fallback = std::nullopt);
    [[nodiscard]] std::int64_t integer(std::string_view key, Range range,
                                       std::optional<std::int64_t> fallback = std::nullopt);
    // `range` is in seconds.
    [[nodiscard]] Duration duration(std::string_view key, Range range,
                                    std::optional<Duration> fallback = std::nullopt);
    [[nodiscard]] double basis_points(std::string_view key, Range range,
                                      std::optional<double> fallback = std::nullopt);
    // The index of the value in `words`; a wrong word is answered with all of them.
    [[nodiscard]] std::size_t choice(std::string_view key, const std::vector<std::string>& words,
                                     std::optional<std::size_t> fallback = std::nullopt);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key, bool required);

    // Calls `read` with the map under the key; a missing one is a problem when required.
    void map(std::string_view key, bool required, const std::function<void(MapReader&)>& read);
    void each_map(std::string_view key, const std::function<void(MapReader&)>& read);

    void problem(std::string_view key, std::string text);  // at the key, or at the map without it
    [[nodiscard]] Place place(std::string_view key) const;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    [[nodiscard]] const Node* value(std::string_view key, bool required);
    [[nodiscard]] const std::string* scalar(std::string_view key, bool required);
    [[nodiscard]] std::string named(std::string_view key) const;
    void check(std::string_view key, double number, const Range& range, std::string_view shown);
    void report_unknown();

    const Node& node_;
    std::string path_;
    const std::string& file_;
    Problems& problems_;
    std::vector<std::string> asked_;
};

}  // namespace hedged::config
