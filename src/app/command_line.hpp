// SPDX-License-Identifier: Apache-2.0
// The options of a program: "--name value", "--name=value" and bare flags, each known beforehand.
// Cold code: allocates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::app {

// What the service manager and scripts are told.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitUnavailable = 69;
inline constexpr int kExitSoftware = 70;
inline constexpr int kExitDisk = 74;
inline constexpr int kExitLocked = 75;
inline constexpr int kExitConfig = 78;

class CommandLine {
public:
    struct Option {
        std::string_view name;  // with its dashes
        bool takes_value = true;
    };

    // `words` are the arguments behind the program's (and subcommand's) name.
    CommandLine(const std::vector<std::string>& words, const std::vector<Option>& options);

    // Not empty: what is wrong with the line.
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }
    [[nodiscard]] bool has(std::string_view name) const noexcept;
    [[nodiscard]] std::string text(std::string_view name, std::string fallback = {}) const;
    // A whole number in [lowest, highest]; anything else is a fault.
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t fallback,
                                       std::int64_t lowest, std::int64_t highest);
    [[nodiscard]] const std::vector<std::string>& others() const noexcept { return others_; }

private:
    struct Given {
        std::string name;
        std::string value;
    };
    std::vector<Given> given_;
    std::vector<std::string> others_;
    std::string fault_;
};

// The line asks what can be asked.
[[nodiscard]] bool asks_for_help(const std::vector<std::string>& words) noexcept;
[[nodiscard]] std::vector<std::string> words_of(int argc, char** argv, int skip);

}  // namespace hedged::app
