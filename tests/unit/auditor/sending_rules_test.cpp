// SPDX-License-Identifier: Apache-2.0
// Rules 2, 4, 5, 14, 16, 18 and 19: what may leave at all.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

TEST(NothingAfterKill, ReportsAnOrder) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.kill_ordered(scene.now, kFirst);
    (void)scene.hedge(run);
    EXPECT_ONLY(scene, Rule::NothingAfterKill);
}

TEST(NothingAfterKill, ReportsAnOrderOfTheNextStart) {
    Scene scene;
    (void)scene.start();
    scene.auditor.kill_ordered(scene.now, kFirst);
    scene.auditor.daemon_died(scene.now, kFirst, true);
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second);
    EXPECT_ONLY(scene, Rule::NothingAfterKill);
}

TEST(NothingAfterKill, AllowsCancelsAndWhatComesAfterAnArm) {
    Scene scene;
    Start run = scene.start();
    std::string const order = scene.hedge(run);
    scene.auditor.kill_ordered(scene.now, kFirst);
    (void)scene.ask(run, "private/cancel_by_label", R"({"label":")" + order + R"("})");
    scene.auditor.armed(scene.now, kFirst);
    (void)scene.hedge(run);
    EXPECT_SILENT(scene);
}

TEST(NothingAfterKill, LeavesAnotherStateDirectoryAlone) {
    Scene scene;
    RunFacts other = Scene::facts(2);
    other.state_dir = "second";
    other.host = "there";
    (void)scene.start();
    Start second = scene.start(kSecond, other);
    scene.auditor.kill_ordered(scene.now, kFirst);
    (void)scene.hedge(second);
    EXPECT_SILENT(scene);
}

class SafeStartTest : public ::testing::TestWithParam<const char*> {};

TEST_P(SafeStartTest, ReportsAnOrderWithoutThisReport) {
    Scene scene;
    Start run = scene.start();
    scene.wait(seconds(1));
    scene.connect(run, GetParam());
    (void)scene.hedge(run);
    EXPECT_ONLY(scene, Rule::SafeStart);
}

INSTANTIATE_TEST_SUITE_P(Reports, SafeStartTest,
                         ::testing::Values("private/get_cancel_on_disconnect",
                                           "private/get_open_orders_by_currency",
                                           "private/get_user_trades_by_currency_and_time",
                                           "private/get_positions", "private/get_account_summary",
                                           "private/subscribe"));

TEST(SafeStart, ReportsAnOrderBeforeTheArmThatIsAskedFor) {
    Scene scene;
    RunFacts facts = Scene::facts();
    facts.require_arm = true;
    Start run = scene.start(kFirst, facts);
    (void)scene.hedge(run);
    EXPECT_ONLY(scene, Rule::SafeStart);
}

TEST(SafeStart, ReportsAnOrderBeforeTheMarketIsHeardAgain) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.connection_closed(scene.now, run.market);
    scene.auditor.connection_opened(scene.now, kFirst, ConnectionId{99}, Stream::Market);
    scene.wait(milliseconds(100));
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::SafeStart);
}

TEST(SafeStart, AllowsWhatWasDecidedJustBeforeTheMarketWasLost) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.connection_closed(scene.now, run.market);
    scene.wait(milliseconds(50));
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(SafeStart, IsSilentOnceEverythingWasReadAnew) {
    Scene scene;
    Start run = scene.start();
    scene.wait(seconds(1));
    scene.connect(run, "private/get_positions");
    std::uint64_t const id = scene.ask(run, "private/get_positions", "{}");
    scene.answer(run, id, "[]");
    (void)scene.hedge(run);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::SafeStart), 0U);
}

TEST(JournalBeforeWire, ReportsAnOrderWithoutAnIntent) {
    Scene scene;
    Start run = scene.start();
    (void)scene.hedge(run, {.journaled = false});
    EXPECT_ONLY(scene, Rule::JournalBeforeWire);
}

TEST(JournalBeforeWire, ReportsAnIdThatWasUsedBefore) {
    Scene scene;
    Start run = scene.start();
    std::string const first = scene.hedge(run);
    scene.wait(seconds(1), &run);
    scene.market(run);
    (void)scene.send(run, {.amount = "10", .label = first});
    EXPECT_ONLY(scene, Rule::JournalBeforeWire);
}

TEST(JournalBeforeWire, ReportsAnEpochThatIsUsedTwice) {
    Scene scene;
    (void)scene.start(kFirst, 5);
    scene.auditor.daemon_died(scene.now, kFirst, false);
    (void)scene.start(kSecond, 5);
    EXPECT_ONLY(scene, Rule::JournalBeforeWire);
}

TEST(JournalBeforeWire, ReportsALabelThatIsNotOurs) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.label = "by hand"});
    EXPECT_ONLY(scene, Rule::JournalBeforeWire);
}

TEST(JournalBeforeWire, IsSilentWithoutAJournalWhereNoneIsKept) {
    Scene scene;
    RunFacts facts = Scene::facts();
    facts.journaled = false;
    Start run = scene.start(kFirst, facts);
    (void)scene.hedge(run, {.journaled = false});
    EXPECT_SILENT(scene);
}

TEST(ForeignUntouched, ReportsTheCancelOfAnotherOnesOrder) {
    Scene scene;
    Start run = scene.start();
    exchange::OrderRequest request;
    request.instrument = scene.exchange.find("BTC-PERPETUAL")->id;
    request.side = exchange::Side::Sell;
    request.amount = 10.0;
    request.price = 80'500.0;
    request.label = "by hand";
    auto const foreign = scene.exchange.submit(scene.account, request);
    ASSERT_TRUE(foreign.ok());
    (void)scene.ask(run, "private/cancel",
                    R"({"order_id":")" + std::to_string(foreign.order.order_id.raw) + R"("})");
    EXPECT_ONLY(scene, Rule::ForeignUntouched);
}

TEST(ForeignUntouched, ReportsACancelOfEverything) {
    Scene scene;
    Start run = scene.start();
    (void)scene.ask(run, "private/cancel_all", "{}");
    EXPECT_ONLY(scene, Rule::ForeignUntouched);
}

TEST(ForeignUntouched, AllowsEverythingWhenTheWholeAccountIsKilled) {
    Scene scene;
    Start run = scene.start();
    scene.auditor.kill_account_ordered(scene.now, kFirst);
    (void)scene.ask(run, "private/cancel_all", "{}");
    EXPECT_SILENT(scene);
}

TEST(ForeignUntouched, AllowsTheCancelOfAnOwnOrder) {
    Scene scene;
    Start run = scene.start();
    std::string const label = scene.send(run, {.price = "80200"});
    scene.reach(run, label, true);
    auto const open = scene.exchange.open_orders(scene.account);
    ASSERT_EQ(open.size(), 1U);
    (void)scene.ask(run, "private/cancel",
                    R"({"order_id":")" + std::to_string(open[0].order_id.raw) + R"("})");
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::ForeignUntouched), 0U);
}

class FiniteNumbersTest : public ::testing::TestWithParam<const char*> {};

TEST_P(FiniteNumbersTest, ReportsAPriceThatIsNone) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = GetParam()});
    EXPECT_TRUE(scene.auditor.violation_count(Rule::FiniteNumbers) == 1U) << scene.all();
}

INSTANTIATE_TEST_SUITE_P(Prices, FiniteNumbersTest,
                         ::testing::Values("null", "\"NaN\"", "0", "-1"));

TEST(FiniteNumbers, IsTheOnlyRuleThatAPriceOfNullBreaks) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = "null"});
    EXPECT_ONLY(scene, Rule::FiniteNumbers);
}

TEST(FiniteNumbers, ReportsAnOrderThatIsNoJson) {
    Scene scene;
    Start run = scene.start();
    (void)scene.send(run, {.price = "nan"});
    EXPECT_ONLY(scene, Rule::FiniteNumbers);
}

TEST(OneSender, ReportsTwoOfOneHostThatBothSend) {
    Scene scene;
    Start first = scene.start();
    (void)scene.hedge(first);
    Start second = scene.start(kSecond, 2);
    scene.wait(seconds(1), &second);
    (void)scene.hedge(second);
    EXPECT_ONLY(scene, Rule::OneSender);
}

TEST(OneSender, ReportsTheOlderOneThatGoesOnAfterItSawTheNewer) {
    Scene scene;
    RunFacts other = Scene::facts(2);
    other.host = "there";
    other.state_dir = "second";
    Start first = scene.start();
    Start second = scene.start(kSecond, other);
    std::string const label = scene.hedge(second);
    scene.stream(first, R"({"orders":[{"order_id":"5","label":")" + label +
                            R"(","order_state":"filled"}],"trades":[],"positions":[]})");
    scene.wait(milliseconds(100), &first);
    (void)scene.send(first);
    EXPECT_ONLY(scene, Rule::OneSender);
}

TEST(OneSender, IsSilentWhileTheOlderOneWasNotTold) {
    Scene scene;
    RunFacts other = Scene::facts(2);
    other.host = "there";
    other.state_dir = "second";
    Start first = scene.start();
    Start second = scene.start(kSecond, other);
    (void)scene.hedge(second);
    scene.wait(milliseconds(100), &first);
    (void)scene.hedge(first);
    EXPECT_SILENT(scene);
}

TEST(OneSender, IsSilentOnceTheFirstIsGone) {
    Scene scene;
    Start first = scene.start();
    (void)scene.hedge(first);
    scene.auditor.daemon_died(scene.now, kFirst, true);
    scene.wait(seconds(1));
    Start second = scene.start(kSecond, 2);
    (void)scene.hedge(second);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::OneSender), 0U);
}

TEST(NoSecrets, ReportsTheKeyInALogLine) {
    Scene scene;
    (void)scene.start();
    scene.auditor.output(scene.now, kFirst, "login failed with marker-secret");
    EXPECT_ONLY(scene, Rule::NoSecrets);
}

TEST(NoSecrets, ReportsATokenThatTheExchangeGave) {
    Scene scene;
    Start run = scene.start();
    std::uint64_t const id = scene.ask(run, "public/auth", R"({"client_signature":"abc"})");
    scene.answer(run, id, R"({"access_token":"token-of-today","refresh_token":"and-tomorrow"})");
    DaemonPicture said = scene.picture(run);
    said.alarm = "cannot refresh and-tomorrow";
    scene.auditor.daemon_says(scene.now, kFirst, said);
    EXPECT_ONLY(scene, Rule::NoSecrets);
}

TEST(NoSecrets, AllowsTheLoginItselfAndOtherText) {
    Scene scene;
    Start run = scene.start();
    (void)scene.ask(run, "public/auth", R"({"client_secret":"marker-secret"})");
    scene.auditor.output(scene.now, kFirst, "logged in with a marker, secret withheld");
    EXPECT_SILENT(scene);
}

}  // namespace
}  // namespace hedged::auditor::test
