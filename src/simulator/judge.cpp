// SPDX-License-Identifier: Apache-2.0
#include "simulator/judge.hpp"

#include <algorithm>

namespace hedged::simulator {
namespace {

constexpr std::size_t kFindingsKept = 20;
// A connection that is half open, until that shows, and a round of reports that fails for a while.
constexpr Duration kWordAfter = seconds(120);
constexpr Duration kTradesTold = seconds(85'000);
constexpr Duration kAlarmStands = seconds(65);  // the longest between two of one kind, and some

auditor::ConnectionId id_of(std::uint64_t connection) noexcept {
    return auditor::ConnectionId{connection};
}

auditor::DeltaKind kind_of(const engine::UnderlyingConfig& coin) noexcept {
    if (coin.numeraire == portfolio::Numeraire::Coin) {
        return auditor::DeltaKind::Coin;
    }
    return coin.include_equity ? auditor::DeltaKind::UsdWithEquity : auditor::DeltaKind::Usd;
}

auditor::CoinFacts coin_facts(const RunOptions& options) {
    const engine::UnderlyingConfig& coin = options.engine.underlyings[0];
    const risk::UnderlyingLimits& money = options.engine.limits.underlyings[0];
    auditor::CoinFacts out;
    out.coin = std::string(coin.name.view());
    out.hedge_instrument = std::string(coin.hedge_instrument.view());
    out.delta_kind = kind_of(coin);
    out.band_lower = coin.band.lower.value();
    out.band_target = coin.band.target.value();
    out.band_upper = coin.band.upper.value();
    out.max_order_coins = money.max_order_coins.value();
    out.max_order_contracts = money.max_order_contracts;
    out.max_order_usd = money.max_order_value.value();
    out.price_collar_bp = money.price_collar_bp;
    out.max_hedge_position_coins = money.max_hedge_position.value();
    return out;
}

auditor::LimitFacts limit_facts(const RunOptions& options) {
    const risk::Limits& limits = options.engine.limits;
    auditor::LimitFacts out;
    out.orders_per_second = limits.max_orders_per_second;
    out.orders_per_minute = limits.max_orders_per_minute;
    out.orders_per_day = limits.max_orders_per_day;
    out.credits_per_second = limits.credits_per_second;
    out.credit_burst = limits.credit_burst;
    out.cancel_reserve = limits.cancel_reserve;
    out.quote_age_max = limits.quote_age_max;
    out.index_age_max = limits.index_age_max;
    out.greeks_age_max = limits.greeks_age_max;
    out.position_age_max = limits.position_age_max;
    out.feed_lag_max = limits.feed_lag_max;
    out.disagreement_max = options.engine.reference_disagreement_max;
    return out;
}

auditor::DaemonState state_of(TradingState state) noexcept {
    switch (state) {
        case TradingState::Normal:
            return auditor::DaemonState::Normal;
        case TradingState::Hold:
            return auditor::DaemonState::Hold;
        case TradingState::Reduce:
            return auditor::DaemonState::Reduce;
        case TradingState::Killed:
            return auditor::DaemonState::Killed;
    }
    return auditor::DaemonState::Hold;
}

// In the gateway's words: at its end, and listed only until its fills are in.
bool is_over(std::string_view state) noexcept {
    return state == "filled" || state == "cancelled" || state == "rejected" ||
           state == "never arrived";
}

void fill_coin(const UnderlyingView& coin, auditor::DaemonPicture& out) {
    auditor::CoinSaid said;
    said.coin = std::string(coin.name.view());
    said.net_delta = coin.delta.value();
    said.net_delta_known = coin.legs_excluded == 0 && coin.why != Why::LegUnpriced;
    said.band_lower = coin.band_lower.value();
    said.band_target = coin.target.value();
    said.band_upper = coin.band_upper.value();
    out.coins.push_back(said);
}

void fill_picture(const EngineView& view, auditor::DaemonPicture& out) {
    out.state = state_of(view.state);
    out.reason = std::string(view.state_reason.view());
    if (out.reason.empty()) {
        out.reason = std::string(to_string(view.underlyings[0].why));
    }
    const Why why = view.underlyings[0].why;
    const bool routine = why == Why::InsideBand || why == Why::Hedging ||
                         why == Why::OrderInFlight || why == Why::BelowOneLot;
    out.obstacle = routine ? std::string{} : std::string(to_string(why));
    out.reconciled = view.reconciled;
    out.orders_done = view.orders_done;
    out.epoch = view.epoch;
    out.fills = view.counters.fills;
    out.positions.clear();
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        const PositionView& position = view.positions.at(i);
        out.positions.push_back({std::string(position.instrument.view()), position.size});
    }
    out.orders.clear();
    for (std::uint32_t i = 0; i < view.order_count; ++i) {
        const OrderView& order = view.orders.at(i);
        out.orders.push_back(
            {order.client_id.raw, order.state == "unknown", is_over(order.state.view())});
    }
    out.coins.clear();
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        fill_coin(view.underlyings.at(i), out);
    }
}

}  // namespace

Judge::Judge(const RunOptions& options, const Venue& venue, Trace& trace)
    : options_(options),
      trace_(trace),
      auditor_(venue.exchange(), venue.account()),
      view_(std::make_unique<EngineView>()) {}

void Judge::find(std::string rule, std::string seen, Instant now) {
    trace_.row(now, "VIOLATION", rule, seen);
    if (findings_.empty()) {
        newest_ = trace_.newest();
    }
    if (findings_.size() < kFindingsKept) {
        findings_.push_back({std::move(rule), trace_.rows(), now, std::move(seen)});
    }
}

void Judge::started(const Process& process, Instant now) {
    auditor::RunFacts facts;
    facts.epoch = process.birth().epoch;
    facts.account_tag = kAccountTag;
    facts.state_dir = process.birth().second ? "second" : "first";
    const bool one_host = options_.canary == auditor::Canary::TwoSenders;
    facts.host = process.birth().second && !one_host ? "host-b" : "host-a";
    facts.coins = {coin_facts(options_)};
    facts.limits = limit_facts(options_);
    facts.fence_margin = options_.engine.gateway.fence_margin;
    facts.market_speed = options_.speed;
    facts.require_arm = options_.engine.require_arm;
    facts.journaled = options_.journaled;
    facts.secrets = {kKeySecret};
    auditor_.daemon_started(now, instance_of(process), facts);
    if (process.latch().raised()) {
        auditor_.kill_ordered(now, instance_of(process));
    }
}

void Judge::found(const Process& process, const FoundJournal& journal, Instant now) {
    const std::vector<std::string_view> segments = journal.views();
    auditor_.journal_found(now, instance_of(process), segments, journal.accepted);
}

bool Judge::enough() const noexcept {
    const auto rows = auditor::canaries();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auditor::CanaryRow& each) {
        return each.canary == options_.canary;
    });
    return row == rows.end() ? !findings_.empty() : auditor_.violation_count(row->rule) > 0;
}

void Judge::died(const Process& process, bool clean, Instant now) {
    reconciled_at_.reset();
    auditor_.daemon_died(now, instance_of(process), clean);
}

void Judge::replayed(const Process& process, const ReplayedLife& life, Instant now) {
    for (const ReplayedState& state : life.states) {
        auditor_.replayed(now, instance_of(process), state.sequence, state.live, state.again);
    }
    if (!life.fault.empty()) {
        find("a replay sends what the life sent", life.fault, now);
    }
}

void Judge::operated(const Process& process, OperatorVerb verb, Instant now) {
    switch (verb) {
        case OperatorVerb::Kill:
            auditor_.kill_ordered(now, instance_of(process));
            return;
        case OperatorVerb::Hold:
            auditor_.hold_ordered(now, instance_of(process));
            return;
        case OperatorVerb::Resume:
            auditor_.resume_ordered(now, instance_of(process));
            return;
        case OperatorVerb::Stop:
            auditor_.stop_ordered(now, instance_of(process));
            return;
        case OperatorVerb::Arm:  // that a latch is gone is told when it really is
            auditor_.arm_ordered(now, instance_of(process));
            return;
    }
}

void Judge::latched(const Process& process, bool set, Instant now) {
    set ? auditor_.kill_ordered(now, instance_of(process))
        : auditor_.armed(now, instance_of(process));
}

void Judge::opened(const Process& process, Stream stream, std::uint64_t connection, Instant now) {
    auditor_.connection_opened(
        now, instance_of(process), id_of(connection),
        stream == Stream::Market ? auditor::Stream::Market : auditor::Stream::Account);
}

void Judge::closed(std::uint64_t connection, Instant now) {
    auditor_.connection_closed(now, id_of(connection));
}

void Judge::gone(std::uint64_t connection, Instant now) {
    auditor_.connection_gone(now, id_of(connection));
}

void Judge::frame_left(const Process& /*process*/, std::uint64_t connection, std::string_view frame,
                       Instant now) {
    auditor_.frame_left(now, id_of(connection), frame);
}

void Judge::frame_reached(std::uint64_t connection, std::string_view frame, Instant now) {
    auditor_.frame_reached_exchange(now, id_of(connection), frame);
}

void Judge::frame_arrives(std::uint64_t connection, std::string_view frame, bool damaged,
                          Instant now) {
    auditor_.frame_arrived(now, id_of(connection), frame, damaged);
}

void Judge::says(Process& process, Instant now) {
    process.picture(*view_);
    fill_picture(*view_, picture_);
    picture_.alarm = now - alarm_at_ <= kAlarmStands ? alarm_ : std::string{};
    auditor_.daemon_says(now, instance_of(process), picture_);
    // The second one has a folder of its own and knows nothing of before.
    if (!process.birth().second) {
        follow_reconciled(view_->reconciled && view_->state == TradingState::Normal, now);
        expect_a_word(now);
    }
}

void Judge::follow_reconciled(bool reconciled, Instant now) {
    if (!reconciled) {
        reconciled_at_.reset();
        return;
    }
    // A start reads the trades of a day of the market; what is older cannot be compared.
    const Duration day = Duration{kTradesTold.nanoseconds() / options_.engine.market_speed};
    if (last_reconciled_ && now - *last_reconciled_ > day) {
        moved_ = 0.0;
    }
    reconciled_at_ = reconciled_at_.value_or(now);
    last_reconciled_ = now;
}

// Whether a daemon was there to see it or not: the next one that is whole must know.
void Judge::expect_a_word(Instant now) {
    const bool late = moved_ != 0.0 && reconciled_at_ && now - moved_at_ > kWordAfter &&
                      now - *reconciled_at_ > kWordAfter;
    if (late) {
        find("a position that moves without a trade is told",
             "no alarm said so of " + std::to_string(moved_), now);
        moved_ = 0.0;
    }
}

void Judge::moved(double amount, Instant now) {
    if (amount != 0.0 && last_reconciled_) {
        moved_ += amount;
        moved_at_ = now;
    }
}

void Judge::journal(Process& process, Instant now) {
    if (process.journal() != nullptr) {
        process.journal()->new_bytes(
            [&](std::uint32_t segment, std::size_t offset, std::string_view bytes) {
                auditor_.journal_bytes(now, instance_of(process), segment, offset, bytes);
            });
    }
}

void Judge::noted(const Process& process, const Note& note, Instant now) {
    if (note.severity == Severity::Alarm) {
        alarm_ = "alarm " + std::to_string(static_cast<int>(note.kind)) + " " +
                 std::string(note.text.view());
        alarm_at_ = now;
    }
    if (note.kind == NoteKind::PositionMismatch) {
        moved_ = 0.0;
    }
    if (!note.text.empty()) {
        auditor_.output(now, instance_of(process), note.text.view());
    }
}

void Judge::end_of_event(Instant now) {
    auditor_.end_of_event(now);
    const auto& found = auditor_.violations();
    for (; seen_ < found.size(); ++seen_) {
        const auditor::Violation& one = found[seen_];
        find("rule " + std::to_string(auditor::number_of(one.rule)) + ", " +
                 std::string(auditor::sentence(one.rule)),
             one.seen, now);
    }
}

void Judge::settled(Process* process, Instant now) {
    if (process == nullptr) {
        find("there is a daemon again once the faults are over", "none after the quiet minute",
             now);
    }
}

}  // namespace hedged::simulator
