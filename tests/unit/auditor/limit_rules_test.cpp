// SPDX-License-Identifier: Apache-2.0
// Rules 11 and 12: the message budget, and what one order may be.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

void send_many(Scene& scene, Start& run, int orders, Duration apart) {
    for (int i = 0; i < orders; ++i) {
        (void)scene.hedge(run, {.amount = "10"});
        scene.wait(apart, &run);
    }
}

TEST(WithinBudget, ReportsTheOrderTooManyInASecond) {
    Scene scene;
    Start run = scene.start();
    send_many(scene, run, 5, milliseconds(200));
    EXPECT_ONLY(scene, Rule::WithinBudget);
}

TEST(WithinBudget, AllowsAsManyAsTheLimitSays) {
    Scene scene;
    Start run = scene.start();
    send_many(scene, run, 8, milliseconds(250));
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::WithinBudget), 0U);
}

TEST(WithinBudget, ReportsTheOrderTooManyInAMinute) {
    Scene scene;
    Start run = scene.start();
    send_many(scene, run, 21, milliseconds(700));
    EXPECT_ONLY(scene, Rule::WithinBudget);
}

TEST(WithinBudget, ReportsCancelsBeyondTheCredits) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 22; ++i) {
        (void)scene.ask(run, "private/cancel_by_label", R"({"label":"dhtest0001000001"})");
    }
    EXPECT_ONLY(scene, Rule::WithinBudget);
}

TEST(WithinBudget, LetsCancelsUseTheReserve) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 20; ++i) {
        (void)scene.ask(run, "private/cancel_by_label", R"({"label":"dhtest0001000001"})");
    }
    EXPECT_SILENT(scene);
}

TEST(WithinBudget, ReportsAnOrderThatTouchesTheReserve) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 16; ++i) {
        (void)scene.ask(run, "private/cancel_by_label", R"({"label":"dhtest0001000001"})");
    }
    (void)scene.hedge(run);
    EXPECT_ONLY(scene, Rule::WithinBudget);
}

TEST(WithinLimits, ReportsAnOrderOfTooManyCoins) {
    Scene scene(0.0, 240'000.0);
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "161000"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, AllowsTheLargestOrder) {
    Scene scene(0.0, 240'000.0);
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "160000"});
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::WithinLimits), 0U);
}

TEST(WithinLimits, ReportsAPriceOutsideTheCollar) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = "79590"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

void hear_damaged_quote(Scene& scene, const Start& run, const std::string& bid,
                        const std::string& ask) {
    scene.auditor.frame_arrived(scene.now, run.market,
                                R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                                R"("quote.BTC-PERPETUAL","data":{"best_bid_price":)" +
                                    bid + R"(,"best_ask_price":)" + ask +
                                    R"(,"best_bid_amount":1e999}}})",
                                true);
}

// A frame that was damaged on its way may have been read, and shown another price.
TEST(WithinLimits, DoesNotJudgeTheCollarByWhatWasDamaged) {
    Scene scene;
    Start run = scene.start();
    hear_damaged_quote(scene, run, "79690", "79691");
    (void)scene.send(run, {.price = "79590"});
    EXPECT_SILENT(scene);
}

TEST(WithinLimits, AllowsTheCoinsOfAnOrderAtAPriceThatADamagedFrameMayHaveShown) {
    Scene scene(0.0, 240'000.0);
    Start run = scene.start();
    hear_damaged_quote(scene, run, "80500", "80501");
    (void)scene.hedge(run, {.amount = "161000"});
    EXPECT_SILENT(scene);
}

TEST(WithinLimits, ReportsTooManyCoinsEvenForADamagedFrame) {
    Scene scene(0.0, 240'000.0);
    Start run = scene.start();
    hear_damaged_quote(scene, run, "90000", "90001");
    (void)scene.hedge(run, {.amount = "164000"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, ReadsTheBestPricesOfABookThatIsToldWhole) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.frame_arrived(scene.now, run.market,
                                R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                                R"("book.BTC-PERPETUAL.none.10.100ms","data":{"change_id":7,)"
                                R"("bids":[[79690.0,50.0]],"asks":[[79691.0,50.0]]}}})");
    (void)scene.send(run, {.price = "79590"});
    EXPECT_SILENT(scene);
    (void)scene.send(run, {.price = "79200"});
    EXPECT_GT(scene.auditor.violation_count(Rule::WithinLimits), 0U);
}

TEST(WithinLimits, AllowsAPriceAtTheCollar) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = "79600"});
    EXPECT_SILENT(scene);
}

TEST(WithinLimits, ReportsAnAmountThatIsNoMultipleOfTheLot) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.amount = "40005"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, ReportsAPriceBetweenTwoTicks) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = "79950.25"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, ReportsAnotherInstrument) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.instrument = "BTC-6FEB26"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, ReportsAHedgePositionBeyondItsLimit) {
    Scene scene(0.0, 400'000.0);
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "160000"});
    scene.wait(seconds(1), &run);
    (void)scene.hedge(run, {.amount = "81000"});
    EXPECT_ONLY(scene, Rule::WithinLimits);
}

TEST(WithinLimits, AllowsAHedgePositionAtItsLimit) {
    Scene scene(0.0, 400'000.0);
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "160000"});
    scene.wait(seconds(1), &run);
    (void)scene.hedge(run, {.amount = "80000"});
    EXPECT_SILENT(scene);
}

}  // namespace
}  // namespace hedged::auditor::test
