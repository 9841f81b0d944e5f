// SPDX-License-Identifier: Apache-2.0
// Any text as a configuration, mutated examples, and examples with one key misspelt. What loads
// must print to a text that loads to the same, and start an engine; what does not must say where.
#include "hedged/config/book.hpp"
#include "hedged/config/load.hpp"
#include "hedged/core/assert.hpp"
#include "hedged/engine/engine.hpp"

#include "fuzz/body.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hedged::fuzz {
namespace {

constexpr const char* kFile = "f.yaml";

const std::vector<std::string>& examples() {
    static const std::vector<std::string> texts = [] {
        std::vector<std::string> read;
        for (const char* name : {"paper.yaml", "deribit-testnet.yaml", "deribit-live.yaml"}) {
            std::ifstream in(std::string(HEDGED_SOURCE_DIR) + "/config/" + name);
            read.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
        }
        for (std::size_t i = 0; i < 3; ++i) {  // the same with every key there is
            auto const loaded = config::load_text(read[i], kFile);
            HEDGED_ASSERT(loaded);
            read.push_back(effective_yaml(loaded.value()));
        }
        return read;
    }();
    return texts;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from < text.size()) {
        std::size_t const end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

// Values and shapes that a hand slips into, or that parsers trip over.
constexpr std::string_view kPieces[] = {"0",          "-1",
                                        "1e308",      "1e-320",
                                        "NaN",        ".inf",
                                        "0s",         "10ms",
                                        "33.3bp",     "0bp",
                                        "1.7bp",      "7ns",
                                        "1h",         "true",
                                        "no",         "null",
                                        "~",          "[]",
                                        "{}",         "[a, b]",
                                        "{a: 1}",     "\"x\"",
                                        "'",          "\"",
                                        "|",          ">",
                                        "&a x",       "*a",
                                        "!!int 3",    "---",
                                        "...",        "%YAML",
                                        "\t",         "\xEF\xBB\xBF",
                                        "\xFF",       "\x85",
                                        "#",          ": ",
                                        "- ",         "? ",
                                        "usd",        "coin",
                                        "0.1",        "1e5",
                                        "123456789",  "999999999999999999999",
                                        "testnet",    "live",
                                        "\\",         "\"\\u0000\"",
                                        "\"\\x7f\"",  "\"a\\nb\"",
                                        "BTC",        "ETH",
                                        "4294967296", "0x10",
                                        "1_000"};

std::string_view piece(Input& in) {
    return kPieces[in.below(std::size(kPieces))];
}

// The line with its value (behind "key: ", before a comment) replaced.
void set_value(std::string& line, std::string_view value) {
    std::size_t const colon = line.find(": ");
    if (colon != std::string::npos) {
        std::size_t const comment = std::min(line.find(" #", colon), line.size());
        line.replace(colon + 2, comment - colon - 2, value);
    }
}

std::string mutated(Input& in) {
    auto lines = lines_of(examples()[in.below(6)]);
    for (std::uint32_t edits = 1 + in.below(6); edits > 0 && !lines.empty(); --edits) {
        std::size_t const at = in.byte() % lines.size();
        std::string& line = lines[at];
        switch (in.below(9)) {
            case 0:
                lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            case 1:
                lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at),
                             lines[in.byte() % lines.size()]);
                break;
            case 2:
            case 3:
                set_value(line, piece(in));
                break;
            case 4: {  // a number
                std::string const number = std::to_string(in.word()) + "e-" +
                                           std::to_string(in.below(8)) +
                                           (in.one_in(2) ? "" : (in.one_in(2) ? "bp" : "s"));
                set_value(line, number);
                break;
            }
            case 5:
                line.insert(in.byte() % (line.size() + 1), piece(in));
                break;
            case 6:
                line.insert(in.byte() % (line.size() + 1), 1, static_cast<char>(in.byte()));
                break;
            case 7:
                line.insert(0, in.below(6), ' ');
                break;
            default:
                std::swap(line, lines[in.byte() % lines.size()]);
                break;
        }
    }
    return joined(lines);
}

void check_problems(const config::Problems& problems, std::string_view text) {
    HEDGED_ASSERT(!problems.empty());
    auto const lines =
        2 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
    for (const config::Problem& problem : problems) {
        HEDGED_ASSERT(problem.file == kFile && !problem.text.empty());
        HEDGED_ASSERT(problem.place.line >= 0 && problem.place.line <= lines);
        HEDGED_ASSERT(problem.place.line == 0 || problem.place.column >= 1);
    }
    HEDGED_ASSERT(!to_string(problems).empty());
}

// A configuration that was taken must be one that the engine takes.
void start_engine(const config::Config& config) {
    engine::EngineConfig copy = config.engine;
    copy.gateway.epoch = 1;
    copy.gateway.trades_remembered = 64;
    copy.instrument_capacity = 16;
    auto const engine = std::make_unique<engine::Engine>(copy);
    auto const out = std::make_unique<Actions>();
    engine->on(Event{Timer{Instant{1}}}, *out);
    engine->on(Event{BatchEnd{Instant{2}}}, *out);
}

void load(std::string_view text) {
    auto const loaded = config::load_text(text, kFile);
    if (!loaded) {
        check_problems(loaded.error(), text);
        return;
    }
    std::string const printed = effective_yaml(loaded.value());
    auto const again = config::load_text(printed, kFile);
    if (!again) {
        (void)std::fprintf(stderr, "%s\n%s", to_string(again.error()).c_str(), printed.c_str());
    }
    HEDGED_ASSERT(again);
    HEDGED_ASSERT(effective_yaml(again.value()) == printed);
    HEDGED_ASSERT(config_hash(again.value()) == config_hash(loaded.value()));
    start_engine(loaded.value());
}

struct Key {
    std::size_t line = 0;
    std::size_t from = 0;
    std::size_t size = 0;
};

std::vector<Key> keys_of(const std::vector<std::string>& lines) {
    std::vector<Key> keys;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::size_t const from = lines[i].find_first_not_of(" -");
        std::size_t const colon = lines[i].find(':');
        if (from != std::string::npos && lines[i][from] != '#' && colon != std::string::npos &&
            colon > from) {
            keys.push_back(Key{i, from, colon - from});
        }
    }
    return keys;
}

// At most one letter put in, left out, changed, or swapped with its neighbour.
bool one_slip_apart(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) {
        std::swap(a, b);
    }
    auto const differ = std::mismatch(a.begin(), a.end(), b.begin());
    auto const at = static_cast<std::size_t>(differ.first - a.begin());
    if (b.size() == a.size() + 1) {
        return a.substr(at) == b.substr(at + 1);
    }
    if (a.size() != b.size() || at == a.size()) {
        return a == b;
    }
    bool const swapped = at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
                         a.substr(at + 2) == b.substr(at + 2);
    return swapped || a.substr(at + 1) == b.substr(at + 1);
}

std::string misspelt(std::string key, Input& in) {
    std::size_t const at = in.byte() % key.size();
    char const letter = in.one_in(8) ? '_' : static_cast<char>('a' + in.below(26));
    switch (in.below(4)) {
        case 0:
            key.insert(at, 1, letter);
            break;
        case 1:
            key.erase(at, 1);
            break;
        case 2:
            key[at] = letter;
            break;
        default:
            std::swap(key[at], key[(at + 1) % key.size() == 0 ? at : at + 1]);
            break;
    }
    return key;
}

void misspell_a_key(Input& in) {
    auto lines = lines_of(examples()[in.below(6)]);
    auto const keys = keys_of(lines);
    Key const key = keys[in.byte() % keys.size()];
    std::string const right = lines[key.line].substr(key.from, key.size);
    std::string const wrong = misspelt(right, in);
    if (wrong == right || wrong.empty()) {
        return;
    }
    lines[key.line].replace(key.from, key.size, wrong);
    auto const loaded = config::load_text(joined(lines), kFile);
    HEDGED_ASSERT(!loaded);
    bool named = false;
    for (const config::Problem& problem : loaded.error()) {
        auto const at = problem.text.find("did you mean '");
        bool const here = problem.place.line == static_cast<int>(key.line) + 1 &&
                          problem.text.find("'" + wrong + "'") != std::string::npos;
        if (here && at != std::string::npos) {
            std::string const rest = problem.text.substr(at + 14);
            named = named || one_slip_apart(rest.substr(0, rest.find('\'')), wrong);
        }
        named = named ||
                (here && problem.text.find("does not belong in this file") != std::string::npos);
    }
    if (!named) {
        (void)std::fprintf(stderr, "%s for %s:\n%s\n", wrong.c_str(), right.c_str(),
                           to_string(loaded.error()).c_str());
    }
    HEDGED_ASSERT(named);
}

void load_book(std::string_view text) {
    auto const loaded = config::load_book_text(text, kFile);
    if (!loaded) {
        check_problems(loaded.error(), text);
    }
}

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    unsigned const kind = in.byte();
    switch (kind % 8) {
        case 0:
        case 1: {
            std::size_t rest = in.left();
            auto const* const bytes = in.take(rest);
            std::string_view const text(reinterpret_cast<const char*>(bytes), rest);
            kind % 8 == 0 ? load(text) : load_book(text);
            break;
        }
        case 2:
            misspell_a_key(in);
            break;
        default:
            load(mutated(in));
            break;
    }
}

}  // namespace hedged::fuzz
