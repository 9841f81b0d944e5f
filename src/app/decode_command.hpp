// SPDX-License-Identifier: Apache-2.0
// `hedged decode deribit FILE`: prints what the codec makes of a recording, one event a line, and a
// summary. Answers "what did the exchange say, and what would we have understood?" without touching
// an account. Lines that cannot be decoded go to the error stream with line number, field and
// reason. Tokens, secrets and signatures are never printed.
#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace hedged::app {

// The codes of the other commands: a wrong command line is 64 everywhere.
enum class DecodeExit : int { AllDecoded = 0, SomeFailed = 1, Usage = 64 };

// `words` are those behind the word decode: deribit FILE, where FILE may be "-" for `input`.
[[nodiscard]] DecodeExit run_decode(std::span<const std::string_view> words, std::istream& input,
                                    std::ostream& output, std::ostream& errors);

// The same over the process's own streams; argv[0] is the first word behind decode.
[[nodiscard]] int run_decode(int argc, char** argv);

}  // namespace hedged::app
