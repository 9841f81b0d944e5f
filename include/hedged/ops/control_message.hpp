// SPDX-License-Identifier: Apache-2.0
// What travels on the control socket: one request a line, fields separated by tabs, and one answer
// until the end of the connection. Pure; allocates; ops thread and hedgectl.
//   request  verb \t text|json \t request-number \t name \t reason \n
//   answer   exit-code \n body
// Bad input is refused whole with a sentence that says what is wrong.
#pragma once

#include "hedged/core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hedged::ops {

enum class ControlVerb : std::uint8_t {
    Status,
    Why,
    Orders,
    Positions,
    Greeks,
    Kill,
    Arm,
    Hold,
    Resume,
    Done,  // has the exchange confirmed that nothing of ours is open? exit code 0 or kNotYet
};

inline constexpr std::size_t kControlLineMax = 512;
inline constexpr int kControlOk = 0;
inline constexpr int kControlRefused = 1;
inline constexpr int kControlNotYet = 3;

struct ControlRequest {
    ControlVerb verb = ControlVerb::Status;
    bool json = false;
    std::uint64_t request = 0;  // of hedgectl, so that a repeated one can be recognised
    std::string name;           // of the person
    std::string reason;
};

struct ControlAnswer {
    int exit_code = kControlOk;
    std::string body;
};

[[nodiscard]] std::optional<ControlVerb> control_verb(std::string_view word) noexcept;
[[nodiscard]] std::string_view to_string(ControlVerb verb) noexcept;
// Does it change anything? Then a name and a reason are wanted.
[[nodiscard]] bool acts(ControlVerb verb) noexcept;

[[nodiscard]] std::string format_request(const ControlRequest& request);
[[nodiscard]] Result<ControlRequest, std::string> parse_request(std::string_view line);
[[nodiscard]] std::string format_answer(const ControlAnswer& answer);
[[nodiscard]] Result<ControlAnswer, std::string> parse_answer(std::string_view bytes);

}  // namespace hedged::ops
