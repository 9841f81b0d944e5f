// SPDX-License-Identifier: Apache-2.0
// The smile of one underlying: the newest mark volatilities per expiry and strike, an SVI slice per
// expiry fitted to them a few evaluations at a time, and from both the volatility that a leg is
// priced with. Engine thread only; about 300 kB taken at construction and none after; noexcept.
// maths.md 5.1.
//
// Times: Instants are receive times of the data and of now; expiries and market_now are exchange
// time. Forwards are ratios to the index, so that a later index moves them with it.
//
// F1  A slice is as fresh as the oldest mark and the forward it rests on, whenever it was fitted.
// F2  Only a slice that check_slice() passes, and that meets its marks within rms_max, is used; the
//     last good one stays in use until its data are too old.
// F3  A volatility handed out is within [kVolMin, kVolMax], or NaN with source Unpriced.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/pricing/option_point.hpp"
#include "hedged/pricing/svi.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace hedged::pricing {

inline constexpr std::size_t kSmileExpiriesMax = 24;
inline constexpr std::size_t kSmileStrikesMax = 160;  // of one expiry

struct SmileSettings {
    Duration published_age_max = seconds(3);  // a mark volatility of a leg's own, used as it is
    Duration mark_age_max = seconds(10);      // an input of a fit
    Duration slice_age_max = seconds(30);     // of the oldest input; above mark_age_max
    Duration moved_age_max = seconds(300);    // a leg's own volatility, moved with the money's
    Duration refit_every = seconds(1);
    Vol rms_max{0.05};  // a slice that misses its marks by more is not used
};

// Where a volatility comes from, best first.
enum class SigmaSource : std::uint8_t {
    Published,  // the option's own mark volatility, fresh
    Slice,      // the expiry's slice, fitted to fresh marks
    LastMoved,  // its own last one, moved by what volatility at the money has done since
    Unpriced,   // none: leave the leg out and raise an alarm
};

[[nodiscard]] const char* to_string(SigmaSource source) noexcept;

struct SigmaChoice {
    SigmaSource source = SigmaSource::Unpriced;
    Vol vol;           // NaN when unpriced
    Instant received;  // of the oldest datum it rests on, a moved one's own age apart
};

// One expiry, for people to look at.
struct SmileReport {
    WallTime expiry;
    SviStatus status = SviStatus::NotFitted;    // of the last fit, good or not
    SviStatus calendar = SviStatus::NotFitted;  // against the expiry before, at the last good fit
    bool has_forward = false;
    bool usable = false;  // the slice below may be used now
    std::uint32_t strikes = 0;
    std::uint32_t points = 0;  // that the last fit used
    std::uint32_t evaluations = 0;
    Vol rms;                // of the last fit
    Vol worst;              // likewise
    Vol at_the_money;       // from the marks next to the forward; NaN before there are any
    SviSlice slice;         // the last good one
    Instant fitted;         // when that ended
    Instant data_received;  // the oldest datum it rests on
};

struct ForwardRatio {
    double to_index = 1.0;
    Instant received;
};

struct SmileCounters {
    std::uint64_t fits_accepted = 0;
    std::uint64_t fits_refused = 0;
    std::uint64_t bad_inputs = 0;        // not a number, out of bounds, or of an expiry gone by
    std::uint64_t expiries_refused = 0;  // no room
    std::uint64_t strikes_refused = 0;   // no room
};

class SmileSurface {
public:
    explicit SmileSurface(const SmileSettings& settings);
    SmileSurface(const SmileSurface&) = delete;
    SmileSurface& operator=(const SmileSurface&) = delete;
    SmileSurface(SmileSurface&&) noexcept;
    SmileSurface& operator=(SmileSurface&&) noexcept;
    ~SmileSurface();

    // Both are refused and counted when the number is bad, the expiry has gone by or there is no
    // room for it; expiries that have gone by are dropped by drive(). `trust` is the weight of the
    // mark beside its vega, such as one over its spread in volatility; 1 when nothing is known.
    void on_forward(WallTime expiry, double forward_to_index, Instant received) noexcept;
    void on_mark(WallTime expiry, UsdPrice strike, Right right, Vol vol, double trust,
                 Instant received) noexcept;

    // Fits what is due: an expiry at most every refit_every, and only if marks came since. Makes at
    // most that many outer evaluations (gathering the points of a fit and concluding it count as
    // one each). True when a slice became new, so that what was priced from it should be priced
    // again.
    bool drive(Instant now, WallTime market_now, UsdPrice index, int outer_evaluations) noexcept;
    [[nodiscard]] bool fitting() const noexcept;

    // The source order. Calls and puts share a strike's volatility. `own_vol` is the option's last
    // published one, NaN when there was none. An option that has expired needs none and gets none.
    [[nodiscard]] SigmaChoice sigma(WallTime expiry, UsdPrice strike, Vol own_vol,
                                    Instant own_received, Instant now, WallTime market_now,
                                    UsdPrice index) const noexcept;
    // d sigma / dk of the slice at a strike; empty without a slice that may be used.
    [[nodiscard]] std::optional<double> slope(WallTime expiry, UsdPrice strike, Instant now,
                                              UsdPrice index) const noexcept;

    // The newest forward of an expiry, whichever of its instruments told it.
    [[nodiscard]] std::optional<ForwardRatio> forward(WallTime expiry) const noexcept;

    [[nodiscard]] std::size_t expiry_count() const noexcept;
    // position < expiry_count(), nearest expiry first
    [[nodiscard]] SmileReport report(std::size_t position, Instant now) const noexcept;
    [[nodiscard]] const SmileCounters& counters() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace hedged::pricing
