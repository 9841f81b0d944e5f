// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/kill_latch.hpp"

namespace hedged::runtime {

namespace {

// One line holds one value, whatever an operator typed.
std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20) {
            c = ' ';
        }
    }
    return out;
}

std::string value_of(const std::string& text, std::string_view key) {
    const std::string start = std::string(key) + ": ";
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        if (line.rfind(start, 0) == 0) {
            return line.substr(start.size());
        }
        if (end == std::string::npos) {
            break;
        }
        at = end + 1;
    }
    return {};
}

std::string text_of(std::string_view actor, std::string_view reason) {
    return "actor: " + one_line(actor) + "\nreason: " + one_line(reason) + "\n";
}

}  // namespace

KillLatch::KillLatch(std::string path, SmallFiles& files) : path_(std::move(path)), files_(files) {}

std::string KillLatch::prepare() {
    return files_.write(spare(), text_of("unknown", "the disk refused the words of this kill"));
}

std::string KillLatch::set(std::string_view actor, std::string_view reason) {
    raise();
    std::string fault = files_.write(path_, text_of(actor, reason));
    if (!fault.empty() && files_.move(spare(), path_).empty()) {
        fault.clear();
    }
    return fault;
}

std::string KillLatch::clear() {
    std::string fault = files_.remove(path_);
    if (fault.empty()) {
        // Should the disk refuse it, what is lost is the second way to set the latch.
        (void)prepare();
        raised_.store(false, std::memory_order_seq_cst);
    }
    return fault;
}

std::optional<KillLatch::Record> KillLatch::load() {
    auto read = files_.read(path_);
    if (!read) {
        raise();
        return Record{"unknown", "the kill latch exists but cannot be read: " + read.error()};
    }
    if (!read.value()) {
        return std::nullopt;
    }
    raise();
    Record record{value_of(*read.value(), "actor"), value_of(*read.value(), "reason")};
    if (record.actor.empty()) {
        record.actor = "unknown";
    }
    if (record.reason.empty()) {
        record.reason = "the kill latch file says nothing";
    }
    return record;
}

}  // namespace hedged::runtime
