// SPDX-License-Identifier: Apache-2.0
#include "simulator/trace.hpp"

#include <cstring>

namespace hedged::simulator {
namespace {

constexpr std::size_t kTextShown = 230;

}  // namespace

void Trace::row(Instant at, const char* who, std::string_view what, std::string_view detail) {
    Row& row = ring_.at(count_ % kKept);
    row.number = ++count_;
    row.at = at;
    row.who = who;
    row.text.assign(what);
    if (!detail.empty()) {
        row.text.append(" ");
        row.text.append(detail.substr(0, kTextShown));
    }
    if (print_all_) {
        std::fputs(line(row).c_str(), stdout);
    }
}

void Trace::mix(std::string_view bytes) noexcept {
    mix(bytes.size());
    while (bytes.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        mix(word);
        bytes.remove_prefix(sizeof word);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, bytes.data(), bytes.size());
    mix(rest);
}

std::string Trace::line(const Row& row) {
    std::array<char, 64> head{};
    (void)std::snprintf(head.data(), head.size(), "%9llu  %12.6f  %-9s  ",
                        static_cast<unsigned long long>(row.number),
                        static_cast<double>(row.at.nanoseconds()) * 1e-9, row.who);
    return head.data() + row.text + "\n";
}

std::string Trace::newest() const {
    std::string out = "    event       seconds  who        what\n";
    const std::uint64_t first = count_ > kKept ? count_ - kKept : 0;
    for (std::uint64_t i = first; i < count_; ++i) {
        out += line(ring_.at(i % kKept));
    }
    return out;
}

}  // namespace hedged::simulator
