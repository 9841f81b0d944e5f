// SPDX-License-Identifier: Apache-2.0
// Log lines for people, on the console and in a file: UTC time, level, one sentence. Off the hot
// path only: the engine's thread writes binary records, and this thread words them. A flood of one
// kind is cut to a few lines a second with a count of what was left out; alarms are never cut. The
// bytes of a registered secret never leave, whatever is asked to be logged. One thread.
#pragma once

#include "hedged/config/secret.hpp"
#include "hedged/core/result.hpp"
#include "hedged/ops/names.hpp"
#include "hedged/protocol/action.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::ops {

struct LogSettings {
    std::string level = "info";  // debug, info, warning, error
    std::string file;            // empty: none
    bool console = true;
    // Where the console's lines go instead of stderr, each with its line break.
    std::function<void(std::string_view)> console_writer = {};
};

class Log {
public:
    // The error says which file could not be opened.
    [[nodiscard]] static Result<std::unique_ptr<Log>, std::string> open(
        const LogSettings& settings);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void hide(std::string_view secret);

    void debug(std::string_view line);
    void info(std::string_view line);
    void warning(std::string_view line);
    void error(std::string_view line);
    void flush();

    // At most kLinesASecond of a kind; told the time.
    void record(const Note& note, const Names& names, Instant now);
    // Once a second or so: says what was left out.
    void tick(Instant now);

    static constexpr std::uint32_t kLinesASecond = 20;
    [[nodiscard]] std::uint64_t left_out() const noexcept { return left_out_; }

private:
    struct Impl;
    struct Kind {
        Instant second;
        std::uint32_t lines = 0;
        std::uint64_t left_out = 0;
    };
    explicit Log(std::unique_ptr<Impl> impl);
    void write(int level, std::string_view line);
    void report_left_out(std::size_t kind);

    std::unique_ptr<Impl> impl_;
    std::vector<config::Secret> secrets_;
    std::array<Kind, 64> kinds_{};
    std::uint64_t left_out_ = 0;
};

}  // namespace hedged::ops
