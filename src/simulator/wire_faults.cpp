// SPDX-License-Identifier: Apache-2.0
#include "simulator/wire_faults.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

namespace hedged::simulator {
namespace {

// Where a value of an object stands, and its key before it.
struct Field {
    std::size_t key = 0;    // first letter of the key
    std::size_t value = 0;  // first letter of the value
    std::size_t size = 0;
};

std::size_t end_of_text(const std::string& text, std::size_t quote) {
    std::size_t at = quote + 1;
    while (at < text.size() && text[at] != '"') {
        at += text[at] == '\\' ? 2U : 1U;
    }
    return std::min(at + 1, text.size());
}

// All fields whose value is a text, a number or a literal, of objects of any depth.
std::vector<Field> fields_of(const std::string& text) {
    std::vector<Field> found;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] != '"') {
            ++at;
            continue;
        }
        const std::size_t key = at + 1;
        at = end_of_text(text, at);
        if (at >= text.size() || text[at] != ':') {
            continue;
        }
        const std::size_t value = ++at;
        if (value >= text.size() || text[value] == '{' || text[value] == '[') {
            continue;
        }
        if (text[value] == '"') {
            at = end_of_text(text, value);
        } else {
            at = text.find_first_of(",}]", value);
            at = at == std::string::npos ? text.size() : at;
        }
        found.push_back({key, value, at - value});
    }
    return found;
}

}  // namespace

void WireFaults::begin(FaultKind kind, int frames) noexcept {
    switch (kind) {
        case FaultKind::CorruptBytes:
            corrupt_ += frames;
            return;
        case FaultKind::TruncatedFrame:
            truncate_ += frames;
            return;
        case FaultKind::RepeatedFrame:
            repeat_ += frames;
            return;
        case FaultKind::UnknownWord:
            word_ += frames;
            return;
        case FaultKind::BadNumber:
            number_ += frames;
            return;
        case FaultKind::MissingField:
            missing_ += frames;
            return;
        case FaultKind::HugeInteger:
            huge_ += frames;
            return;
        default:
            return;
    }
}

void WireFaults::spike_index(Instant until, double factor) noexcept {
    spike_until_ = until;
    spike_ = factor;
}

void WireFaults::end_all() noexcept {
    corrupt_ = truncate_ = repeat_ = word_ = number_ = missing_ = huge_ = 0;
    spike_until_ = Instant{};
}

// One frame in three is hit, so that what is hit is not always the same kind of frame.
bool WireFaults::take(int& left) noexcept {
    if (left == 0 || random_.below(3) != 0) {
        return false;
    }
    --left;
    return true;
}

void WireFaults::spoil_value(std::string& frame, FaultKind kind) {
    const std::vector<Field> fields = fields_of(frame);
    std::vector<Field> fitting;
    for (const Field& field : fields) {
        const char first = frame[field.value];
        const bool text = first == '"';
        const bool number = first == '-' || (first >= '0' && first <= '9');
        const bool fits = kind == FaultKind::UnknownWord   ? text
                          : kind == FaultKind::BadNumber   ? number
                          : kind == FaultKind::HugeInteger ? number
                                                           : true;
        if (fits) {
            fitting.push_back(field);
        }
    }
    if (fitting.empty()) {
        return;
    }
    damaged_ = true;
    const Field field = fitting[random_.below(fitting.size())];
    static constexpr std::array<const char*, 6> kBad{"null",  "\"\"",     "\"NaN\"",
                                                     "1e999", "\"none\"", "-1e-999"};
    static constexpr std::array<const char*, 4> kHuge{"9007199254740993", "9223372036854775808",
                                                      "1234567890123456789012345678901234567890",
                                                      "-9223372036854775809"};
    switch (kind) {
        case FaultKind::UnknownWord:
            frame.replace(field.value, field.size, "\"sublimated\"");
            return;
        case FaultKind::BadNumber:
            frame.replace(field.value, field.size, kBad.at(random_.below(kBad.size())));
            return;
        case FaultKind::HugeInteger:
            frame.replace(field.value, field.size, kHuge.at(random_.below(kHuge.size())));
            return;
        default:
            frame[field.key] = '#';  // a key that nobody asks for
            return;
    }
}

void WireFaults::spoil_index(std::string& frame) const {
    if (frame.find("deribit_price_index") == std::string::npos) {
        return;
    }
    const std::size_t at = frame.find("\"price\":");
    if (at == std::string::npos) {
        return;
    }
    const std::size_t value = at + 8;
    const std::size_t end = frame.find_first_of(",}", value);
    double price = 0.0;
    const auto read = std::from_chars(frame.data() + value, frame.data() + end, price);
    if (end == std::string::npos || read.ec != std::errc{}) {
        return;
    }
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.2f", price * spike_);
    frame.replace(value, end - value, text.data());
}

bool WireFaults::spoil(std::string& frame, Instant now) {
    if (now < spike_until_) {
        spoil_index(frame);
    }
    damaged_ = false;
    if (take(word_)) {
        spoil_value(frame, FaultKind::UnknownWord);
    }
    if (take(number_)) {
        spoil_value(frame, FaultKind::BadNumber);
    }
    if (take(missing_)) {
        spoil_value(frame, FaultKind::MissingField);
    }
    if (take(huge_)) {
        spoil_value(frame, FaultKind::HugeInteger);
    }
    if (take(corrupt_) && !frame.empty()) {
        damaged_ = true;
        for (std::uint64_t n = 1 + random_.below(4); n > 0; --n) {
            frame[random_.below(frame.size())] = static_cast<char>(random_.below(256));
        }
    }
    if (take(truncate_) && !frame.empty()) {
        damaged_ = true;
        frame.resize(random_.below(frame.size()));
    }
    const bool notification = frame.find("\"subscription\"") != std::string::npos;
    return notification && take(repeat_);
}

}  // namespace hedged::simulator
