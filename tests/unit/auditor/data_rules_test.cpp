// SPDX-License-Identifier: Apache-2.0
// Rule 3: fresh, sound and undisputed data.
#include "unit/auditor/scene.hpp"

namespace hedged::auditor::test {
namespace {

TEST(FreshData, ReportsAQuoteThatIsTooOld) {
    Scene scene;
    Start run = scene.start();
    scene.wait(milliseconds(600));
    scene.index(run, 80'000.0);
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, IsSilentAtTheLimit) {
    Scene scene;
    Start run = scene.start();
    scene.wait(milliseconds(500));
    (void)scene.send(run);
    EXPECT_SILENT(scene);
    EXPECT_GT(scene.auditor.judged(Rule::FreshData), 0U);
}

TEST(FreshData, ReportsAnIndexThatIsTooOld) {
    Scene scene;
    Start run = scene.start();
    scene.wait(milliseconds(2'200));
    scene.quote(run, "79990", "80010");
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, ReportsAQuoteThatCameLate) {
    Scene scene;
    Start run = scene.start();
    scene.exchange.advance(scene.exchange.now() + seconds(3));
    for (int i = 0; i < 3; ++i) {
        scene.wait(milliseconds(100));
        std::string const old = std::to_string((scene.exchange.now() - seconds(2)).milliseconds());
        scene.auditor.frame_arrived(
            scene.now, run.market,
            R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
            R"("quote.BTC-PERPETUAL","data":{"timestamp":)" +
                old + R"(,"best_bid_price":79990,"best_ask_price":80010}}})");
    }
    scene.index(run, 80'000.0);
    scene.index(run, 80'000.0);
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, ReportsACrossedQuote) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 3; ++i) {
        scene.wait(milliseconds(100));
        scene.quote(run, "80010", i == 1 ? "79990" : "80010");
    }
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, ReportsAnEmptySide) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 3; ++i) {
        scene.wait(milliseconds(100));
        scene.quote(run, "null", "80010");
    }
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, AllowsAQuoteThatCrossedJustNow) {
    Scene scene;
    Start run = scene.start();
    scene.quote(run, "80010", "79990");
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(FreshData, ReportsSourcesThatDisagree) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 3; ++i) {
        scene.wait(milliseconds(100));
        scene.index(run, 81'700.0);
    }
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, AllowsADisagreementWithinTheLimit) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 3; ++i) {
        scene.wait(milliseconds(100));
        scene.index(run, 80'700.0);
    }
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(FreshData, DoesNotJudgeNumbersOfADamagedFrame) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 2; ++i) {
        scene.auditor.frame_arrived(scene.now, run.market,
                                    R"({"jsonrpc":"2.0","method":"subscription","params":)"
                                    R"({"channel":"quote.BTC-PERPETUAL","data":{"best_bid_price":)"
                                    R"(90000,"best_ask_price":80000}}})",
                                    true);
    }
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(FreshData, ReportsALegWithoutAPriceForTooLong) {
    Scene scene(1.0, 40'000.0);
    Start run = scene.start();
    for (int i = 0; i < 53; ++i) {
        scene.wait(milliseconds(100));
        scene.quote(run, "79990", "80010");
        scene.ticker(run, "BTC-PERPETUAL", 80'000.0);
        scene.index(run, 80'000.0);
    }
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, TakesALegFromAnotherOptionOfItsExpiry) {
    Scene scene(1.0, 40'000.0);
    Start run = scene.start();
    for (int i = 0; i < 53; ++i) {
        scene.wait(milliseconds(100));
        scene.quote(run, "79990", "80010");
        scene.ticker(run, "BTC-PERPETUAL", 80'000.0);
        scene.index(run, 80'000.0);
        scene.ticker(run, "BTC-6FEB26-82000-C", 0.02);
    }
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(FreshData, TakesQuoteAndIndexFromATicker) {
    Scene scene;
    Start run = scene.start();
    for (int i = 0; i < 25; ++i) {
        scene.wait(milliseconds(100));
        scene.auditor.frame_arrived(
            scene.now, run.market,
            R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
            R"("ticker.BTC-PERPETUAL.raw","data":{"timestamp":)" +
                std::to_string(scene.exchange.now().milliseconds()) +
                R"(,"index_price":80000,"mark_price":80000,"best_bid_price":79990,)"
                R"("best_ask_price":80010}}})");
    }
    (void)scene.send(run);
    EXPECT_SILENT(scene);
}

TEST(FreshData, ReportsPositionsThatWereNotToldForTooLong) {
    Scene scene;
    Start run = scene.start();
    scene.wait(milliseconds(16'200), &run);
    (void)scene.send(run);
    EXPECT_ONLY(scene, Rule::FreshData);
}

void book_told(Scene& scene, const Start& run, const std::string& chain) {
    scene.auditor.frame_arrived(scene.now, run.market,
                                R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":)"
                                R"("book.BTC-PERPETUAL.raw","data":{"timestamp":)" +
                                    std::to_string(scene.exchange.now().milliseconds()) + "," +
                                    chain + "}}}");
}

// A change never came, and the next has been here for this long.
void with_a_hole_since(Scene& scene, Start& run, Duration since) {
    book_told(scene, run, R"("type":"snapshot","change_id":7)");
    book_told(scene, run, R"("type":"change","prev_change_id":7,"change_id":8)");
    (void)scene.hedge(run, {.amount = "10"});
    EXPECT_SILENT(scene);
    book_told(scene, run, R"("type":"change","prev_change_id":9,"change_id":10)");
    book_told(scene, run, R"("type":"change","prev_change_id":10,"change_id":11)");
    scene.wait(since);
    scene.market(run);
    (void)scene.send(run, {.amount = "10"});
}

TEST(FreshData, ReportsABookWithAHole) {
    Scene scene;
    Start run = scene.start();
    with_a_hole_since(scene, run, milliseconds(61));
    EXPECT_ONLY(scene, Rule::FreshData);
}

TEST(FreshData, AllowsAnOrderThatWasOnItsWayWhenTheHoleAppeared) {
    Scene scene;
    Start run = scene.start();
    with_a_hole_since(scene, run, milliseconds(60));
    EXPECT_SILENT(scene);
}

}  // namespace
}  // namespace hedged::auditor::test
