// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/log.hpp"

#include "hedged/ops/note_text.hpp"
#include "hedged/protocol/record_words.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <exception>

namespace hedged::ops {

struct Log::Impl {
    std::shared_ptr<spdlog::logger> logger;
};

namespace {

class WriterSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit WriterSink(std::function<void(std::string_view)> writer)
        : writer_(std::move(writer)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        writer_({line.data(), line.size()});
    }
    void flush_() override {}

    std::function<void(std::string_view)> writer_;
};

spdlog::level::level_enum level_of(const std::string& word) {
    if (word == "debug") {
        return spdlog::level::debug;
    }
    if (word == "warning") {
        return spdlog::level::warn;
    }
    return word == "error" ? spdlog::level::err : spdlog::level::info;
}

}  // namespace

Result<std::unique_ptr<Log>, std::string> Log::open(const LogSettings& settings) {
    std::vector<spdlog::sink_ptr> sinks;
    if (settings.console && settings.console_writer) {
        sinks.push_back(std::make_shared<WriterSink>(settings.console_writer));
    } else if (settings.console) {
        sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    }
    if (!settings.file.empty()) {
        try {
            sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file));
        } catch (const std::exception& error) {
            return settings.file + ": cannot open the log: " + error.what();
        }
    }
    auto impl = std::make_unique<Impl>();
    impl->logger = std::make_shared<spdlog::logger>("hedged", sinks.begin(), sinks.end());
    impl->logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc);
    impl->logger->set_level(level_of(settings.level));
    impl->logger->flush_on(spdlog::level::warn);
    return std::unique_ptr<Log>(new Log(std::move(impl)));
}

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Log::~Log() {
    flush();
}

void Log::hide(std::string_view secret) {
    // A secret this short would blank out half of every line.
    if (secret.size() >= 4) {
        secrets_.emplace_back(secret);
    }
}

void Log::write(int level, std::string_view line) {
    std::string text(line);
    for (const config::Secret& secret : secrets_) {
        for (auto at = text.find(secret.view()); at != std::string::npos;
             at = text.find(secret.view(), at)) {
            text.replace(at, secret.view().size(), "[secret]");
            at += 8;
        }
    }
    // The text is an argument, never the format: braces in it mean nothing.
    impl_->logger->log(static_cast<spdlog::level::level_enum>(level), "{}", text);
}

void Log::debug(std::string_view line) {
    write(spdlog::level::debug, line);
}

void Log::info(std::string_view line) {
    write(spdlog::level::info, line);
}

void Log::warning(std::string_view line) {
    write(spdlog::level::warn, line);
}

void Log::error(std::string_view line) {
    write(spdlog::level::err, line);
}

void Log::flush() {
    impl_->logger->flush();
}

void Log::record(const Note& note, const Names& names, Instant now) {
    if (note.severity == Severity::Debug && !impl_->logger->should_log(spdlog::level::debug)) {
        return;
    }
    const auto index = static_cast<std::size_t>(note.kind) % kinds_.size();
    Kind& kind = kinds_[index];
    if (kind.second == Instant{} || now - kind.second >= seconds(1)) {
        report_left_out(index);
        kind.second = now;
        kind.lines = 0;
    }
    if (note.severity != Severity::Alarm && ++kind.lines > kLinesASecond) {
        ++kind.left_out;
        ++left_out_;
        return;
    }
    const std::string line = note_text(note, names);
    switch (note.severity) {
        case Severity::Debug:
            debug(line);
            break;
        case Severity::Info:
            info(line);
            break;
        case Severity::Warning:
            warning(line);
            break;
        case Severity::Alarm:
            error("ALARM " + line);
            break;
    }
}

void Log::report_left_out(std::size_t kind) {
    if (kinds_[kind].left_out > 0) {
        info(std::to_string(kinds_[kind].left_out) + " more records of kind " +
             std::string(to_string(static_cast<NoteKind>(kind))) + " were left out");
        kinds_[kind].left_out = 0;
    }
}

void Log::tick(Instant now) {
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        if (kinds_[i].left_out > 0 && now - kinds_[i].second >= seconds(1)) {
            report_left_out(i);
        }
    }
    flush();
}

}  // namespace hedged::ops
