// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/text.hpp"

#include "hedged/protocol/fields.hpp"
#include "hedged/protocol/record_words.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string_view>
#include <type_traits>

namespace hedged::runtime::journal {

namespace {

constexpr std::array<const char*, std::variant_size_v<Event>> kEventNames = {
    "quote",       "ticker",        "mark-vol",   "index-price", "order-update",
    "fill",        "position",      "account",    "order-reply", "cancel-reply",
    "query-reply", "snapshot-mark", "connection", "instrument",  "instrument-state",
    "market-gap",  "platform-lock", "clock-sync", "rate-limit",  "journal",
    "operator",    "timer",         "batch-end"};
constexpr std::array<const char*, std::variant_size_v<VenueCommand>> kCommandNames = {
    "place-order", "cancel-order", "query-order", "request-snapshot", "watch-instrument"};

std::string shortest(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

class Writer {
public:
    Writer(std::string& out, const InstrumentNames& names) : out_(out), names_(names) {}

    template <class T>
    void operator()(std::string_view name, const T& value) {
        if constexpr (requires { fields(*this, value); }) {
            if (name != "stamp") {  // the line begins with its time
                fields(*this, value);
            }
        } else if (const std::string text = say(value); !text.empty()) {
            out_ += ' ';
            out_ += name;
            out_ += ' ';
            out_ += text;
        }
    }

private:
    template <class T>
    std::string say(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            return value ? "yes" : "";
        } else if constexpr (std::is_enum_v<T>) {
            return std::string(to_string(value));
        } else if constexpr (std::is_floating_point_v<T>) {
            return shortest(value);
        } else {
            return std::to_string(value);
        }
    }
    template <std::size_t N>
    std::string say(const FixedString<N>& text) {
        return text.empty() ? "" : "'" + std::string(text.view()) + "'";
    }
    template <class T>
    std::string say(const std::optional<T>& value) {
        return value ? say(*value) : "";
    }
    template <class Tag, class Rep>
    std::string say(const Quantity<Tag, Rep>& value) {
        return say(value.value());
    }
    static std::string say(const WallTime& time) { return "'" + text_of(time) + "'"; }
    static std::string say(const Instant& /*time*/) { return {}; }
    static std::string say(const Duration& time) { return shortest(time.seconds()) + "s"; }
    std::string say(const InstrumentIndex& index) { return index.valid() ? names_.of(index) : ""; }
    static std::string say(const UnderlyingIndex& index) {
        return index.valid() ? std::to_string(index.raw) : "";
    }
    static std::string say(const ClientOrderId& id) { return id.ours() ? text_of(id) : ""; }
    static std::string say(const DecimalStep& step) { return shortest(step.value()); }
    template <class T, std::size_t N>
    std::string say(const std::array<T, N>& values) {
        std::string text;
        for (const T& value : values) {
            text += (text.empty() ? "" : ",") + say(value);
        }
        return text;
    }
    template <class T, std::size_t N>
    std::string say(const FixedVector<T, N>& values) {
        return values.empty() ? "" : std::to_string(values.size());
    }

    std::string& out_;
    const InstrumentNames& names_;
};

template <class T>
std::string line(const char* name, const T& message, const InstrumentNames& names) {
    std::string out = name;
    Writer writer(out, names);
    fields(writer, message);
    return out;
}

}  // namespace

void InstrumentNames::learn(const Event& event) {
    const auto* definition = std::get_if<InstrumentDefinition>(&event);
    if (definition == nullptr || definition->spec.index.raw > 1'000'000U) {
        return;
    }
    const std::size_t index = definition->spec.index.raw;
    if (index >= names_.size()) {
        names_.resize(index + 1);
    }
    names_[index] = definition->spec.name;
}

std::string InstrumentNames::of(InstrumentIndex index) const {
    return index.raw < names_.size() && !names_[index.raw].empty()
               ? std::string(names_[index.raw].view())
               : "#" + std::to_string(index.raw);
}

std::string text_of(const Event& event, const InstrumentNames& names) {
    return std::visit([&](const auto& it) { return line(kEventNames[event.index()], it, names); },
                      event);
}

std::string text_of(const Action& action, const InstrumentNames& names) {
    if (const auto* command = std::get_if<VenueCommand>(&action)) {
        return std::visit(
            [&](const auto& it) { return line(kCommandNames[command->index()], it, names); },
            *command);
    }
    if (const auto* note = std::get_if<Note>(&action)) {
        return line("note", *note, names);
    }
    if (const auto* kill = std::get_if<SetKillLatch>(&action)) {
        return line("set-kill-latch", *kill, names);
    }
    return line("clear-kill-latch", std::get<ClearKillLatch>(action), names);
}

std::string type_name(const Record& record) {
    const std::size_t place = record.type & 0xFFU;
    if (record.is_input() && place < kEventNames.size()) {
        return kEventNames[place];
    }
    if (record.is_action() && place < kCommandNames.size()) {
        return kCommandNames[place];
    }
    switch (static_cast<RecordType>(record.type)) {
        case RecordType::Start:
            return "start";
        case RecordType::SegmentEnd:
            return "segment-end";
        case RecordType::Checkpoint:
            return "checkpoint";
        case RecordType::Lost:
            return "lost";
        case RecordType::CleanStop:
            return "clean-stop";
        case RecordType::Carry:
            return "carry";
        case RecordType::Instruments:
            return "instruments";
        case RecordType::Note:
            return "note";
        case RecordType::SetKillLatch:
            return "set-kill-latch";
        case RecordType::ClearKillLatch:
            return "clear-kill-latch";
        case RecordType::Input:
        case RecordType::Command:
            break;
    }
    return "unknown";
}

std::string text_of(ClientOrderId id) {
    return std::to_string(id.epoch()) + "-" + std::to_string(id.number());
}

std::string text_of(WallTime time) {
    const std::int64_t ns = time.nanoseconds();
    const auto seconds =
        static_cast<std::time_t>(ns / 1'000'000'000 - (ns % 1'000'000'000 < 0 ? 1 : 0));
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    const auto micros = (ns - static_cast<std::int64_t>(seconds) * 1'000'000'000) / 1'000;
    (void)std::snprintf(text.data() + size, text.size() - size, ".%06d", static_cast<int>(micros));
    return text.data();
}

}  // namespace hedged::runtime::journal
