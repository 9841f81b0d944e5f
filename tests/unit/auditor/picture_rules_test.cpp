// SPDX-License-Identifier: Apache-2.0
// Rules 8, 9, 15, 16 and 17: what the daemon says of itself.
#include "unit/auditor/scene.hpp"

#include <limits>

namespace hedged::auditor::test {
namespace {

// Says the same for this long, ten times a second.
void say_for(Scene& scene, const Start& run, DaemonPicture said, Duration time) {
    for (Duration passed; passed < time; passed = passed + milliseconds(100)) {
        scene.wait(milliseconds(100));
        scene.auditor.daemon_says(scene.now, run.instance, said);
    }
}

TEST(PositionsAgree, ReportsAPositionThatStaysWrong) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.positions[0].size -= 10.0;
    say_for(scene, run, said, seconds(37));
    EXPECT_ONLY(scene, Rule::PositionsAgree);
}

TEST(PositionsAgree, ReportsAPositionThatIsNotThere) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.positions.push_back({"BTC-PERPETUAL", 10.0});
    say_for(scene, run, said, seconds(37));
    EXPECT_ONLY(scene, Rule::PositionsAgree);
}

TEST(PositionsAgree, ReportsAPositionThatWasRightAndGoesWrongByItself) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    say_for(scene, run, said, seconds(20));
    said.positions.clear();
    say_for(scene, run, said, milliseconds(100));
    EXPECT_SILENT(scene);
    say_for(scene, run, said, milliseconds(100));
    EXPECT_ONLY(scene, Rule::PositionsAgree);
}

TEST(PositionsAgree, GivesTimeToReadWhatADamagedFrameMayHaveTold) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    say_for(scene, run, said, seconds(20));
    scene.auditor.frame_arrived(scene.now, run.account, "{\"jsonrpc\":", true);
    said.positions.clear();
    say_for(scene, run, said, seconds(10));
    EXPECT_SILENT(scene);
}

TEST(PositionsAgree, GivesTimeToReadAMovedPosition) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture const said = scene.picture(run);
    say_for(scene, run, said, seconds(20));
    auto const perpetual = scene.exchange.find("BTC-PERPETUAL")->id;
    scene.exchange.inject_position(scene.account, perpetual, -10.0, 80'000.0);
    say_for(scene, run, said, seconds(17));
    say_for(scene, run, scene.picture(run), seconds(30));
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::PositionsAgree), 0U);
}

TEST(PositionsAgree, AsksNothingOfADaemonThatHolds) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.state = DaemonState::Hold;
    said.positions.clear();
    say_for(scene, run, said, seconds(40));
    EXPECT_SILENT(scene);
}

TEST(FillsOnce, ReportsMoreTradesThanWereTold) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    (void)scene.hedge(run);
    DaemonPicture said = scene.picture(run);
    said.fills = 2;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::FillsOnce);
}

TEST(FillsOnce, CountsATradeThatIsToldTwiceOnce) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    std::string const label = scene.send(run);
    std::string const trade =
        R"({"trade_id":"a","order_id":"1","label":")" + label + R"(","amount":40000})";
    scene.reach(run, label);
    scene.stream(run, R"({"orders":[],"positions":[],"trades":[)" + trade + "]}");
    scene.answer(run, run.next_request - 1,
                 R"({"order":{"order_id":"1","label":")" + label +
                     R"(","order_state":"filled"},"trades":[)" + trade + "]}");
    DaemonPicture said = scene.picture(run);
    said.fills = 1;
    say_for(scene, run, said, seconds(5));
    EXPECT_SILENT(scene);
    said.fills = 2;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::FillsOnce);
}

TEST(NothingDropped, ReportsATradeThatIsNotCounted) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    (void)scene.hedge(run);
    say_for(scene, run, scene.picture(run), seconds(3));
    EXPECT_ONLY(scene, Rule::NothingDropped);
}

TEST(NothingDropped, GivesTheQueueTime) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    (void)scene.hedge(run);
    say_for(scene, run, scene.picture(run), seconds(2));
    DaemonPicture said = scene.picture(run);
    said.fills = 1;
    say_for(scene, run, said, seconds(5));
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::NothingDropped), 0U);
}

TEST(NothingDropped, ForgivesWhatIsReadAnewAfterAReconnect) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    (void)scene.hedge(run);
    scene.auditor.connection_closed(scene.now, run.account);
    say_for(scene, run, scene.picture(run), seconds(5));
    EXPECT_SILENT(scene);
}

TEST(NothingDropped, ForgivesWhatWasToldBeforeTheAccountWasReadWhole) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.reconciled = false;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    (void)scene.hedge(run);
    say_for(scene, run, said, seconds(5));
    say_for(scene, run, scene.picture(run), seconds(5));
    EXPECT_SILENT(scene);
}

TEST(NothingDropped, ForgivesWhatWasToldBeforeTheFirstPictureOfAnAccountReadWhole) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.reconciled = false;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    (void)scene.hedge(run);
    say_for(scene, run, scene.picture(run), seconds(5));
    EXPECT_SILENT(scene);
    (void)scene.hedge(run);
    say_for(scene, run, scene.picture(run), seconds(3));
    EXPECT_GT(scene.auditor.violation_count(Rule::NothingDropped), 0U) << "and no more than that";
}

TEST(NothingDropped, ReportsAnOrderThatLivesOnAfterItsEndWasTold) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.reach(run, label);
    scene.tell_end(run, label, "cancelled");
    DaemonPicture said = scene.picture(run);
    said.orders = {{std::uint64_t{1} << 32U | 1U, false, false}};
    say_for(scene, run, said, seconds(9));
    EXPECT_SILENT(scene);
    say_for(scene, run, said, seconds(2));
    EXPECT_ONLY(scene, Rule::NothingDropped);
}

TEST(ConfigurationWhole, ReportsAnotherBand) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.coins[0].band_upper = 0.6;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::ConfigurationWhole);
}

TEST(ConfigurationWhole, ReportsAnotherHash) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.config_hash = 78;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::ConfigurationWhole);
}

TEST(ConfigurationWhole, ReportsALimitThatAReloadWidened) {
    Scene scene;
    (void)scene.start();
    RunFacts facts = Scene::facts();
    facts.coins[0].max_order_coins = 2.5;
    scene.auditor.config_changed(scene.now, kFirst, facts, false);
    EXPECT_ONLY(scene, Rule::ConfigurationWhole);
}

TEST(ConfigurationWhole, AllowsAnAuditedCommandAndANarrowerLimit) {
    Scene scene;
    (void)scene.start();
    RunFacts facts = Scene::facts();
    facts.coins[0].max_order_coins = 2.5;
    scene.auditor.config_changed(scene.now, kFirst, facts, true);
    facts.coins[0].max_order_coins = 1.0;
    facts.limits.orders_per_second = 2;
    scene.auditor.config_changed(scene.now, kFirst, facts, false);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::ConfigurationWhole), 0U);
}

TEST(FiniteNumbers, ReportsADeltaThatIsNone) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.coins[0].net_delta = std::numeric_limits<double>::quiet_NaN();
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::FiniteNumbers);
}

TEST(FiniteNumbers, AllowsADaemonToSayThatItHasNoDelta) {
    Scene scene;
    Start run = scene.start();
    DaemonPicture said = scene.picture(run);
    said.coins[0].net_delta = std::numeric_limits<double>::quiet_NaN();
    said.coins[0].net_delta_known = false;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::FiniteNumbers), 0U);
}

}  // namespace
}  // namespace hedged::auditor::test
