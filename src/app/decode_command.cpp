// SPDX-License-Identifier: Apache-2.0
#include "app/decode_command.hpp"

#include "hedged/venues/deribit/codec/capture.hpp"
#include "hedged/venues/deribit/codec/decoder.hpp"

#include "app/decode_print.hpp"
#include "app/decode_text.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace hedged::app {
namespace {

constexpr std::size_t kNamesMax = 65'536;  // far above what the exchange lists

class CaptureDecoder {
public:
    CaptureDecoder(std::ostream& output, std::ostream& errors, deribit::AccountTag tag)
        : output_(output),
          errors_(errors),
          table_({}, kNamesMax, deribit::UnknownNames::Register),
          decoder_(table_, tag) {}

    void decode(const deribit::CaptureEntry& entry) {
        ++messages_;
        const deribit::CapturedMessage message = deribit::unwrap_capture(entry.text);
        deribit::DecodeError error = decoder_.decode(message.text, Instant{}, frame_);
        if (error.ok() && frame_.kind == deribit::FrameKind::Reply) {
            error = decoder_.decode_reply(deribit::Request::Unknown, frame_);
        } else if (error.fault == deribit::DecodeFault::NotAMessage) {
            error = decoder_.decode_bare_result(message.text, Instant{}, deribit::Request::Unknown,
                                                frame_);
        }
        if (!error.ok()) {
            report(entry.line, error, {});
            return;
        }
        count();
        for (const deribit::Unplaced& item : frame_.unplaced) {
            report(entry.line, item.error, item.instrument.view());
        }
        print_frame(output_, entry.line, frame_, table_);
    }

    void summarise() {
        const deribit::DecodeCounters& counters = decoder_.counters();
        output_ << "# " << messages_ << " messages, " << failures_ << " could not be decoded\n";
        for (const auto& [kind, count] : kinds_) {
            output_ << "# " << kind << ": " << count << '\n';
        }
        output_ << "# ignored: " << counters.unused_channels << " of channels without use, "
                << counters.unknown_channels << " of unknown channels, " << counters.unknown_methods
                << " of unknown methods\n";
        output_ << "# unknown words: " << counters.unknown_words << '\n';
        for (const deribit::UnknownWord& word : counters.words) {
            output_ << "#   " << word.field << " \"" << word.word.view() << "\": " << word.count
                    << '\n';
        }
        if (counters.unknown_error_codes > 0) {
            output_ << "# error codes not in the table: " << counters.unknown_error_codes << '\n';
        }
    }

    [[nodiscard]] std::size_t messages() const { return messages_; }
    [[nodiscard]] std::size_t failures() const { return failures_; }

private:
    void count() {
        std::string kind(to_string(frame_.message));
        if (frame_.kind == deribit::FrameKind::Reply) {
            kind = "reply: " + std::string(reply_words(frame_.reply.request));
        }
        ++kinds_[kind];
    }

    void report(std::size_t line, const deribit::DecodeError& error, std::string_view instrument) {
        ++failures_;
        errors_ << "line " << line << ": " << to_string(error.message);
        if (!instrument.empty()) {
            errors_ << " of " << instrument;
        }
        if (!error.field.empty()) {
            errors_ << ": field " << error.field;
        }
        errors_ << ": " << to_string(error.fault) << '\n';
    }

    std::ostream& output_;
    std::ostream& errors_;
    deribit::InstrumentTable table_;
    deribit::Decoder decoder_;
    deribit::DecodedFrame frame_;
    std::map<std::string, std::size_t> kinds_;
    std::size_t messages_ = 0;
    std::size_t failures_ = 0;
};

constexpr std::string_view kUsage =
    "usage: hedged decode deribit FILE [--tag XXXX]\n"
    "  FILE    recorded messages, one a line or one printed over several lines; - reads standard "
    "input\n"
    "  --tag   four characters of 0-9a-z: the account tag that marks our own order labels\n";

struct Arguments {
    std::string_view venue;
    std::string_view file;
    std::string_view tag = "0000";
    bool good = true;
};

[[nodiscard]] Arguments parse(std::span<const std::string_view> words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--tag" && i + 1 < words.size()) {
            arguments.tag = words[++i];
        } else if (words[i].starts_with("--") || !arguments.file.empty()) {
            arguments.good = false;
        } else if (arguments.venue.empty()) {
            arguments.venue = words[i];
        } else {
            arguments.file = words[i];
        }
    }
    arguments.good = arguments.good && arguments.venue == "deribit" && !arguments.file.empty();
    return arguments;
}

[[nodiscard]] std::string read_all(std::istream& input) {
    return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

}  // namespace

DecodeExit run_decode(std::span<const std::string_view> words, std::istream& input,
                      std::ostream& output, std::ostream& errors) {
    if (std::any_of(words.begin(), words.end(),
                    [](std::string_view word) { return word == "--help" || word == "-h"; })) {
        output << kUsage;
        return DecodeExit::AllDecoded;
    }
    const Arguments arguments = parse(words);
    const auto tag = deribit::AccountTag::make(arguments.tag);
    if (!arguments.good || !tag) {
        errors << kUsage;
        return DecodeExit::Usage;
    }
    std::string content;
    if (arguments.file == "-") {
        content = read_all(input);
    } else {
        std::ifstream file(std::string(arguments.file), std::ios::binary);
        if (!file) {
            errors << "cannot read " << arguments.file << '\n';
            return DecodeExit::Usage;
        }
        content = read_all(file);
    }
    const std::size_t size = content.size();
    content.append(deribit::kFramePadding, '\0');
    CaptureDecoder decoder(output, errors, *tag);
    for (const deribit::CaptureEntry& entry :
         deribit::split_capture(std::string_view{content.data(), size})) {
        decoder.decode(entry);
    }
    decoder.summarise();
    if (decoder.messages() == 0) {
        errors << "no message in " << arguments.file << '\n';
        return DecodeExit::SomeFailed;
    }
    return decoder.failures() == 0 ? DecodeExit::AllDecoded : DecodeExit::SomeFailed;
}

int run_decode(int argc, char** argv) {
    const std::vector<std::string_view> words(argv, argv + argc);
    return static_cast<int>(run_decode(words, std::cin, std::cout, std::cerr));
}

}  // namespace hedged::app
