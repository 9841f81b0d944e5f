// SPDX-License-Identifier: Apache-2.0
// Rule 20: when faults end, the book is hedged again, or an alarm says why not.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

void live_on(Scene& scene, Start& run, const DaemonPicture& said, Duration time) {
    scene.auditor.daemon_says(scene.now, run.instance, said);
    scene.wait(time);
}

// Hedged flat before the quiet minute begins.
struct Flat {
    Flat() {
        run = scene.start();
        (void)scene.hedge(run, {.amount = "80000"});
        scene.auditor.faults_over(scene.now);
    }
    [[nodiscard]] DaemonPicture picture() const {
        DaemonPicture said = scene.picture(run);
        said.fills = 1;
        return said;
    }
    Scene scene;
    Start run;
};

TEST(Liveness, IsSilentAboutADaemonThatTrades) {
    Flat flat;
    live_on(flat.scene, flat.run, flat.picture(), seconds(62));
    EXPECT_SILENT(flat.scene);
    EXPECT_EQ(flat.scene.auditor.judged(Rule::Liveness), 1U);
}

TEST(Liveness, ReportsAHoldThatNobodyIsToldOf) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.state = DaemonState::Hold;
    said.reason = "the account is not connected";
    live_on(flat.scene, flat.run, said, seconds(62));
    EXPECT_ONLY(flat.scene, Rule::Liveness);
}

TEST(Liveness, GivesAMinute) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.state = DaemonState::Hold;
    live_on(flat.scene, flat.run, said, seconds(59));
    live_on(flat.scene, flat.run, flat.picture(), seconds(3));
    EXPECT_SILENT(flat.scene);
    EXPECT_EQ(flat.scene.auditor.judged(Rule::Liveness), 1U);
}

TEST(Liveness, AllowsAHoldWithAnAlarm) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.state = DaemonState::Hold;
    said.alarm = "a position differs by more than its limit";
    live_on(flat.scene, flat.run, said, seconds(62));
    EXPECT_SILENT(flat.scene);
}

TEST(Liveness, AllowsAKillAndAnOperatorsHold) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.state = DaemonState::Killed;
    flat.scene.auditor.kill_ordered(flat.scene.now, kFirst);
    live_on(flat.scene, flat.run, said, seconds(62));
    EXPECT_SILENT(flat.scene);
}

TEST(Liveness, ReportsAnOrderThatStaysUnknown) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.orders = {{std::uint64_t{1} << 32U | 9U, true, false}};
    live_on(flat.scene, flat.run, said, seconds(62));
    EXPECT_ONLY(flat.scene, Rule::Liveness);
}

TEST(Liveness, ReportsADeltaThatStaysOutsideTheBand) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.faults_over(scene.now);
    live_on(scene, run, scene.picture(run), seconds(62));
    EXPECT_ONLY(scene, Rule::Liveness);
}

TEST(Liveness, WaitsForTheMarketToPermitHedging) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.faults_over(scene.now);
    auto const perpetual = scene.exchange.find("BTC-PERPETUAL")->id;
    scene.exchange.set_house_quoting(perpetual, false, true);
    live_on(scene, run, scene.picture(run), seconds(120));
    EXPECT_SILENT(scene);
    EXPECT_EQ(scene.auditor.judged(Rule::Liveness), 0U);
}

TEST(Liveness, BeginsAnewWithTheNextFault) {
    Flat flat;
    DaemonPicture said = flat.picture();
    said.state = DaemonState::Hold;
    live_on(flat.scene, flat.run, said, seconds(50));
    flat.scene.auditor.fault_started(flat.scene.now);
    live_on(flat.scene, flat.run, said, seconds(100));
    EXPECT_SILENT(flat.scene);
}

}  // namespace
}  // namespace hedged::auditor::test
