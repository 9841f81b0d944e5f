// SPDX-License-Identifier: Apache-2.0
// Every recording against the text that the decode command gave when a person read it beside the
// recording. A difference is either a defect or a change of meaning that must be read again; then
// write the new text with `hedged decode deribit FILE --tag test`.
#include "app/decode_command.hpp"
#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace hedged::app {
namespace {

TEST(DeribitGolden, RecordingsReadAsTheyWereReviewed) {
    const auto files = deribit::testing::recording_files();
    ASSERT_GE(files.size(), 29U);
    for (const auto& path : files) {
        const std::string name = path.string();
        const std::string_view words[] = {"deribit", name, "--tag", "test"};
        std::istringstream none;
        std::ostringstream output;
        std::ostringstream errors;
        EXPECT_EQ(run_decode(words, none, output, errors), DecodeExit::AllDecoded) << name;
        const std::string reviewed =
            deribit::testing::read_file(std::filesystem::path(HEDGED_TEST_DIR) / "golden" /
                                        "deribit_decode" / (path.filename().string() + ".txt"));
        EXPECT_FALSE(reviewed.empty()) << "no reviewed text for " << name;
        EXPECT_EQ(output.str(), reviewed) << name;
        EXPECT_EQ(errors.str(), "") << name;
    }
}

}  // namespace
}  // namespace hedged::app
