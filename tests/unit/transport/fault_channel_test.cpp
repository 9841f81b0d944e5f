// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/fault_channel.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hedged::transport {
namespace {

Instant test_clock;

Instant test_now() {
    return test_clock;
}

// A channel whose far end is the test.
struct ScriptedChannel final : Channel {
    ChannelListener* listener = nullptr;
    ChannelState now = ChannelState::kIdle;
    std::vector<std::string> sent;
    bool full = false;
    int aborts = 0;

    bool connect(const Endpoint&, ChannelListener& to) override {
        if (now != ChannelState::kIdle) {
            return false;
        }
        listener = &to;
        now = ChannelState::kConnecting;
        return true;
    }
    bool send(std::string_view frame) override {
        if (now != ChannelState::kOpen || full) {
            return false;
        }
        sent.emplace_back(frame);
        return true;
    }
    [[nodiscard]] std::size_t outstanding_bytes() const override { return 0; }
    void close() override { now = ChannelState::kClosing; }
    void abort() override {
        ++aborts;
        now = ChannelState::kClosing;
    }
    [[nodiscard]] ChannelState state() const override { return now; }

    void open() {
        now = ChannelState::kOpen;
        listener->on_open(test_clock);
    }
    void deliver(const std::string& text) {
        const std::string padded = text + std::string(kFramePadding, '\0');
        listener->on_frame({padded.data(), text.size()}, test_clock);
    }
    void end(CloseReason reason) {
        CloseReport report;
        report.reason = reason;
        now = ChannelState::kIdle;
        listener->on_closed(report, test_clock);
    }
};

struct Ear final : ChannelListener {
    int opens = 0;
    std::vector<std::string> frames;
    std::vector<Instant> stamps;
    std::vector<CloseReason> ends;
    bool padded = true;

    void on_open(Instant) override { ++opens; }
    void on_frame(std::string_view frame, Instant received) override {
        frames.emplace_back(frame);
        stamps.push_back(received);
        for (std::size_t i = 0; i < kFramePadding; ++i) {
            padded = padded && *(frame.data() + frame.size() + i) == '\0';
        }
    }
    void on_closed(const CloseReport& report, Instant) override { ends.push_back(report.reason); }
};

struct FaultChannelTest : ::testing::Test {
    ScriptedChannel inner;
    Ear ear;

    void SetUp() override { test_clock = Instant{1'000'000'000}; }
    void open(FaultChannel& channel) {
        ASSERT_TRUE(channel.connect(Endpoint{}, ear));
        inner.open();
        ASSERT_EQ(ear.opens, 1);
    }
};

TEST_F(FaultChannelTest, PassesEverythingUnharmedWithoutAPlan) {
    FaultChannel channel(inner, test_now, {});
    open(channel);
    ASSERT_TRUE(channel.send("out"));
    inner.deliver("in");
    EXPECT_EQ(inner.sent, std::vector<std::string>{"out"});
    EXPECT_EQ(ear.frames, std::vector<std::string>{"in"});
    inner.end(CloseReason::kRemoteClosed);
    EXPECT_EQ(ear.ends, std::vector<CloseReason>{CloseReason::kRemoteClosed});
    EXPECT_EQ(channel.counters(), FaultCounters{});
}

struct Trace {
    std::vector<std::string> sent;
    std::vector<std::string> heard;
    std::vector<Instant> stamps;
    FaultCounters counters;
    friend bool operator==(const Trace&, const Trace&) = default;
};

Trace run(std::uint64_t seed) {
    test_clock = Instant{1'000'000'000};
    FaultPlan plan;
    plan.seed = seed;
    plan.in = {0.1, 0.1, 0.0, 0.3, milliseconds(50)};
    plan.out = {0.1, 0.1, 0.0, 0.3, milliseconds(50)};
    ScriptedChannel inner;
    Ear ear;
    FaultChannel channel(inner, test_now, plan);
    EXPECT_TRUE(channel.connect(Endpoint{}, ear));
    inner.open();
    for (int i = 0; i < 500; ++i) {
        test_clock = test_clock + milliseconds(1);
        channel.advance(test_clock);
        EXPECT_TRUE(channel.send("o" + std::to_string(i)));
        inner.deliver("i" + std::to_string(i));
    }
    test_clock = test_clock + seconds(1);
    channel.advance(test_clock);
    EXPECT_EQ(channel.outstanding_bytes(), 0U);
    EXPECT_TRUE(ear.padded);
    return {inner.sent, ear.frames, ear.stamps, channel.counters()};
}

TEST_F(FaultChannelTest, DoesTheSameHarmForTheSameSeed) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        EXPECT_EQ(run(seed), run(seed)) << "seed " << seed;
    }
    EXPECT_NE(run(1), run(2));
}

TEST_F(FaultChannelTest, KeepsTheOrderOfWhatItLetsThroughAndCountsTheRest) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Trace trace = run(seed);
        EXPECT_GT(trace.counters.dropped, 0U);
        EXPECT_GT(trace.counters.duplicated, 0U);
        EXPECT_GT(trace.counters.delayed, 0U);
        EXPECT_EQ(trace.sent.size() + trace.heard.size() + trace.counters.dropped,
                  1000 + trace.counters.duplicated)
            << "seed " << seed;
        for (const auto* line : {&trace.sent, &trace.heard}) {
            int last = -1;
            for (const std::string& frame : *line) {
                const int number = std::stoi(frame.substr(1));
                EXPECT_GE(number, last) << "seed " << seed;
                last = number;
            }
        }
    }
}

TEST_F(FaultChannelTest, HoldsADelayedFrameUntilItsTime) {
    FaultPlan plan;
    plan.in.delay = 1.0;
    plan.in.delay_max = milliseconds(10);
    FaultChannel channel(inner, test_now, plan);
    open(channel);
    inner.deliver("late");
    EXPECT_TRUE(ear.frames.empty());
    channel.advance(test_clock);
    EXPECT_TRUE(ear.frames.empty());
    channel.advance(test_clock + milliseconds(10));
    EXPECT_EQ(ear.frames, std::vector<std::string>{"late"});
}

TEST_F(FaultChannelTest, BreaksTheConnectionAsAResetAndTellsOnce) {
    FaultPlan plan;
    plan.out.disconnect = 1.0;
    FaultChannel channel(inner, test_now, plan);
    open(channel);
    EXPECT_TRUE(channel.send("order"));  // taken, and nobody knows whether it arrived
    EXPECT_TRUE(inner.sent.empty());
    EXPECT_EQ(inner.aborts, 1);
    EXPECT_FALSE(channel.send("next"));
    inner.deliver("still in the pipe");
    EXPECT_TRUE(ear.frames.empty());
    inner.end(CloseReason::kLocal);
    EXPECT_EQ(ear.ends, std::vector<CloseReason>{CloseReason::kReset});
    EXPECT_EQ(channel.counters().disconnected, 1U);
}

TEST_F(FaultChannelTest, StartsCleanAfterADisconnect) {
    FaultPlan plan;
    plan.in.delay = 1.0;
    plan.in.delay_max = seconds(1);
    FaultChannel channel(inner, test_now, plan);
    open(channel);
    inner.deliver("from the first connection");
    inner.end(CloseReason::kReset);
    ASSERT_TRUE(channel.connect(Endpoint{}, ear));
    inner.open();
    channel.advance(test_clock + seconds(2));
    EXPECT_TRUE(ear.frames.empty());
}

TEST_F(FaultChannelTest, BreaksRatherThanLosesAHeldFrameThatFindsNoRoom) {
    FaultPlan plan;
    plan.out.delay = 1.0;
    plan.out.delay_max = milliseconds(10);
    FaultChannel channel(inner, test_now, plan);
    open(channel);
    ASSERT_TRUE(channel.send("held"));
    EXPECT_EQ(channel.outstanding_bytes(), 4U);
    inner.full = true;
    channel.advance(test_clock + seconds(1));
    EXPECT_EQ(inner.aborts, 1);
    inner.end(CloseReason::kLocal);
    EXPECT_EQ(ear.ends, std::vector<CloseReason>{CloseReason::kReset});
}

TEST_F(FaultChannelTest, SaysNoWhereTheInnerChannelDoes) {
    FaultChannel channel(inner, test_now, {});
    EXPECT_FALSE(channel.send("not open"));
    open(channel);
    EXPECT_FALSE(channel.connect(Endpoint{}, ear));
    inner.full = true;
    EXPECT_FALSE(channel.send("no room"));
}

}  // namespace
}  // namespace hedged::transport
