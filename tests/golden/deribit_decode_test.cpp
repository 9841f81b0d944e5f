// SPDX-License-Identifier: Apache-2.0
// What the Deribit codec makes of every recording, line by line, against the reviewed texts in
// deribit_decode/. Each value of those texts was compared with the field of the JSON it comes from
// by a reader that shares no code with the codec. A text keeps the whole output of
// `hedged decode`, or its first lines and a hash of the others; lines that begin with ; are its
// head.
#include "app/decode_command.hpp"
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <ostream>
#include <set>
#include <sstream>

namespace hedged::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWholeUpTo = 80;     // lines
constexpr std::size_t kKeptOfLonger = 40;  // lines

struct Recording {
    fs::path file;
};
std::ostream& operator<<(std::ostream& output, const Recording& recording) {
    return output << recording.file.filename().string();
}

fs::path texts() {
    return fs::path{HEDGED_TEST_DIR} / "golden" / "deribit_decode";
}
std::string text_name(const fs::path& recording) {
    return recording.stem().string() + ".txt";
}

std::vector<Recording> recordings() {
    std::vector<Recording> all;
    for (const fs::path& file : deribit::testing::recording_files()) {
        all.push_back({file});
    }
    return all;
}

// FNV-1a, 64 bits, over the lines with their ends: the same on every machine.
std::string hash_of(const std::vector<std::string>& lines, std::size_t from) {
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325ULL;
    const auto take = [&hash](char byte) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100'0000'01B3ULL;
    };
    for (std::size_t i = from; i < lines.size(); ++i) {
        for (const char byte : lines[i]) {
            take(byte);
        }
        take('\n');
    }
    std::array<char, 17> digits{};
    (void)std::snprintf(digits.data(), digits.size(), "%016llx",
                        static_cast<unsigned long long>(hash));
    return digits.data();
}

std::vector<std::string> lines_of(std::istream& input) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(input, line);) {
        lines.push_back(line);
    }
    return lines;
}

// What a text keeps of the output.
std::vector<std::string> kept(std::vector<std::string> lines) {
    if (lines.size() <= kWholeUpTo) {
        return lines;
    }
    const std::string rest = "and " + std::to_string(lines.size() - kKeptOfLonger) +
                             " more lines, their FNV-1a hash " + hash_of(lines, kKeptOfLonger);
    lines.resize(kKeptOfLonger);
    lines.push_back(rest);
    return lines;
}

std::vector<std::string> without_head(std::vector<std::string> lines) {
    std::erase_if(lines, [](const std::string& line) { return line.starts_with(';'); });
    return lines;
}

// Where a person finds the lines of now, to review them before they replace the text.
fs::path write_for_review(const fs::path& recording, const std::vector<std::string>& lines) {
    const fs::path folder = fs::path{HEDGED_BINARY_DIR} / "deribit_decode_now";
    fs::create_directories(folder);
    std::ofstream file{folder / text_name(recording)};
    for (const std::string& line : lines) {
        file << line << '\n';
    }
    return folder / text_name(recording);
}

class DeribitDecodeGolden : public ::testing::TestWithParam<Recording> {};

TEST_P(DeribitDecodeGolden, SaysOfTheRecordingWhatItsReviewedTextSays) {
    const std::string path = GetParam().file.string();
    std::istringstream none;
    std::stringstream output;
    std::ostringstream errors;
    const std::array<std::string_view, 2> words{"deribit", path};
    EXPECT_EQ(run_decode(words, none, output, errors), DecodeExit::AllDecoded);
    EXPECT_EQ(errors.str(), "");

    std::ifstream file{texts() / text_name(path)};
    const std::vector<std::string> expected = without_head(lines_of(file));
    const std::vector<std::string> now = kept(lines_of(output));
    for (std::size_t i = 0; i < std::min(expected.size(), now.size()); ++i) {
        EXPECT_EQ(now[i], expected[i]) << "line " << i + 1 << " behind the head";
    }
    EXPECT_EQ(now.size(), expected.size());
    if (now != expected) {
        ADD_FAILURE() << "the lines of now are in " << write_for_review(path, now)
                      << "; compare them with the recording before they become the text";
    }
}

INSTANTIATE_TEST_SUITE_P(Recordings, DeribitDecodeGolden, ::testing::ValuesIn(recordings()),
                         [](const auto& one) { return one.param.file.stem().string(); });

TEST(DeribitDecodeTexts, BelongToExactlyOneRecordingEach) {
    std::set<std::string> recorded;
    for (const Recording& recording : recordings()) {
        EXPECT_TRUE(recorded.insert(text_name(recording.file)).second)
            << recording << ": two recordings of one name";
    }
    std::set<std::string> kept_texts;
    for (const auto& entry : fs::directory_iterator{texts()}) {
        kept_texts.insert(entry.path().filename().string());
    }
    EXPECT_EQ(kept_texts, recorded);
}

}  // namespace
}  // namespace hedged::app
