// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/smile_surface.hpp"

#include "hedged/pricing/svi_fit.hpp"

#include "pricing/portable_math.hpp"
#include "pricing/smile_marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

// A warm fit that misses by so much more than the one before may sit in the wrong valley.
constexpr double kColdAgainFactor = 2.0;

bool good_price(UsdPrice price) noexcept {
    return price.value() > 0.0 && std::isfinite(price.value());
}

bool good_vol(Vol vol) noexcept {
    return vol >= kVolMin && vol <= kVolMax;
}

SigmaChoice unpriced() noexcept {
    return {.source = SigmaSource::Unpriced,
            .vol = Vol{std::numeric_limits<double>::quiet_NaN()},
            .received = {}};
}

struct Smile {
    WallTime expiry;
    SmileMarks marks;
    MoneyVolHistory money;
    double forward_to_index = 0.0;
    Instant forward_received;
    bool has_forward = false;
    bool marks_came = false;  // since the last fit began
    bool tried = false;       // a fit has begun
    Instant began;
    SviFit last;
    SviStatus calendar = SviStatus::NotFitted;
    bool has_slice = false;
    bool cold_next = false;
    SviSlice slice;
    Vol slice_rms;
    Instant slice_ended;
    Instant slice_data;  // the oldest mark in it
};

Instant oldest_data(const Smile& smile) noexcept {
    return std::min(smile.slice_data, smile.forward_received);
}

}  // namespace

struct SmileSurface::State {
    explicit State(const SmileSettings& given) : settings(given) {}

    [[nodiscard]] Smile* find(WallTime expiry) noexcept;
    [[nodiscard]] const Smile* find(WallTime expiry) const noexcept;
    [[nodiscard]] Smile* find_or_add(WallTime expiry) noexcept;
    void drop_expired() noexcept;

    [[nodiscard]] bool usable(const Smile& smile, Instant now) const noexcept {
        return smile.has_slice && smile.has_forward &&
               now - oldest_data(smile) <= settings.slice_age_max;
    }
    [[nodiscard]] bool due(const Smile& smile, Instant now) const noexcept;
    [[nodiscard]] bool begin_next(Instant now, UsdPrice index) noexcept;
    void begin(Smile& smile, Instant now, UsdPrice index) noexcept;
    [[nodiscard]] bool conclude(Instant now) noexcept;
    void compare_with_nearer(Smile& smile, Instant now) noexcept;

    [[nodiscard]] SigmaChoice from_slice(const Smile& smile, UsdPrice strike, Instant now,
                                         UsdPrice index) const noexcept;
    [[nodiscard]] SigmaChoice moved(const Smile& smile, Vol own_vol, Instant own_received,
                                    Instant now) const noexcept;

    SmileSettings settings;
    SmileCounters counters;
    std::array<Smile, kSmileExpiriesMax> smiles;
    FixedVector<Smile*, kSmileExpiriesMax> in_use;  // nearest expiry first
    FixedVector<Smile*, kSmileExpiriesMax> unused;
    WallTime market_now{std::numeric_limits<std::int64_t>::min()};

    SviFitter fitter;
    SmilePoints gathered;
    Smile* fitted_now = nullptr;
    std::size_t cursor = 0;
};

namespace {

template <class Smiles>
auto position_of(Smiles& in_use, WallTime expiry) noexcept {
    return std::lower_bound(
        in_use.begin(), in_use.end(), expiry,
        [](const Smile* smile, WallTime wanted) noexcept { return smile->expiry < wanted; });
}

}  // namespace

Smile* SmileSurface::State::find(WallTime expiry) noexcept {
    auto* const at = position_of(in_use, expiry);
    return at != in_use.end() && (*at)->expiry == expiry ? *at : nullptr;
}
const Smile* SmileSurface::State::find(WallTime expiry) const noexcept {
    const auto* const at = position_of(in_use, expiry);
    return at != in_use.end() && (*at)->expiry == expiry ? *at : nullptr;
}

Smile* SmileSurface::State::find_or_add(WallTime expiry) noexcept {
    if (Smile* const known = find(expiry)) {
        return known;
    }
    if (expiry <= market_now) {
        ++counters.bad_inputs;
        return nullptr;
    }
    if (unused.empty()) {
        ++counters.expiries_refused;
        return nullptr;
    }
    Smile* const fresh = unused[unused.size() - 1];
    unused.swap_remove(unused.size() - 1);
    *fresh = {};
    fresh->expiry = expiry;
    fresh->money.reset(settings.moved_age_max);
    auto const at = position_of(in_use, expiry) - in_use.begin();
    static_cast<void>(in_use.push_back(fresh));  // as many places as smiles
    std::rotate(in_use.begin() + at, in_use.end() - 1, in_use.end());
    return fresh;
}

void SmileSurface::State::drop_expired() noexcept {
    auto* const kept = std::find_if(in_use.begin(), in_use.end(), [this](const Smile* smile) {
        return smile->expiry > market_now;
    });
    auto const gone = static_cast<std::size_t>(kept - in_use.begin());
    if (gone == 0) {
        return;
    }
    for (std::size_t i = 0; i < gone; ++i) {
        fitted_now = fitted_now == in_use[i] ? nullptr : fitted_now;
        static_cast<void>(unused.push_back(in_use[i]));
    }
    std::rotate(in_use.begin(), kept, in_use.end());
    for (std::size_t i = 0; i < gone; ++i) {
        in_use.swap_remove(in_use.size() - 1);
    }
}

bool SmileSurface::State::due(const Smile& smile, Instant now) const noexcept {
    return smile.marks_came && smile.has_forward &&
           now - smile.forward_received <= settings.mark_age_max &&
           (!smile.tried || now - smile.began >= settings.refit_every);
}

// The expiries take turns, so that none starves when time is short.
bool SmileSurface::State::begin_next(Instant now, UsdPrice index) noexcept {
    if (!good_price(index)) {
        return false;
    }
    for (std::size_t i = 0; i < in_use.size(); ++i) {
        Smile& smile = *in_use[(cursor + i) % in_use.size()];
        if (due(smile, now)) {
            cursor = (cursor + i + 1) % in_use.size();
            begin(smile, now, index);
            return true;
        }
    }
    return false;
}

void SmileSurface::State::begin(Smile& smile, Instant now, UsdPrice index) noexcept {
    UsdPrice const forward = smile.forward_to_index * index;
    Years const expires_in{years_between(market_now, smile.expiry)};
    Instant const not_before = now - settings.mark_age_max;
    smile.marks_came = false;
    smile.tried = true;
    smile.began = now;
    if (auto const sample = smile.marks.at_the_money(forward, expires_in, not_before)) {
        smile.money.add(*sample);
    }
    smile.marks.gather(forward, expires_in, not_before, gathered);
    bool const warm = usable(smile, now) && !smile.cold_next;
    fitter.start({gathered.points.begin(), gathered.points.size()}, expires_in,
                 warm ? &smile.slice : nullptr);
    fitted_now = &smile;
}

bool SmileSurface::State::conclude(Instant now) noexcept {
    Smile& smile = *fitted_now;
    fitted_now = nullptr;
    smile.last = fitter.result();
    if (smile.last.status == SviStatus::Ok && !(smile.last.rms <= settings.rms_max)) {
        smile.last.status = SviStatus::PoorFit;
    }
    bool const good = smile.last.status == SviStatus::Ok;
    smile.cold_next =
        !good || (smile.has_slice && smile.last.rms > kColdAgainFactor * smile.slice_rms);
    if (!good) {
        ++counters.fits_refused;
        return false;
    }
    ++counters.fits_accepted;
    smile.has_slice = true;
    smile.slice = smile.last.slice;
    smile.slice_rms = smile.last.rms;
    smile.slice_ended = now;
    smile.slice_data = gathered.oldest;
    compare_with_nearer(smile, now);
    return true;
}

void SmileSurface::State::compare_with_nearer(Smile& smile, Instant now) noexcept {
    auto* const own = position_of(in_use, smile.expiry);
    smile.calendar = SviStatus::NotFitted;
    if (own != in_use.begin() && usable(**(own - 1), now)) {
        smile.calendar = check_calendar((*(own - 1))->slice, smile.slice).status;
    }
}

SigmaChoice SmileSurface::State::from_slice(const Smile& smile, UsdPrice strike, Instant now,
                                            UsdPrice index) const noexcept {
    if (!usable(smile, now) || !good_price(index)) {
        return unpriced();
    }
    double const forward = smile.forward_to_index * index.value();
    Vol const vol = svi_vol(smile.slice, portable_log_ratio(strike.value(), forward));
    return good_vol(vol) ? SigmaChoice{SigmaSource::Slice, vol, oldest_data(smile)} : unpriced();
}

SigmaChoice SmileSurface::State::moved(const Smile& smile, Vol own_vol, Instant own_received,
                                       Instant now) const noexcept {
    std::optional<MoneyVol> const money_now = smile.money.newest();
    if (!good_vol(own_vol) || now - own_received > settings.moved_age_max || !money_now ||
        now - money_now->received > settings.mark_age_max) {
        return unpriced();
    }
    std::optional<Vol> const money_then = smile.money.at(own_received);
    if (!money_then) {
        return unpriced();
    }
    Vol const vol = own_vol + (money_now->vol - *money_then);
    return good_vol(vol) ? SigmaChoice{SigmaSource::LastMoved, vol, money_now->received}
                         : unpriced();
}

SmileSurface::SmileSurface(const SmileSettings& settings)
    : state_(std::make_unique<State>(settings)) {
    for (Smile& smile : state_->smiles) {
        static_cast<void>(state_->unused.push_back(&smile));
    }
}
SmileSurface::SmileSurface(SmileSurface&&) noexcept = default;
SmileSurface& SmileSurface::operator=(SmileSurface&&) noexcept = default;
SmileSurface::~SmileSurface() = default;

void SmileSurface::on_forward(WallTime expiry, double forward_to_index, Instant received) noexcept {
    if (!(forward_to_index > 0.0) || !std::isfinite(forward_to_index)) {
        ++state_->counters.bad_inputs;
        return;
    }
    if (Smile* const smile = state_->find_or_add(expiry)) {
        smile->forward_to_index = forward_to_index;
        smile->forward_received = received;
        smile->has_forward = true;
    }
}

void SmileSurface::on_mark(WallTime expiry, UsdPrice strike, Right right, Vol vol, double trust,
                           Instant received) noexcept {
    if (!good_price(strike) || !good_vol(vol) || !(trust >= 0.0) || !std::isfinite(trust)) {
        ++state_->counters.bad_inputs;
        return;
    }
    Smile* const smile = state_->find_or_add(expiry);
    if (smile == nullptr) {
        return;
    }
    if (!smile->marks.set(strike, right, {vol, trust, received, true})) {
        ++state_->counters.strikes_refused;
        return;
    }
    smile->marks_came = true;
}

bool SmileSurface::drive(Instant now, WallTime market_now, UsdPrice index,
                         int outer_evaluations) noexcept {
    State& state = *state_;
    state.market_now = market_now;
    state.drop_expired();
    bool renewed = false;
    for (int left = outer_evaluations; left > 0; --left) {
        if (state.fitted_now == nullptr) {
            if (!state.begin_next(now, index)) {
                break;
            }
        } else if (state.fitter.finished()) {
            renewed = state.conclude(now) || renewed;
        } else {
            state.fitter.step(1);
        }
    }
    return renewed;
}

bool SmileSurface::fitting() const noexcept {
    return state_->fitted_now != nullptr;
}

SigmaChoice SmileSurface::sigma(WallTime expiry, UsdPrice strike, Vol own_vol, Instant own_received,
                                Instant now, WallTime market_now, UsdPrice index) const noexcept {
    const State& state = *state_;
    if (expiry <= market_now || !good_price(strike)) {
        return unpriced();
    }
    if (good_vol(own_vol) && now - own_received <= state.settings.published_age_max) {
        return {SigmaSource::Published, own_vol, own_received};
    }
    const Smile* const smile = state.find(expiry);
    if (smile == nullptr) {
        return unpriced();
    }
    SigmaChoice const fitted = state.from_slice(*smile, strike, now, index);
    return fitted.source == SigmaSource::Slice ? fitted
                                               : state.moved(*smile, own_vol, own_received, now);
}

std::optional<double> SmileSurface::slope(WallTime expiry, UsdPrice strike, Instant now,
                                          UsdPrice index) const noexcept {
    const Smile* const smile = state_->find(expiry);
    if (smile == nullptr || !state_->usable(*smile, now) || !good_price(index) ||
        !good_price(strike)) {
        return std::nullopt;
    }
    double const forward = smile->forward_to_index * index.value();
    double const slope = svi_vol_slope(smile->slice, portable_log_ratio(strike.value(), forward));
    return std::isfinite(slope) ? std::optional{slope} : std::nullopt;
}

std::optional<ForwardRatio> SmileSurface::forward(WallTime expiry) const noexcept {
    const Smile* const smile = state_->find(expiry);
    if (smile == nullptr || !smile->has_forward) {
        return std::nullopt;
    }
    return ForwardRatio{smile->forward_to_index, smile->forward_received};
}

std::size_t SmileSurface::expiry_count() const noexcept {
    return state_->in_use.size();
}

SmileReport SmileSurface::report(std::size_t position, Instant now) const noexcept {
    const Smile& smile = *state_->in_use[position];
    std::optional<MoneyVol> const money = smile.money.newest();
    return {.expiry = smile.expiry,
            .status = smile.last.status,
            .calendar = smile.calendar,
            .has_forward = smile.has_forward,
            .usable = state_->usable(smile, now),
            .strikes = static_cast<std::uint32_t>(smile.marks.strikes()),
            .points = smile.last.points,
            .evaluations = smile.last.evaluations,
            .rms = smile.last.rms,
            .worst = smile.last.worst,
            .at_the_money = money ? money->vol : Vol{std::numeric_limits<double>::quiet_NaN()},
            .slice = smile.slice,
            .fitted = smile.slice_ended,
            .data_received = smile.has_slice ? oldest_data(smile) : Instant{}};
}

const SmileCounters& SmileSurface::counters() const noexcept {
    return state_->counters;
}

const char* to_string(SigmaSource source) noexcept {
    switch (source) {
        case SigmaSource::Published:
            return "published";
        case SigmaSource::Slice:
            return "slice";
        case SigmaSource::LastMoved:
            return "last moved";
        case SigmaSource::Unpriced:
            return "unpriced";
    }
    return "unknown";
}

}  // namespace hedged::pricing
