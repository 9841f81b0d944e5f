// SPDX-License-Identifier: Apache-2.0
// A seeded run of the fuzz body: recordings with bytes flipped, cut, doubled and spliced.
#include "fuzz/deribit_decode_fuzz.hpp"

#include "hedged/core/random.hpp"

#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

// Pieces that parsers trip over.
constexpr std::string_view kPieces[] = {"null",
                                        "1e999",
                                        "-",
                                        "\"",
                                        "\\",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "NaN",
                                        "\"NaN\"",
                                        "0",
                                        "\\u0000",
                                        "\xFF",
                                        "\xC3",
                                        "1e-5",
                                        "99999999999999999999999999999999999999999",
                                        " ",
                                        "true",
                                        "\"buy\"",
                                        "\"\\\"",
                                        "[[[[[[[[[["};

void mutate(std::string& text, const std::vector<std::string>& corpus, Random& random) {
    const std::size_t at = text.empty() ? 0 : random.below(text.size());
    switch (random.below(6)) {
        case 0:
            if (!text.empty()) {
                text[at] = static_cast<char>(random.below(256));
            }
            break;
        case 1:
            text.erase(at, 1 + random.below(20));
            break;
        case 2:
            text.insert(at, kPieces[random.below(std::size(kPieces))]);
            break;
        case 3:
            text.insert(at, text.substr(at, random.below(60)));
            break;
        case 4: {
            const std::string& other = corpus[random.below(corpus.size())];
            text.replace(at, random.below(40), other.substr(random.below(other.size()), 40));
            break;
        }
        default:
            text.resize(at);
            break;
    }
}

TEST(DeribitDecodeFuzz, SeededDamageBreaksNoRule) {
    constexpr std::uint64_t kSeed = 20'260'103;
    constexpr int kRuns = 100'000;
    SCOPED_TRACE("seed " + std::to_string(kSeed));
    std::vector<std::string> corpus;
    for (const auto& message : testing::recorded_messages()) {
        if (message.text.size() < 3'000) {
            corpus.push_back(message.text);
        }
    }
    ASSERT_GT(corpus.size(), 200U);
    Random random(kSeed);
    for (int i = 0; i < kRuns; ++i) {
        std::string text = corpus[random.below(corpus.size())];
        for (std::uint64_t times = 1 + random.below(4); times > 0; --times) {
            mutate(text, corpus, random);
        }
        fuzz::decode_bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    }
}

}  // namespace
}  // namespace hedged::deribit
