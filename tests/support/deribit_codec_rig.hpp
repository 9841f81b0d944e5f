// SPDX-License-Identifier: Apache-2.0
// A decoder with its table for tests. Each frame is copied into memory of exactly its size and the
// padding, so that a sanitizer sees a read beyond what the caller promises.
#pragma once

#include "hedged/venues/deribit/codec/capture.hpp"
#include "hedged/venues/deribit/codec/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hedged::deribit::testing {

inline constexpr Instant kReceived{std::int64_t{123'456'789}};

[[nodiscard]] inline AccountTag test_tag() {
    return *AccountTag::make("test");
}

class CodecRig {
public:
    explicit CodecRig(UnknownNames unknown = UnknownNames::Register,
                      std::vector<Underlying> coins = {underlying_of("BTC"), underlying_of("ETH")})
        : table(std::move(coins), 8192, unknown), decoder(table, test_tag()) {}

    // Replies are decoded as `expected`, by default as what they look like.
    DecodeError decode(std::string_view json, Request expected = Request::Unknown) {
        hold(json);
        DecodeError error = decoder.decode(view(), kReceived, frame);
        if (error.ok() && frame.kind == FrameKind::Reply) {
            error = decoder.decode_reply(expected, frame);
        }
        return error;
    }
    DecodeError decode_bare(std::string_view json, Request expected = Request::Unknown) {
        hold(json);
        return decoder.decode_bare_result(view(), kReceived, expected, frame);
    }

    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const Event& event : frame.events) {
            if (const auto* one = std::get_if<T>(&event)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    // The only event of the frame, or a default one, which no expectation on values survives.
    template <class T>
    [[nodiscard]] T only() const {
        const auto* one = frame.events.size() == 1 ? std::get_if<T>(frame.events.data()) : nullptr;
        return one == nullptr ? T{} : *one;
    }
    [[nodiscard]] std::string name(InstrumentIndex index) const {
        return index.valid() ? std::string(table.spec(index).name.view()) : "none";
    }

    InstrumentTable table;
    Decoder decoder;
    DecodedFrame frame;

private:
    void hold(std::string_view json) {
        bytes_ = std::make_unique<char[]>(json.size() + kFramePadding);
        size_ = json.size();
        std::memcpy(bytes_.get(), json.data(), size_);
        std::memset(bytes_.get() + size_, '"', kFramePadding);  // of any content
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

[[nodiscard]] inline std::string notification(std::string_view channel, std::string_view data) {
    return R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":")" +
           std::string(channel) + R"(","data":)" + std::string(data) + "}}";
}
[[nodiscard]] inline std::string reply(std::string_view result) {
    return R"({"jsonrpc":"2.0","id":7,"result":)" + std::string(result) +
           R"(,"usIn":1765541474080000,"usOut":1765541474086123,"usDiff":6123,"testnet":true})";
}

[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every message of every recording under tests/data/deribit*, in a fixed order.
struct RecordedMessage {
    std::string file;
    std::size_t line = 0;
    std::string text;
};
[[nodiscard]] inline std::vector<std::filesystem::path> recording_files() {
    std::vector<std::filesystem::path> files;
    for (const char* folder : {"deribit", "deribit_made"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 std::filesystem::path(HEDGED_TEST_DIR) / "data" / folder)) {
            if (entry.path().extension() == ".json" || entry.path().extension() == ".jsonl") {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}
[[nodiscard]] inline std::vector<RecordedMessage> recorded_messages() {
    std::vector<RecordedMessage> messages;
    for (const auto& path : recording_files()) {
        std::string content = read_file(path);
        const std::size_t size = content.size();
        content.append(kFramePadding, ' ');
        for (const CaptureEntry& entry : split_capture({content.data(), size})) {
            messages.push_back({path.filename().string(), entry.line,
                                std::string(unwrap_capture(entry.text).text)});
        }
    }
    return messages;
}
// One line of a recording, by the file's name.
[[nodiscard]] inline std::string recorded(std::string_view file, std::size_t line = 1) {
    for (const RecordedMessage& message : recorded_messages()) {
        if (message.file == file && message.line == line) {
            return message.text;
        }
    }
    return {};
}

}  // namespace hedged::deribit::testing
