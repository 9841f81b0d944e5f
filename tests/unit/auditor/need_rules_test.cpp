// SPDX-License-Identifier: Apache-2.0
// Rules 1, 6 and 10. The account is about one coin long, the target is flat.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

TEST(WithinNeed, TakesAHedgeOfTheWholeNeed) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "80000"});
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::WithinNeed), 0U);
}

TEST(WithinNeed, TakesOneHedgeAfterTheOther) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "40000"});
    scene.wait(milliseconds(300), &run);
    (void)scene.hedge(run, {.amount = "40000"});
    EXPECT_SILENT(scene);
}

TEST(WithinNeed, ReportsMoreThanTheNeed) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "90000"});
    EXPECT_ONLY(scene, Rule::WithinNeed);
}

TEST(WithinNeed, ReportsASecondOrderWhileTheFirstMayStillTrade) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.wait(seconds(3), &run);  // the answer is late, the fence has not passed
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::WithinNeed);
}

TEST(WithinNeed, ReportsASecondOrderBesideOneThatRests) {
    Scene scene;
    Start run = scene.start();
    scene.reach(run, scene.send(run, {.price = "80200"}), true);
    scene.wait(seconds(10), &run);
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::WithinNeed);
}

TEST(WithinNeed, CountsWhatIsFilledButNotYetTold) {
    Scene scene;
    Start run = scene.start();
    std::string const first = scene.send(run, {.amount = "80000"});
    scene.reach(run, first);
    scene.tell_end(run, first, "cancelled");  // a lie: it was filled
    scene.wait(seconds(2), &run);
    (void)scene.send(run, {.amount = "80000"});
    EXPECT_ONLY(scene, Rule::HedgesReduce);  // there is no need any more
}

TEST(HedgesReduce, ReportsAnOrderAwayFromTheTarget) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.side = "buy", .amount = "8000", .price = "80050"});
    EXPECT_ONLY(scene, Rule::HedgesReduce);
}

TEST(HedgesReduce, ReportsAFlipThroughTheBand) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "140000"});
    EXPECT_ONLY(scene, Rule::HedgesReduce);
}

TEST(HedgesReduce, IsSilentAboutTheLastLot) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "80010"});
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::HedgesReduce), 0U);
}

TEST(HedgesReduce, AllowsForAPositionThatAnotherHandMovedJustNow) {
    Scene scene;
    Start run = scene.start();
    scene.wait(seconds(1), &run);
    auto const perpetual = scene.exchange.find("BTC-PERPETUAL")->id;
    scene.exchange.inject_position(scene.account, perpetual, -80'000.0, 80'000.0);
    scene.wait(seconds(1), &run);
    (void)scene.hedge(run, {.amount = "80000"});  // it cannot know yet
    EXPECT_SILENT(scene);
}

TEST(HedgesReduce, AllowsForTheFirstOfTwoMovesThatItCannotKnowYet) {
    Scene scene;
    Start run = scene.start();
    scene.wait(seconds(1), &run);
    auto const perpetual = scene.exchange.find("BTC-PERPETUAL")->id;
    scene.exchange.inject_position(scene.account, perpetual, -80'000.0, 80'000.0);
    scene.wait(seconds(5), &run);
    scene.exchange.inject_position(scene.account, perpetual, -160'000.0, 80'000.0);
    scene.wait(seconds(3), &run);
    (void)scene.hedge(run, {.amount = "80000"});
    EXPECT_SILENT(scene);
}

TEST(HedgesReduce, DemandsThatAMovedPositionBecomesKnown) {
    Scene scene;
    Start run = scene.start();
    auto const perpetual = scene.exchange.find("BTC-PERPETUAL")->id;
    scene.wait(seconds(1), &run);
    scene.exchange.inject_position(scene.account, perpetual, -80'000.0, 80'000.0);
    scene.wait(seconds(25), &run);
    scene.stream(run, R"({"positions":[],"trades":[],"orders":[]})");
    (void)scene.hedge(run, {.amount = "80000"});
    EXPECT_ONLY(scene, Rule::HedgesReduce);
}

TEST(NoDuplicateAfterCrash, ReportsAnOrderThatHedgesAgainWhatTheCrashedRunHad) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "60000"});
    scene.auditor.daemon_died(scene.now, kFirst, false);
    scene.wait(seconds(5));
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second, {.amount = "80000"});
    EXPECT_ONLY(scene, Rule::NoDuplicateAfterCrash);
}

TEST(NoDuplicateAfterCrash, ReportsAnOrderBesideOneThatTheCrashedRunLeftUnderWay) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.auditor.daemon_died(scene.now, kFirst, false);
    scene.wait(seconds(2));
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second);
    EXPECT_ONLY(scene, Rule::NoDuplicateAfterCrash);
}

TEST(NoDuplicateAfterCrash, IsSilentWhenTheRestIsHedgedAfterTheFence) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.amount = "60000"});
    (void)scene.send(run, {.amount = "20000"});
    scene.auditor.daemon_died(scene.now, kFirst, false);
    scene.wait(milliseconds(5'100));
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second, {.amount = "20000"});
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::NoDuplicateAfterCrash), 0U);
}

// On another host: it cannot know what the other one left behind, and that there were two is for
// another rule.
TEST(NoDuplicateAfterCrash, IsNoQuestionForOneThatRanBesideTheOneThatCrashed) {
    Scene scene;
    Start run = scene.start();
    RunFacts elsewhere = Scene::facts(2);
    elsewhere.state_dir = "elsewhere";
    Start second = scene.start(kSecond, elsewhere);
    second.epoch = 2;
    (void)scene.send(run);
    scene.wait(milliseconds(10));
    scene.auditor.daemon_died(scene.now, kFirst, false);
    scene.wait(milliseconds(50));
    (void)scene.hedge(second);
    EXPECT_EQ(scene.auditor.violation_count(Rule::NoDuplicateAfterCrash), 0U) << scene.all();
}

TEST(NoDuplicateAfterCrash, KnowsAnOrderThatItsConnectionTookWithIt) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.auditor.daemon_died(scene.now, kFirst, false);
    scene.auditor.connection_gone(scene.now, run.account);
    scene.wait(milliseconds(200));
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second);
    EXPECT_SILENT(scene);
}

}  // namespace
}  // namespace hedged::auditor::test
