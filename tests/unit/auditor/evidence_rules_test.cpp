// SPDX-License-Identifier: Apache-2.0
// Rule 13: an order of unknown fate is resolved by evidence only.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

std::uint64_t id_of(const Start& run, std::uint64_t number) {
    return std::uint64_t{run.epoch} << 32U | number;
}

// Of the order's fate, asked after its fence, as the exchange answers when it never had it.
void ask_everywhere(Scene& scene, Start& run, const std::string& label) {
    std::uint64_t const history =
        scene.ask(run, "private/get_order_state_by_label", R"({"label":")" + label + R"("})");
    std::uint64_t const open = scene.ask(run, "private/get_open_orders_by_currency", "{}");
    std::uint64_t const trades =
        scene.ask(run, "private/get_user_trades_by_currency_and_time", "{}");
    scene.answer(run, history, "[]");
    scene.answer(run, open, "[]");
    scene.answer(run, trades, R"({"trades":[],"has_more":false})");
}

TEST(UnknownByEvidence, ReportsANewOrderWhileNothingToldTheFateOfTheLast) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.auditor.connection_gone(scene.now, run.account);  // it never arrived
    scene.connect(run);
    (void)scene.hedge(run);
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, ReportsAnOrderThatIsNoLongerListed) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.wait(seconds(4), &run);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, AllowsAnOrderThatIsListedAsUnknown) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.wait(seconds(4), &run);
    DaemonPicture said = scene.picture(run);
    said.orders = {{id_of(run, 1), true, false}};
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::UnknownByEvidence), 0U);
}

TEST(UnknownByEvidence, ReportsACancelsRefusalTakenForAnEnd) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.wait(seconds(3), &run);
    std::uint64_t const cancel =
        scene.ask(run, "private/cancel_by_label", R"({"label":")" + label + R"("})");
    scene.refuse(run, cancel, 11044);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, TakesTheRefusalOfTheOrderItself) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.refuse(run, run.next_request - 1, 10009);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_SILENT(scene);
}

TEST(UnknownByEvidence, DoesNotTakeAnInternalErrorForARefusal) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.refuse(run, run.next_request - 1, 11094);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, TakesAbsenceFromThreeSourcesAfterTheFence) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.auditor.connection_gone(scene.now, run.account);
    scene.connect(run);
    scene.wait(milliseconds(5'600), &run);
    ask_everywhere(scene, run, label);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    scene.stream(run, R"({"positions":[],"trades":[],"orders":[]})");
    (void)scene.hedge(run);
    EXPECT_SILENT(scene);
}

TEST(UnknownByEvidence, DoesNotTakeAbsenceBeforeTheFence) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.wait(milliseconds(4'900), &run);
    ask_everywhere(scene, run, label);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, DoesNotTakeAbsenceFromTwoSources) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run);
    scene.wait(milliseconds(5'600), &run);
    scene.answer(run, scene.ask(run, "private/get_open_orders_by_currency", "{}"), "[]");
    scene.answer(run, scene.ask(run, "private/get_user_trades_by_currency_and_time", "{}"),
                 R"({"trades":[],"has_more":false})");
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_ONLY(scene, Rule::UnknownByEvidence);
}

TEST(UnknownByEvidence, TakesFillsForTheWholeAmount) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.reach(run, label);
    scene.stream(run, R"({"orders":[],"positions":[],"trades":[{"trade_id":"a","order_id":"1",)"
                      R"("label":")" +
                          label + R"(","amount":40000}]})");
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_SILENT(scene);
}

TEST(UnknownByEvidence, ForgivesWhatADamagedFrameMayHaveTold) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run);
    scene.reach(run, label);
    scene.auditor.frame_arrived(scene.now, run.account,
                                R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                                R"("user.changes.any.BTC.raw","data":{"orders":[{"label":")" +
                                    label + "\"\x01",
                                true);
    scene.auditor.daemon_says(scene.now, kFirst, scene.picture(run));
    EXPECT_SILENT(scene);
}

// What the exchange sent before the connection broke still comes.
TEST(UnknownByEvidence, CountsWhatComesAfterTheExchangesEndIsGone) {
    Scene scene;
    Start run = scene.start();
    scene.market(run);
    std::string const label = scene.send(run);
    scene.reach(run, label);
    scene.auditor.connection_gone(scene.now, run.account);
    scene.tell_end(run, label);
    scene.auditor.connection_closed(scene.now, run.account);
    DaemonPicture said = scene.picture(run);
    said.fills = 1;
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::UnknownByEvidence), 0U);
}

}  // namespace
}  // namespace hedged::auditor::test
