// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/terminal_panel.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hedged::ops {

namespace {

// Cursor hidden and no wrapping while the block stands, so that a cut line stays one line.
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kCutLines = "\x1b[?7l";
constexpr std::string_view kWrapLines = "\x1b[?7h";
constexpr std::string_view kClearBelow = "\x1b[J";

struct Size {
    std::size_t rows = 24;
    std::size_t columns = 80;
};

Size size_of(int descriptor) {
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
        return {};
    }
    return {size.ws_row, size.ws_col};
}

}  // namespace

// Cut to the terminal, one row left free for the cursor.
std::string TerminalPanel::fitted(std::string_view text) {
    const Size size = size_of(descriptor_);
    std::string out;
    lines_ = 0;
    while (!text.empty() && lines_ + 1 < size.rows) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        out += std::string(text.substr(0, std::min(end, size.columns))) + "\x1b[K\r\n";
        text.remove_prefix(std::min(end + 1, text.size()));
        ++lines_;
    }
    return out;
}

std::string TerminalPanel::erased() const {
    return lines_ == 0 ? std::string{} : "\r\x1b[" + std::to_string(lines_) + "A";
}

void TerminalPanel::draw(std::string_view text) {
    std::string bytes;
    if (!open_) {
        bytes.append(kHideCursor).append(kCutLines);
        open_ = true;
    }
    text_ = text;
    bytes += erased();
    bytes += fitted(text_);
    bytes += kClearBelow;
    write(bytes);
}

void TerminalPanel::above(std::string_view line) {
    if (!open_) {
        write(std::string(line));
        return;
    }
    std::string bytes = erased();
    // A long line of the log is not cut.
    bytes.append(kClearBelow).append(kWrapLines).append(line).append(kCutLines);
    write(bytes + fitted(text_));
}

void TerminalPanel::close() {
    if (open_) {
        open_ = false;
        lines_ = 0;
        write(std::string(kWrapLines).append(kShowCursor));
    }
}

// A terminal that takes nothing more is not worth stopping for.
void TerminalPanel::write(const std::string& bytes) const {
    std::string_view left = bytes;
    while (!left.empty()) {
        const ssize_t sent = ::write(descriptor_, left.data(), left.size());
        if (sent <= 0 && errno != EINTR) {
            return;
        }
        left.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
}

}  // namespace hedged::ops
