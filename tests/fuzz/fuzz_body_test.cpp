// SPDX-License-Identifier: Apache-2.0
// Every build's short run of a fuzz body: the kept inputs as they are, then damaged ones and random
// bytes from a seed. HEDGED_FUZZ_NAME, _SUITE and _RUNS come from CMakeLists.txt.
#include "hedged/core/assert.hpp"
#include "hedged/core/random.hpp"

#include "fuzz/body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace hedged::fuzz {
namespace {

constexpr std::size_t kLongestRandom = 300;
constexpr std::size_t kLongest = 20'000;

std::vector<std::string> kept_inputs() {
    namespace fs = std::filesystem;
    fs::path const folder = fs::path{HEDGED_TEST_DIR} / "fuzz" / "corpus" / HEDGED_FUZZ_NAME;
    std::vector<fs::path> paths;
    for (auto const& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename() != "README.md") {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (auto const& path : paths) {
        std::ifstream in{path, std::ios::binary};
        inputs.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    }
    return inputs;
}

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): the assert handler has no other way to it
const std::string* running = nullptr;

void tell_input(const char* /*expression*/, const char* /*file*/, int /*line*/) noexcept {
    (void)std::fputs("input, in hexadecimal: ", stderr);
    for (char const c : *running) {
        (void)std::fprintf(stderr, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    (void)std::fputc('\n', stderr);
}

void run_text(const std::string& text) {
    running = &text;
    set_assert_handler(tell_input);
    run(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::string random_text(Random& random) {
    std::string text(random.below(kLongestRandom), '\0');
    for (char& c : text) {
        c = static_cast<char>(random.below(256));
    }
    return text;
}

void damage(std::string& text, const std::vector<std::string>& inputs, Random& random) {
    std::size_t const at = text.empty() ? 0 : random.below(text.size());
    switch (random.below(5)) {
        case 0:
            if (!text.empty()) {
                text[at] = static_cast<char>(random.below(256));
            }
            break;
        case 1:
            text.erase(at, 1 + random.below(8));
            break;
        case 2:
            text.insert(at, 1 + random.below(3), static_cast<char>(random.below(256)));
            break;
        case 3:
            text.insert(at, text.substr(at, random.below(40)));
            break;
        default: {
            std::string const& other = inputs[random.below(inputs.size())];
            std::size_t const from = random.below(other.size() + 1);
            text.insert(at, other.substr(from, random.below(60)));
            break;
        }
    }
}

#define HEDGED_FUZZ_TEST(suite, name) TEST(suite, name)

HEDGED_FUZZ_TEST(HEDGED_FUZZ_SUITE, KeptInputsBreakNoRule) {
    auto const inputs = kept_inputs();
    ASSERT_FALSE(inputs.empty());
    for (std::string const& text : inputs) {
        run_text(text);
    }
}

HEDGED_FUZZ_TEST(HEDGED_FUZZ_SUITE, SeededInputsBreakNoRule) {
    constexpr std::uint64_t kSeed = 20'261'121;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    auto const inputs = kept_inputs();
    ASSERT_FALSE(inputs.empty());
    Random random(kSeed);
    for (int i = 0; i < HEDGED_FUZZ_RUNS; ++i) {
        std::string text =
            random.below(4) == 0 ? random_text(random) : inputs[random.below(inputs.size())];
        for (std::uint64_t times = random.below(5); times > 0; --times) {
            damage(text, inputs, random);
        }
        text.resize(std::min(text.size(), kLongest));
        run_text(text);
    }
}

}  // namespace
}  // namespace hedged::fuzz
