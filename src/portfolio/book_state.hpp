// SPDX-License-Identifier: Apache-2.0
// Inside of Book: the legs' cold data in one array, what the kernels read and write in blocks of
// eight beside it, and the sums. Slot i of the legs is lane i % 8 of block i / 8. Private to
// portfolio; engine thread; the vectors never grow after construction.
#pragma once

#include "hedged/portfolio/book.hpp"
#include "hedged/pricing/smile_dynamics.hpp"

#include "portfolio/compensated_sum.hpp"
#include "portfolio/expansion.hpp"
#include "portfolio/leg_part.hpp"
#include "portfolio/smile_part.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace hedged::portfolio {

// Which formula prices a leg at this moment.
enum class LegFormula : std::uint8_t { Nothing, Kernel, Averaged, Payoff, Future };

struct BookLeg {
    InstrumentIndex instrument;
    InstrumentKind kind = InstrumentKind::Unknown;
    pricing::Right right = pricing::Right::Call;
    bool inverse = true;
    bool terms_good = false;  // a kind with Greeks, counted in the unit of its payoff
    UsdPrice strike;
    WallTime expiry;
    double amount = 0.0;
    double ratio = 0.0;
    Vol vol;
    double vol_slope = 0.0;  // d sigma / d ln(K/F) of its smile; 0 when there is none
    Instant received;
    bool has_market = false;
    bool inputs_good = false;  // whatever does not depend on index and time
    LegStatus status = LegStatus::NoMarketData;
    BlackDelta black_delta;   // of the formulas other than the kernel's
    double unit_value = 0.0;  // likewise; see LegValue
    LegFormula formula = LegFormula::Nothing;
};

// Beyond these a number is a data error, and products of a few of them would overflow.
inline constexpr double kIndexMin = 1e-30;
inline constexpr double kIndexMax = 1e30;
inline constexpr double kAmountMax = 1e30;

// Both written so that NaN fails.
inline bool is_an_index(double number) noexcept {
    return number >= kIndexMin && number <= kIndexMax;
}
inline bool is_an_amount(double number) noexcept {
    return std::fabs(number) <= kAmountMax;
}

inline constexpr std::uint16_t kNoSlot = 0xffff;

// What an account was last said to be worth; it belongs to the index of the next exact pass. From
// there on it follows the value of the legs when the book counts its equity, and otherwise, where
// it is shown only, the index with the book's own delta.
struct Balance {
    double amount = 0.0;
    bool known = false;
    bool fresh = false;

    // Unknown unless a number of at most `most` either way.
    [[nodiscard]] static Balance of(double number, double most) noexcept;
    void carry(double to) noexcept;
};

struct BookSums {
    CompensatedSum inverse_delta, inverse_gamma, inverse_speed;
    CompensatedSum linear_delta, linear_gamma, linear_speed;
    CompensatedSum vega, theta, third, decay;
    CompensatedSum smile_delta, smile_slope, smile_curvature, smile_corner;
};

struct Book::State {
    State(Numeraire numeraire, bool include_equity, std::size_t legs_capacity,
          std::size_t instrument_capacity, const pricing::SettlementWindow& window);

    [[nodiscard]] BookLeg* find(InstrumentIndex instrument) noexcept;
    [[nodiscard]] const BookLeg* find(InstrumentIndex instrument) const noexcept;
    void append(const InstrumentSpec& spec, double amount) noexcept;
    void remove(std::size_t slot) noexcept;
    void set_amount(std::size_t slot, double amount) noexcept;
    void market_changed(BookLeg& leg) noexcept;
    void set_status(BookLeg& leg, LegStatus status) noexcept;

    [[nodiscard]] LegFormula formula_of(BookLeg& leg, Duration left) noexcept;
    // Decides the formula and fills the leg's lane of the kernel's input.
    void prepare(std::size_t slot, double index, WallTime market_now) noexcept;
    // The part of a leg that the kernel does not price.
    [[nodiscard]] LegPart scalar_part(BookLeg& leg, double index, WallTime market_now) noexcept;
    // Prices one leg at the last pass and replaces its part of the sums.
    void refresh(std::size_t slot) noexcept;
    void move_sums(const LegPart& part, double inverse, double linear) noexcept;
    void sum_all() noexcept;

    // How the delta moves with the smile; book_smile.cpp. Nothing of it costs while it is off.
    void set_smile(const BookLeg& leg, std::size_t slot) noexcept;
    void refresh_smile(std::size_t slot) noexcept;
    void move_smile_sums(const SmilePart& part, double amount, double size) noexcept;
    void smile_pass() noexcept;
    void full_pass(double index, WallTime market_now) noexcept;

    void fill_value(std::size_t position, LegValue& out) const noexcept;
    // What the leg is worth in the coin account at the last pass but for a constant: 0 unless it is
    // inverse and priced.
    [[nodiscard]] double coins_of(std::size_t slot) const noexcept;
    [[nodiscard]] double coins_of_all() const noexcept;
    [[nodiscard]] bool equity_follows() const noexcept;

    [[nodiscard]] DeltaKind delta_kind() const noexcept;
    [[nodiscard]] bool usable() const noexcept;
    [[nodiscard]] Aggregates aggregates() const noexcept;

    Numeraire numeraire;
    bool counts_equity;
    std::size_t legs_max;
    pricing::GreeksKernel kernel;
    SettlementMean mean;
    // Longer than the settlement window, and long enough for any volatility to leave its mark.
    Duration steady_life;

    std::vector<BookLeg> legs;
    std::vector<std::uint16_t> slot_of;  // by instrument
    std::vector<pricing::OptionBlock> options;
    std::vector<pricing::GreeksBlock> greeks;
    std::vector<WeightBlock> weights;
    std::vector<PartBlock> parts;
    std::vector<SmileBlock> smiles;
    std::vector<SmilePartBlock> smile_parts;
    pricing::SmileDynamicsSettings smile_settings;
    bool smile_on = false;

    BookSums sums;
    double reach = 0.0;  // least over legs, in USD of index; only shrinks between passes
    bool anchored = false;
    double anchor = 0.0;  // index of the last exact pass
    WallTime anchor_time;
    Balance equity;      // coin account, at the anchor
    Balance usd_equity;  // of the account that holds the linear legs
    std::size_t excluded = 0;
    std::size_t linear_legs = 0;
    std::size_t in_window = 0;     // legs that the settlement average concerns, at the last pass
    CompensatedSum gross_options;  // coins
    Instant oldest{std::numeric_limits<std::int64_t>::max()};
};

}  // namespace hedged::portfolio
