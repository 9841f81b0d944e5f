// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/numbers_report.hpp"

#include "hedged/ops/text_table.hpp"

#include "ops/json_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace hedged::ops {

namespace {

constexpr const char* kNoPicture = "the engine has not shown itself yet\n";

std::span<const UnderlyingView> coins_of(const EngineView& view) {
    return {view.underlyings.data(),
            std::min<std::size_t>(view.underlying_count, view.underlyings.size())};
}
std::span<const SmileView> smiles_of(const UnderlyingView& coin) {
    return {coin.smiles.data(), std::min<std::size_t>(coin.smile_count, coin.smiles.size())};
}

std::string percent(Vol vol, int decimals) {
    return std::isfinite(vol.value()) ? plain_number(100.0 * vol.value(), decimals) : "-";
}

// The lines in the order in which people ask for them, with what each means.
struct Line {
    const char* name;
    const char* meaning;
    double ProfitLinesView::*value;
};
constexpr std::array kLines{
    Line{"delta", "the index moved", &ProfitLinesView::delta},
    Line{"gamma", "it moved far", &ProfitLinesView::gamma},
    Line{"theta", "time passed", &ProfitLinesView::theta},
    Line{"vega", "volatility moved", &ProfitLinesView::vega},
    Line{"vanna", "it moved with the index", &ProfitLinesView::vanna},
    Line{"volga", "it moved far", &ProfitLinesView::volga},
    Line{"carry", "forwards moved against the index", &ProfitLinesView::carry},
    Line{"funding", "the perpetual paid or was paid", &ProfitLinesView::funding},
    Line{"trading", "fills against the mark", &ProfitLinesView::trading},
    Line{"slippage", "fills against the price decided on", &ProfitLinesView::slippage},
    Line{"fees", "", &ProfitLinesView::fees},
    Line{"revaluation", "the coins held, at another index", &ProfitLinesView::revaluation},
    Line{"unexplained", "what these leave", &ProfitLinesView::residual},
};

double total_of(const ProfitLinesView& lines) {
    double sum = 0.0;
    for (const Line& line : kLines) {
        sum += lines.*line.value;
    }
    return sum;
}

void attribution_table(const UnderlyingView& coin, std::string& out) {
    const AttributionView& of = coin.attribution;
    const std::string name(coin.name.view());
    TextTable table({{name},
                     {"legs USD", Align::Right},
                     {"hedge USD", Align::Right},
                     {"both USD", Align::Right},
                     {"both " + name, Align::Right},
                     {""}});
    const auto row = [&](const char* title, double rest, double hedge, double coins,
                         const char* meaning) {
        table.row({title, signed_number(rest, 2), signed_number(hedge, 2),
                   signed_number(rest + hedge, 2), signed_number(coins, 6), meaning});
    };
    for (const Line& line : kLines) {
        row(line.name, of.rest_usd.*line.value, of.hedge_usd.*line.value,
            of.rest_coins.*line.value + of.hedge_coins.*line.value, line.meaning);
    }
    row("profit", total_of(of.rest_usd), total_of(of.hedge_usd),
        total_of(of.rest_coins) + total_of(of.hedge_coins), "since start");
    out += of.measured ? table.text() : name + ": nothing measured yet\n";
    out += "other changes of the account (deposits, deliveries): " +
           signed_number(of.external.value(), 6) + " " + name + "\n";
}

void lines_json(JsonWriter& out, std::string_view key, const ProfitLinesView& lines) {
    out.key(key).begin_object();
    for (const Line& line : kLines) {
        out.field(line.name, lines.*line.value);
    }
    out.field("profit", total_of(lines));
    out.end_object();
}

template <class Fill>
std::string each_coin_json(const Picture& picture, const Fill& fill) {
    JsonWriter out;
    out.begin_object();
    out.flag("ready", picture.view != nullptr);
    if (picture.view != nullptr) {
        out.key("underlyings").begin_array();
        for (const UnderlyingView& coin : coins_of(*picture.view)) {
            out.begin_object();
            out.field("name", coin.name.view());
            fill(out, coin);
            out.end_object();
        }
        out.end_array();
    }
    out.end_object();
    return out.str() + "\n";
}

}  // namespace

std::string smile_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    TextTable table({{"coin"},
                     {"expiry"},
                     {"at the money %", Align::Right},
                     {"off its marks %", Align::Right},
                     {"marks", Align::Right},
                     {"oldest", Align::Right},
                     {"last fit"},
                     {""}});
    for (const UnderlyingView& coin : coins_of(*picture.view)) {
        for (const SmileView& smile : smiles_of(coin)) {
            const bool fitted = smile.points > 0;
            table.row({std::string(coin.name.view()), utc_text(smile.expiry).substr(0, 16),
                       percent(smile.at_the_money, 2), fitted ? percent(smile.rms, 3) : "-",
                       std::to_string(smile.points),
                       smile.usable ? short_time(smile.data_age_seconds) : "-",
                       std::string(smile.status.view()), smile.usable ? "" : "not usable"});
        }
    }
    return table.empty() ? "no smile yet: no option leg, or fit_smiles is off\n" : table.text();
}

std::string smile_json(const Picture& picture) {
    return each_coin_json(picture, [](JsonWriter& out, const UnderlyingView& coin) {
        out.field("smile_delta_coins", coin.smile_delta.value());
        out.key("smiles").begin_array();
        for (const SmileView& smile : smiles_of(coin)) {
            out.begin_object();
            out.field("expiry_ms", static_cast<double>(smile.expiry.milliseconds()));
            out.field("status", smile.status.view());
            out.flag("usable", smile.usable);
            out.field("marks", std::uint64_t{smile.points});
            out.field("at_the_money_vol", smile.at_the_money.value());
            out.field("rms_vol", smile.rms.value());
            out.field("data_age_seconds", smile.data_age_seconds);
            out.end_object();
        }
        out.end_array();
    });
}

std::string attribution_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    std::string out;
    for (const UnderlyingView& coin : coins_of(*picture.view)) {
        attribution_table(coin, out);
        const RealisedVolView& vol = coin.realised;
        out += "realised volatility % (- : too little seen)  fast " + percent(vol.fast, 1) +
               ", slow " + percent(vol.slow, 1) + ", by ranges " + percent(vol.parkinson, 1) +
               " (Parkinson), " + percent(vol.yang_zhang, 1) + " (Yang-Zhang)\n\n";
    }
    return out.empty() ? "nothing measured yet\n" : out;
}

std::string attribution_json(const Picture& picture) {
    return each_coin_json(picture, [](JsonWriter& out, const UnderlyingView& coin) {
        const AttributionView& of = coin.attribution;
        out.flag("measured", of.measured);
        lines_json(out, "legs_usd", of.rest_usd);
        lines_json(out, "hedge_usd", of.hedge_usd);
        lines_json(out, "legs_coins", of.rest_coins);
        lines_json(out, "hedge_coins", of.hedge_coins);
        out.field("external_coins", of.external.value());
        out.field("realised_vol_fast", coin.realised.fast.value());
        out.field("realised_vol_slow", coin.realised.slow.value());
        out.field("realised_vol_parkinson", coin.realised.parkinson.value());
        out.field("realised_vol_yang_zhang", coin.realised.yang_zhang.value());
    });
}

}  // namespace hedged::ops
