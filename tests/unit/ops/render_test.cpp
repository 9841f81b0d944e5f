// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/render.hpp"

#include "hedged/ops/console.hpp"
#include "hedged/ops/note_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::ops {
namespace {

EngineView picture() {
    EngineView view;
    view.state = TradingState::Normal;
    view.market_time = wall_from_milliseconds(1'770'163'200'000);
    view.underlying_count = 1;
    UnderlyingView& btc = view.underlyings[0];
    btc.name = FixedString<15>{"BTC"};
    btc.index = UsdPrice{76'485.5};
    btc.delta = BookDelta{0.25};
    btc.band_lower = BookDelta{-0.5};
    btc.band_upper = BookDelta{0.5};
    btc.why = Why::RiskDenied;
    btc.check = RiskCheck::PositionLimit;
    btc.hedge_instrument = InstrumentName{"BTC-PERPETUAL"};
    btc.hedge_index = InstrumentIndex{3};
    view.position_count = 1;
    view.positions[0].instrument = InstrumentName{"BTC-13FEB26-80000-C"};
    view.positions[0].index = InstrumentIndex{9};
    view.positions[0].excluded = true;
    return view;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(Render, SaysWhichCheckKeepsItFromHedging) {
    std::string const why = render_text(Topic::Why, picture());
    EXPECT_TRUE(holds(why, "check 10: position limit")) << why;
    EXPECT_TRUE(holds(why, "+0.2500")) << why;
}

TEST(Render, NamesALegWithoutAPrice) {
    EXPECT_TRUE(holds(render_text(Topic::Positions, picture()), "NO USABLE PRICE"));
    EXPECT_TRUE(holds(render_text(Topic::Greeks, picture()), "BTC-13FEB26-80000-C"));
}

TEST(Render, WritesNumbersThatAreNotFiniteAsNull) {
    EngineView view = picture();
    view.underlyings[0].delta = BookDelta{std::numeric_limits<double>::quiet_NaN()};
    std::string const json = render_json(Topic::Status, view);
    EXPECT_TRUE(holds(json, "\"delta_coins\":null")) << json;
}

TEST(Render, EscapesTextInJson) {
    EngineView view = picture();
    view.state_reason = FixedString<95>{"say \"stop\"\n"};
    EXPECT_TRUE(holds(render_json(Topic::Why, view), R"("say \"stop\"\u000a")"));
}

TEST(Render, TellsWhetherAKillIsConfirmed) {
    EngineView view = picture();
    view.state = TradingState::Killed;
    EXPECT_TRUE(holds(state_line(view), "still cancelling"));
    view.orders_done = true;
    EXPECT_TRUE(holds(state_line(view), "confirms no open order"));
}

TEST(Render, WritesExchangeTimeInUtc) {
    EXPECT_EQ(utc_text(wall_from_milliseconds(1'770'163'200'000)), "2026-02-04T00:00:00Z");
    EXPECT_EQ(utc_text(WallTime{}), "unknown");
}

TEST(Console, DrawsTheDeltaInsideItsBandAndMarksItOutside) {
    UnderlyingView btc = picture().underlyings[0];
    std::string const inside = band_gauge(btc);
    EXPECT_TRUE(holds(inside, "o"));
    EXPECT_LT(inside.find('['), inside.find('o'));
    EXPECT_LT(inside.find('o'), inside.find(']'));
    btc.delta = BookDelta{0.7};
    std::string const outside = band_gauge(btc);
    EXPECT_GT(outside.find('X'), outside.find(']'));
    btc.delta = BookDelta{1e9};
    EXPECT_EQ(band_gauge(btc).size(), inside.size());
}

TEST(Console, SummarisesARun) {
    RunFigures run;
    run.seconds = 60.0;
    run.first_index = 80'000.0;
    run.lowest_index = 70'000.0;
    std::string const text = summary(picture(), run);
    EXPECT_TRUE(holds(text, "-4.39 %")) << text;
    EXPECT_TRUE(holds(text, "inside 100.0 %")) << text;
}

TEST(NoteText, UsesTheInstrumentsName) {
    Note note;
    note.kind = NoteKind::Hedge;
    note.instrument = InstrumentIndex{3};
    note.side = Side::Sell;
    note.values = {0.8, 0.0, 76'485.5, 30'000.0, 76'400.0, 76'485.0};
    std::string const text = note_text(note, picture());
    EXPECT_TRUE(holds(text, "sell BTC-PERPETUAL 30000")) << text;
    note.instrument = InstrumentIndex{77};
    EXPECT_TRUE(holds(note_text(note, picture()), "instrument 77"));
}

TEST(NoteText, HasWordsForEveryKind) {
    for (int kind = 0; kind <= static_cast<int>(NoteKind::RuntimeFault); ++kind) {
        Note note;
        note.kind = static_cast<NoteKind>(kind);
        std::string const text = note_text(note, picture());
        EXPECT_NE(text, "a record of an unknown kind") << kind;
        EXPECT_FALSE(text.empty()) << kind;
    }
}

}  // namespace
}  // namespace hedged::ops
