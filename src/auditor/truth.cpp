// SPDX-License-Identifier: Apache-2.0
#include "auditor/truth.hpp"

#include "auditor/label.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::auditor {
namespace {

constexpr Duration kSampleEvery = milliseconds(100);
// Longer than any limit of an input's age that makes sense.
constexpr Duration kRemembered = seconds(120);
constexpr std::size_t kTradesRemembered = 512;

}  // namespace

void Truth::follow(const RunFacts& facts) {
    tag_ = facts.account_tag;
    if (facts.coins.empty()) {
        return;
    }
    kind_ = facts.coins.front().delta_kind;
    const auto* const hedge = exchange_.find(facts.coins.front().hedge_instrument);
    hedge_ = hedge == nullptr ? exchange::InstrumentId{} : hedge->id;
}

bool Truth::due(Instant now) const noexcept {
    return followed() && (samples_.empty() || now - samples_.back().at >= kSampleEvery);
}

void Truth::take_trades(Instant now) {
    exchange::TradeFilter filter;
    filter.count = 1;
    std::vector<exchange::UserTrade> news = exchange_.user_trades(account_, filter);
    if (!trades_started_) {
        trades_started_ = true;
        last_trade_ = news.empty() ? 0 : news.front().trade_id.raw;
        return;
    }
    if (news.empty() || news.front().trade_id.raw == last_trade_) {
        return;
    }
    for (std::size_t count = 16; news.back().trade_id.raw > last_trade_; count *= 4) {
        filter.count = count;
        news = exchange_.user_trades(account_, filter);
        if (news.size() < count) {
            break;
        }
    }
    std::uint64_t const seen = last_trade_;
    last_trade_ = news.front().trade_id.raw;
    // NOLINTNEXTLINE(modernize-loop-convert): oldest first
    for (auto trade = news.rbegin(); trade != news.rend(); ++trade) {
        auto const id = client_id_of(trade->label, tag_);
        if (trade->trade_id.raw <= seen || !id) {
            continue;
        }
        double const amount = exchange::sign_of(trade->direction) * trade->amount;
        own_by_instrument_[trade->instrument.raw] += amount;
        own_.signed_amount += trade->instrument == hedge_ ? amount : 0.0;
        own_trades_.push_back({*id, trade->instrument, amount, now});
        if (own_trades_.size() > kTradesRemembered) {
            own_trades_.pop_front();
        }
    }
}

std::optional<Instant> Truth::first_disturbed_since(Instant from) const noexcept {
    auto const first = std::ranges::find_if(
        disturbances_, [from](Disturbance const& one) { return one.at >= from; });
    return first == disturbances_.end() ? std::nullopt : std::optional{first->at};
}

double Truth::disturbed_since(Instant from) const noexcept {
    double sum = 0.0;
    for (Disturbance const& one : disturbances_) {
        sum += one.at >= from ? one.amount : 0.0;
    }
    return sum;
}

// A position that changed by something else than an own trade: a manual one, a delivery, a
// correction.
void Truth::watch_positions(Instant now) {
    std::map<std::uint32_t, double> sizes;
    std::map<std::uint32_t, double> others;
    for (const exchange::Position& position : positions_) {
        sizes[position.instrument.raw] = position.size;
        others[position.instrument.raw] = position.size;
    }
    for (auto const& [instrument, amount] : own_by_instrument_) {
        others[instrument] -= amount;
    }
    std::erase_if(others, [](auto const& entry) { return std::fabs(entry.second) < 1e-9; });
    for (auto const& entry : sizes) {
        held_since_.try_emplace(entry.first, now);
    }
    std::erase_if(held_since_, [&](auto const& entry) { return !sizes.contains(entry.first); });
    auto const close = [](auto const& a, auto const& b) {
        return a.first == b.first && std::fabs(a.second - b.second) < 1e-9;
    };
    bool const disturbed =
        !std::equal(others.begin(), others.end(), others_.begin(), others_.end(), close);
    disturbed_at_ = watched_ && disturbed ? now : disturbed_at_;
    auto const hedge_in = [&](auto const& in) {
        auto const found = in.find(hedge_.raw);
        return found == in.end() ? 0.0 : found->second;
    };
    if (watched_ && disturbed) {
        disturbances_.push_back({now, std::fabs(hedge_in(others) - hedge_in(others_))});
    }
    while (!disturbances_.empty() && now - disturbances_.front().at > kRemembered) {
        disturbances_.pop_front();
    }
    if (!watched_) {
        began_ = now;
    }
    std::map<std::uint32_t, double> both = sizes;
    both.insert(sizes_.begin(), sizes_.end());
    for (auto const& entry : both) {
        auto const size_in = [&](auto const& in) {
            auto const found = in.find(entry.first);
            return found == in.end() ? 0.0 : found->second;
        };
        if (watched_ && std::fabs(size_in(sizes) - size_in(sizes_)) > 1e-9) {
            changed_at_[entry.first] = now;
        }
    }
    watched_ = true;
    others_ = std::move(others);
    sizes_ = std::move(sizes);
}

void Truth::sample(Instant now) {
    if (!followed()) {
        return;
    }
    take_trades(now);
    positions_ = exchange_.positions(account_);
    watch_positions(now);
    DeltaSample sample;
    sample.at = now;
    sample.mark = exchange_.position(account_, hedge_).mark_price;
    for (const exchange::Position& position : positions_) {
        bool const option = position.kind == exchange::Kind::Option;
        sample.others += position.delta - (option ? position.size * position.mark_price : 0.0);
        if (option) {
            sample.gross_options += std::fabs(position.size);
            const exchange::Instrument& leg = exchange_.instrument(position.instrument);
            bool const settles =
                exchange_.in_averaging_window() && leg.expiry - exchange_.now() <= seconds(1'800);
            sample.settling += settles ? std::fabs(position.size) : 0.0;
        }
    }
    if (kind_ == DeltaKind::UsdWithEquity) {
        sample.equity = exchange_.summary(account_).equity;
        sample.others += sample.equity;
    }
    sample.others -= sample.mark > 0.0 ? own_.signed_amount / sample.mark : 0.0;
    samples_.push_back(sample);
    while (now - samples_.front().at > kRemembered) {
        samples_.pop_front();
    }
}

// Own hedges as they are now, at the mark of then: with the mark an inverse contract's delta moves.
double Truth::delta_at(const DeltaSample& sample) const noexcept {
    return sample.others + (sample.mark > 0.0 ? own_.signed_amount / sample.mark : 0.0);
}

DeltaRange Truth::range(Instant from) const noexcept {
    DeltaRange range;
    bool first = true;
    double last = 0.0;
    double least = samples_.back().equity;
    double most = least;
    // NOLINTNEXTLINE(modernize-loop-convert): newest first
    for (auto sample = samples_.rbegin(); sample != samples_.rend(); ++sample) {
        double const delta = delta_at(*sample);
        if (first) {
            range = {delta, delta, 0.0, sample->gross_options, sample->settling, 0.0};
        } else {
            range.step = std::max(range.step, std::fabs(delta - last));
        }
        first = false;
        last = delta;
        range.low = std::min(range.low, delta);
        range.high = std::max(range.high, delta);
        range.gross_options = std::max(range.gross_options, sample->gross_options);
        range.settling = std::max(range.settling, sample->settling);
        least = std::min(least, sample->equity);
        most = std::max(most, sample->equity);
        if (sample->at < from) {
            break;
        }
    }
    range.equity_span = most - least;
    return range;
}

double Truth::delta() const noexcept {
    return delta_at(samples_.back());
}

Instant Truth::changed_at(exchange::InstrumentId instrument) const noexcept {
    auto const found = changed_at_.find(instrument.raw);
    return found == changed_at_.end() ? began_ : found->second;
}

Instant Truth::held_since(exchange::InstrumentId instrument) const noexcept {
    auto const found = held_since_.find(instrument.raw);
    return found == held_since_.end() ? samples_.empty() ? Instant{} : samples_.back().at
                                      : found->second;
}

}  // namespace hedged::auditor
