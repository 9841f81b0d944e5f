// SPDX-License-Identifier: Apache-2.0
// A block of lines that is redrawn in place at the bottom of a terminal, while other lines scroll
// by above it. Knows nothing of what it shows. One thread; each change is one write, so nothing
// tears. Leaves the terminal as it was when it ends; a line wider than the terminal is cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hedged::ops {

class TerminalPanel {
public:
    // Writes to this descriptor, which stays the caller's.
    explicit TerminalPanel(int descriptor) : descriptor_(descriptor) {}
    ~TerminalPanel() { close(); }
    TerminalPanel(const TerminalPanel&) = delete;
    TerminalPanel& operator=(const TerminalPanel&) = delete;

    void draw(std::string_view text);
    // One line that ends with a line break, printed above the block.
    void above(std::string_view line);
    // The block stays as it was drawn last; what comes next starts below it.
    void close();

private:
    [[nodiscard]] std::string erased() const;
    [[nodiscard]] std::string fitted(std::string_view text);
    void write(const std::string& bytes) const;

    int descriptor_;
    std::string text_;
    std::size_t lines_ = 0;  // of the block, as it stands on the terminal
    bool open_ = false;
};

}  // namespace hedged::ops
