// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/control_desk.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace hedged::ops {
namespace {

class Desk : public ::testing::Test {
protected:
    Desk()
        : view_(std::make_unique<EngineView>()),
          desk_({[this] {
                     Picture picture;
                     picture.identity = &identity_;
                     picture.view = shown_ ? view_.get() : nullptr;
                     return picture;
                 },
                 [this](const OperatorCommand& command) {
                     commands_.push_back(command);
                     return room_;
                 },
                 [this](const std::string& line) { log_.push_back(line); }}) {}

    Reply ask(Request request) { return desk_.on_request(request, {1001, 77, "anna"}); }

    Identity identity_;
    std::unique_ptr<EngineView> view_;
    bool shown_ = true;
    bool room_ = true;
    std::vector<OperatorCommand> commands_;
    std::vector<std::string> log_;
    ControlDesk desk_;
};

TEST_F(Desk, PassesAKillOnWithWhoGaveItAndLogsItFirst) {
    EXPECT_TRUE(ask({{"command", "kill"}, {"reason", "fat finger"}}).ok);
    ASSERT_EQ(commands_.size(), 1U);
    EXPECT_EQ(commands_[0].verb, OperatorVerb::Kill);
    EXPECT_EQ(commands_[0].actor.view(), "anna");
    EXPECT_EQ(commands_[0].reason.view(), "fat finger");
    ASSERT_EQ(log_.size(), 1U);
    EXPECT_NE(log_[0].find("uid 1001"), std::string::npos);
}

TEST_F(Desk, NeverRefusesAKillForAMissingWord) {
    EXPECT_TRUE(ask({{"command", "kill"}}).ok);
    EXPECT_EQ(commands_.size(), 1U);
    EXPECT_FALSE(commands_[0].reason.empty());
}

TEST_F(Desk, KeepsAKillWhoseReasonIsTooLong) {
    EXPECT_TRUE(ask({{"command", "kill"}, {"reason", std::string(500, 'x')}}).ok);
    ASSERT_EQ(commands_.size(), 1U);
    EXPECT_EQ(commands_[0].reason.view().size(), 95U);
}

TEST_F(Desk, WantsANameAndAReasonToArm) {
    EXPECT_FALSE(ask({{"command", "arm"}}).ok);
    EXPECT_FALSE(ask({{"command", "arm"}, {"name", "anna"}}).ok);
    EXPECT_FALSE(ask({{"command", "arm"}, {"reason", "checked"}}).ok);
    EXPECT_TRUE(commands_.empty());
    EXPECT_TRUE(ask({{"command", "arm"}, {"name", "Anna B."}, {"reason", "checked"}}).ok);
    ASSERT_EQ(commands_.size(), 1U);
    EXPECT_EQ(commands_[0].actor.view(), "Anna B.");
}

TEST_F(Desk, SaysWhenTheEngineTakesNoCommands) {
    room_ = false;
    const Reply reply = ask({{"command", "kill"}});
    EXPECT_FALSE(reply.ok);
    EXPECT_NE(reply.body.find("orders are stopped"), std::string::npos);
}

TEST_F(Desk, ConfirmsAKillOnlyWhenTheExchangeDid) {
    EXPECT_FALSE(ask({{"command", "kill-status"}}).ok) << "not killed";
    view_->state = TradingState::Killed;
    EXPECT_FALSE(ask({{"command", "kill-status"}}).ok) << "not confirmed";
    view_->orders_done = true;
    EXPECT_TRUE(ask({{"command", "kill-status"}}).ok);
    shown_ = false;
    EXPECT_FALSE(ask({{"command", "kill-status"}}).ok) << "nothing known";
}

TEST_F(Desk, ReportsArmedOnlyOutsideAKill) {
    view_->armed = true;
    view_->state = TradingState::Killed;
    EXPECT_FALSE(ask({{"command", "arm-status"}}).ok);
    view_->state = TradingState::Hold;
    EXPECT_TRUE(ask({{"command", "arm-status"}}).ok);
}

TEST_F(Desk, ShowsEveryPictureAsTextAndAsJson) {
    for (const char* what : {"status", "why", "orders", "positions", "greeks", "smile", "profit"}) {
        const Reply text = ask({{"command", what}});
        const Reply json = ask({{"command", what}, {"json", "true"}});
        EXPECT_TRUE(text.ok) << what;
        EXPECT_FALSE(text.body.empty()) << what;
        EXPECT_EQ(json.body[0], '{') << what;
    }
    EXPECT_TRUE(commands_.empty());
}

TEST_F(Desk, NamesWhatItKnowsWhenAskedForSomethingElse) {
    const Reply reply = ask({{"command", "sell everything"}});
    EXPECT_FALSE(reply.ok);
    EXPECT_NE(reply.body.find("status, why"), std::string::npos);
}

}  // namespace
}  // namespace hedged::ops
