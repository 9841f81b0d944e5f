// SPDX-License-Identifier: Apache-2.0
// The decode command: what it takes, what it prints, what it must not print, how it ends.
#include "app/decode_command.hpp"

#include "support/deribit_codec_rig.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace hedged::app {
namespace {

struct Ending {
    DecodeExit exit;
    std::string output;
    std::string errors;

    [[nodiscard]] bool says(std::string_view text) const {
        return output.find(text) != std::string::npos;
    }
};

Ending run(std::vector<std::string_view> words, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const DecodeExit exit = run_decode(words, in, out, err);
    return {exit, out.str(), err.str()};
}
Ending decode_text(const std::string& input) {
    return run({"deribit", "-"}, input);
}

constexpr const char* kIndex =
    R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"deribit_price_index.btc_usd",)"
    R"("data":{"timestamp":1550588002899,"price":3937.89,"index_name":"btc_usd"}}})";

TEST(DecodeCommand, PrintsOneEventALineAndASummary) {
    const Ending result = decode_text(std::string(kIndex) + "\n" + kIndex + "\n");
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded);
    EXPECT_TRUE(result.says("1 index btc_usd price 3937.89 time 2019-02-19T14:53:22.899Z\n"));
    EXPECT_TRUE(result.says("2 index btc_usd price 3937.89"));
    EXPECT_TRUE(result.says("# 2 messages, 0 could not be decoded"));
    EXPECT_TRUE(result.says("# price index: 2"));
    EXPECT_TRUE(result.errors.empty());
}

TEST(DecodeCommand, TakesWrappedStampedAndWindowsLines) {
    const Ending result = decode_text(
        "\xEF\xBB\xBF"
        R"({"t":1626993723.1,"dir":"in","msg":)" +
        std::string(kIndex) + "}\r\n\r\n1626993723.1 " + kIndex + "\r\n2021-07-22T22:42:03.804Z " +
        kIndex);
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded) << result.errors;
    EXPECT_TRUE(result.says("# price index: 3"));
    EXPECT_TRUE(result.says("4 index"));
}

TEST(DecodeCommand, TakesAMessagePrintedOverSeveralLines) {
    const Ending result = decode_text(
        "{\n  \"jsonrpc\": \"2.0\",\n  \"id\": 1,\n  \"result\": "
        "1733338800000\n}\n" +
        std::string(kIndex));
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded) << result.errors;
    EXPECT_TRUE(result.says("1 reply: time id 1 server-time 2024-12-04T19:00:00.000Z"));
    EXPECT_TRUE(result.says("6 index"));
}

TEST(DecodeCommand, NamesLineFieldAndReasonOfWhatItCannotDecodeAndGoesOn) {
    std::string bad(kIndex);
    bad.replace(bad.find("3937.89"), 7, "\"NaN\"");
    const Ending result = decode_text(std::string(kIndex) + "\n" + bad + "\n" +
                                      std::string(kIndex).substr(0, 60) + "\nnonsense\n" + kIndex);
    EXPECT_EQ(result.exit, DecodeExit::SomeFailed);
    EXPECT_EQ(result.errors,
              "line 2: price index: field price: out of range\n"
              "line 3: envelope: not valid JSON\n"
              "line 4: envelope: not valid JSON\n");
    EXPECT_TRUE(result.says("5 index"));
    EXPECT_TRUE(result.says("# 5 messages, 3 could not be decoded"));
}

TEST(DecodeCommand, NeverPrintsTokensSecretsOrSignatures) {
    const Ending result = decode_text(
        R"({"jsonrpc":"2.0","id":9,"method":"public/auth","params":{"grant_type":)"
        R"("client_credentials","client_id":"AMANDA","client_secret":"hunter2"}})"
        "\n"
        R"({"jsonrpc":"2.0","id":9,"result":{"access_token":"AAA.secret","token_type":"bearer",)"
        R"("scope":"connection","refresh_token":"BBB.secret","expires_in":900}})");
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded);
    EXPECT_TRUE(result.says("1 request public/auth"));
    EXPECT_TRUE(result.says("2 reply: login id 9 scope connection expires-in 900 s"));
    EXPECT_FALSE(result.says("secret"));
    EXPECT_FALSE(result.says("hunter2"));
    EXPECT_FALSE(result.says("AMANDA"));
}

TEST(DecodeCommand, ControlCharactersOfARecordingDoNotReachTheTerminal) {
    const Ending result = decode_text(
        R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"\u001b[2Jgone\u0007"}})");
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded);
    EXPECT_EQ(result.output.find('\x1b'), std::string::npos);
    EXPECT_TRUE(result.says("?[2Jgone?"));
}

TEST(DecodeCommand, CountsUnknownWordsAndChannels) {
    const Ending result = decode_text(
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"weather.ams","data":1}})"
        "\n"
        R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"instrument.state.any.any",)"
        R"("data":{"timestamp":1,"state":"paused","instrument_name":"X"}}})");
    EXPECT_EQ(result.exit, DecodeExit::AllDecoded);
    EXPECT_TRUE(result.says("1 unknown channel weather.ams"));
    EXPECT_TRUE(result.says("1 of unknown channels"));
    EXPECT_TRUE(result.says("#   state \"paused\": 1"));
}

TEST(DecodeCommand, ShowsOurOwnOrdersUnderTheirTag) {
    const std::string path = std::string(HEDGED_TEST_DIR) + "/data/deribit_made/messages.jsonl";
    EXPECT_TRUE(run({"deribit", path, "--tag", "test"}).says("ours 1-10"));
    EXPECT_FALSE(run({"deribit", path}).says("ours"));
}

TEST(DecodeCommand, RefusesWhatItDoesNotUnderstand) {
    for (const auto& words :
         std::vector<std::vector<std::string_view>>{{},
                                                    {"deribit"},
                                                    {"kraken", "-"},
                                                    {"deribit", "-", "more"},
                                                    {"deribit", "-", "--fast"},
                                                    {"deribit", "-", "--tag", "TOOLONG"}}) {
        const Ending result = run(words);
        EXPECT_EQ(result.exit, DecodeExit::Usage);
        EXPECT_NE(result.errors.find("usage"), std::string::npos);
    }
    EXPECT_EQ(run({"deribit", "/nowhere/at/all"}).exit, DecodeExit::Usage);
    EXPECT_EQ(decode_text("\n\n").exit, DecodeExit::SomeFailed);
}

}  // namespace
}  // namespace hedged::app
