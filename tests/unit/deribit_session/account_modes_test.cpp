// SPDX-License-Identifier: Apache-2.0
// An account that is run otherwise than the desk expects is not traded in.
#include "unit/deribit_session/rigs.hpp"

#include <gtest/gtest.h>

namespace hedged::deribit {
namespace {

using namespace testing;

std::string summary(std::string_view coin, std::string_view modes) {
    return "{" + std::string{modes} + (modes.empty() ? "" : ",") + account_json(coin).substr(1);
}

constexpr std::string_view kCancelMaker =
    R"("self_trading_reject_mode":"cancel_maker","margin_model":"segregated_sm")";

struct ModeRig : AccountRig {
    explicit ModeRig(ExpectedModes expected, std::vector<Underlying> traded = coins({"BTC"}))
        : AccountRig(config(expected), std::move(traded)) {}
    static AccountSessionConfig config(ExpectedModes expected) {
        AccountSessionConfig config = account_config();
        config.modes = expected;
        return config;
    }
    // What the exchange says of the account of each coin.
    void tells(std::string btc, std::string eth = {}) {
        script.answer("private/get_account_summary", [btc = std::move(btc), eth = std::move(eth)](
                                                         const SentRequest& request) {
            bool const second = request.mentions(R"("ETH")");
            return result_frame(request.id, summary(second ? "ETH" : "BTC", second ? eth : btc));
        });
    }
    [[nodiscard]] ConnectionChange change() const { return wire.last<ConnectionChange>(); }
    void expect_refused(std::string_view words) {
        EXPECT_EQ(change().state, ConnectionState::Ready);
        EXPECT_FALSE(change().may_trade);
        EXPECT_NE(change().reason.view().find(words), std::string_view::npos)
            << change().reason.view();
        wire.forget();
        place(order(1));
        EXPECT_EQ(wire.last<OrderReply>().outcome, Outcome::Refused);
        EXPECT_TRUE(wire.sent.empty());
    }
};

constexpr ExpectedModes kAsTold{SelfTrading::CancelMaker, MarginModel::SegregatedStandard};

TEST(AccountModes, ThatAreExpectedLetItTrade) {
    ModeRig rig(kAsTold);
    rig.tells(std::string{kCancelMaker});
    rig.log_in();
    EXPECT_TRUE(rig.change().may_trade);
    EXPECT_EQ(rig.change().reason, "ready");
}

TEST(AccountModes, OfSelfTradingThatDifferKeepOrdersBack) {
    ModeRig rig({SelfTrading::RejectTaker, MarginModel::Any});
    rig.tells(std::string{kCancelMaker});
    rig.log_in();
    rig.expect_refused("self_trading is cancel_maker, expected: reject_taker");
}

TEST(AccountModes, OfMarginThatDifferKeepOrdersBack) {
    ModeRig rig({SelfTrading::Any, MarginModel::CrossPortfolio});
    rig.tells(std::string{kCancelMaker});
    rig.log_in();
    rig.expect_refused("margin_model is segregated_sm, expected: cross_pm");
}

TEST(AccountModes, ThatWereNotToldAreNotAsExpected) {
    ModeRig rig({SelfTrading::CancelMaker, MarginModel::Any});
    rig.log_in();
    rig.expect_refused("self_trading is not told");
}

TEST(AccountModes, OfTheSecondCoinCountToo) {
    ModeRig rig(kAsTold, coins({"BTC", "ETH"}));
    rig.tells(std::string{kCancelMaker},
              R"("self_trading_reject_mode":"cancel_maker","margin_model":"segregated_pm")");
    rig.log_in();
    rig.expect_refused("segregated_pm");
}

TEST(AccountModes, OfAnyKindWillDoWhenNoneIsExpected) {
    ModeRig rig({});
    rig.log_in();
    EXPECT_TRUE(rig.change().may_trade);
}

TEST(AccountModes, ThatChangeWhileItTradesEndTrading) {
    ModeRig rig(kAsTold);
    rig.tells(std::string{kCancelMaker});
    rig.log_in();
    rig.script.notify("user.portfolio.btc", summary("BTC", R"("margin_model":"cross_sm")"));
    rig.expect_refused("margin_model is cross_sm, expected: segregated_sm");
    rig.script.notify("user.portfolio.btc", summary("BTC", R"("margin_model":"segregated_sm")"));
    EXPECT_TRUE(rig.change().may_trade);
}

TEST(AccountModes, AreAskedForAgainOnEachConnection) {
    ModeRig rig(kAsTold);
    rig.tells(std::string{kCancelMaker});
    rig.log_in();
    rig.script.close();
    rig.tells("");
    rig.script.run(seconds(5));
    rig.script.open();
    rig.script.serve();
    rig.script.run(seconds(5));
    rig.expect_refused("not told");
}

}  // namespace
}  // namespace hedged::deribit
