// SPDX-License-Identifier: Apache-2.0
// What reaches the terminal, played back on a small one: the block stays last, lines scroll by
// above it, and the cursor is given back.
#include "hedged/ops/terminal_panel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace hedged::ops {
namespace {

// Understands the few sequences that a panel sends.
class SmallTerminal {
public:
    void take(const std::string& bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\x1b') {
                i = sequence(bytes, i + 2);
            } else if (bytes[i] == '\n') {
                ++row_;
                column_ = 0;
            } else if (bytes[i] == '\r') {
                column_ = 0;
            } else {
                put(bytes[i]);
            }
        }
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const std::string& line : lines_) {
            out += line + "\n";
        }
        return out;
    }
    bool cursor = true;
    bool wraps = true;

private:
    std::size_t sequence(const std::string& bytes, std::size_t at) {
        std::string number;
        while (at < bytes.size() && (std::isdigit(bytes[at]) != 0 || bytes[at] == '?')) {
            number += bytes[at++];
        }
        switch (bytes[at]) {
            case 'A':
                row_ -= std::stoul(number);
                break;
            case 'K':
                line(row_).resize(column_);
                break;
            case 'J':
                line(row_).resize(column_);
                lines_.resize(row_ + (column_ > 0 ? 1 : 0));
                break;
            default:
                (number == "?25" ? cursor : wraps) = bytes[at] == 'h';
        }
        return at;
    }
    std::string& line(std::size_t row) {
        if (lines_.size() <= row) {
            lines_.resize(row + 1);
        }
        return lines_[row];
    }
    void put(char c) {
        std::string& text = line(row_);
        text.resize(std::max(text.size(), column_ + 1), ' ');
        text[column_++] = c;
    }
    std::vector<std::string> lines_;
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};

class Panel : public ::testing::Test {
protected:
    Panel() {
        EXPECT_EQ(::pipe(pipe_.data()), 0);
        panel_ = std::make_unique<TerminalPanel>(pipe_[1]);
    }
    ~Panel() override {
        panel_.reset();
        ::close(pipe_[0]);
        ::close(pipe_[1]);
    }
    std::string shown() {
        std::array<char, 65536> bytes{};
        const ssize_t size = ::read(pipe_[0], bytes.data(), bytes.size());
        terminal_.take({bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
        return terminal_.text();
    }
    std::array<int, 2> pipe_{};
    SmallTerminal terminal_;
    std::unique_ptr<TerminalPanel> panel_;
};

TEST_F(Panel, IsRedrawnInPlace) {
    panel_->draw("one\ntwo and more\n");
    panel_->draw("ONE\ntwo\n");
    EXPECT_EQ(shown(), "ONE\ntwo\n");
    panel_->draw("one\n");
    EXPECT_EQ(shown(), "one\n");
}

TEST_F(Panel, StaysBelowTheLinesOfTheLog) {
    panel_->draw("one\ntwo\n");
    panel_->above("first of the log\n");
    panel_->above("second of the log\n");
    EXPECT_EQ(shown(), "first of the log\nsecond of the log\none\ntwo\n");
    panel_->draw("1\n2\n");
    EXPECT_EQ(shown(), "first of the log\nsecond of the log\n1\n2\n");
}

TEST_F(Panel, LetsLinesPassBeforeItIsDrawn) {
    panel_->above("early\n");
    EXPECT_EQ(shown(), "early\n");
    EXPECT_TRUE(terminal_.cursor);
}

TEST_F(Panel, CutsWhatIsWiderThanTheTerminal) {
    panel_->draw(std::string(200, 'x') + "\n");
    EXPECT_EQ(shown(), std::string(80, 'x') + "\n") << "80 columns where the size is unknown";
}

TEST_F(Panel, GivesTheTerminalBack) {
    panel_->draw("one\n");
    (void)shown();
    EXPECT_FALSE(terminal_.cursor);
    EXPECT_FALSE(terminal_.wraps);
    panel_.reset();
    EXPECT_EQ(shown(), "one\n");
    EXPECT_TRUE(terminal_.cursor);
    EXPECT_TRUE(terminal_.wraps);
}

}  // namespace
}  // namespace hedged::ops
