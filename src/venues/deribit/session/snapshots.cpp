// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/snapshots.hpp"

#include <algorithm>

namespace hedged::deribit {

namespace {

// The longest that the exchange may keep a report between receiving the question and answering it:
// a fill of meanwhile could be in it or not.
constexpr Duration kHeldMax = milliseconds(250);

Request request_for(SnapshotKind kind) noexcept {
    switch (kind) {
        case SnapshotKind::OpenOrders:
            return Request::OpenOrders;
        case SnapshotKind::Positions:
            return Request::Positions;
        case SnapshotKind::Account:
            return Request::AccountSummary;
        case SnapshotKind::Trades:
            return Request::UserTradesByCurrency;
        case SnapshotKind::Instruments:
            break;
    }
    return Request::Unknown;
}

}  // namespace

bool is_risk(const Unplaced& item) noexcept {
    return item.client_id.ours() || (item.item == UnplacedItem::Position && item.amount != 0.0);
}

bool Snapshots::request(SnapshotKind kind, std::uint32_t generation, Instant now) noexcept {
    auto* const free = std::ranges::find_if(runs_, [](const Run& run) { return !run.active; });
    if (!connection_.logged_in() || free == runs_.end() || request_for(kind) == Request::Unknown) {
        mark(Run{.kind = kind, .generation = generation, .pages = {}, .as_of = {}},
             SnapshotPhase::Failed, now);
        ++connection_.counters().snapshots_failed;
        return false;
    }
    *free = Run{.active = true, .kind = kind, .generation = generation, .pages = {}, .as_of = {}};
    open_pages(*free, now);
    free->as_of = kind == SnapshotKind::Trades ? free->pages.from() : WallTime{};
    mark(*free, SnapshotPhase::Begin, now);
    return true;
}

void Snapshots::open_pages(Run& run, Instant now) noexcept {
    run.pages.begin(connection_.exchange_at(now), config_.trades_lookback);
}

void Snapshots::advance(Instant now) noexcept {
    for (std::uint32_t slot = 0; slot < kRunsMax; ++slot) {
        Run& run = runs_[slot];
        if (run.active && !run.in_flight && !ask(run, slot, now)) {
            return;
        }
    }
}

bool Snapshots::ask(Run& run, std::uint32_t slot, Instant now) noexcept {
    if (!connection_.logged_in() || !connection_.take_request(now)) {
        return false;
    }
    PendingRequest* const request = connection_.ask(request_for(run.kind), Purpose::Snapshot, now,
                                                    connection_.config().request_patience);
    if (request == nullptr) {
        return false;
    }
    request->context = slot;
    run.in_flight = connection_.send(*request, encode(run, request->id), now);
    return run.in_flight;
}

std::string_view Snapshots::encode(const Run& run, RequestId id) noexcept {
    std::string_view const currency =
        table_.underlying_at(UnderlyingIndex{run.currency}).currency.view();
    Buffer const out = connection_.buffer();
    switch (run.kind) {
        case SnapshotKind::OpenOrders:
            return encode_get_open_orders(out, id, currency);
        case SnapshotKind::Positions:
            return encode_get_positions(out, id, currency);
        case SnapshotKind::Account:
            return encode_get_account_summary(out, id, currency);
        case SnapshotKind::Trades:
            return encode_get_user_trades(out, id, currency, run.pages.from(), run.pages.to(),
                                          config_.trades_per_page);
        case SnapshotKind::Instruments:
            break;
    }
    return {};
}

std::optional<SnapshotEnd> Snapshots::on_answer(const PendingRequest& request, bool usable,
                                                Instant now) noexcept {
    Run& run = runs_[request.context];
    if (!run.active || !run.in_flight) {
        return std::nullopt;
    }
    run.in_flight = false;
    // Of which of the moments in between a report speaks that was kept for long, nobody can tell.
    RpcReply const& reply = connection_.decoded().reply;
    bool const held = usable && reply.exchange_received != WallTime{} &&
                      reply.exchange_sent - reply.exchange_received > kHeldMax;
    if (!usable || held) {
        return finish(run, SnapshotPhase::Failed, now);
    }
    run.as_of = run.kind == SnapshotKind::Trades ? run.as_of : reply.exchange_sent;
    DecodedFrame const& decoded = connection_.decoded();
    for (const Event& event : decoded.events) {
        connection_.sink().emit(event);
    }
    if (std::ranges::any_of(decoded.unplaced, is_risk)) {
        SnapshotEnd end = finish(run, SnapshotPhase::Failed, now);
        end.unplaced_risk = true;
        return end;
    }
    PageVerdict const page = run.kind == SnapshotKind::Trades
                                 ? run.pages.take(decoded, config_.trade_pages_max)
                                 : PageVerdict::Whole;
    if (page == PageVerdict::Short ||
        (run.kind != SnapshotKind::Trades && decoded.reply.has_more)) {
        return finish(run, SnapshotPhase::Failed, now);
    }
    if (page == PageVerdict::More) {
        return std::nullopt;
    }
    ++run.currency;
    if (run.currency == table_.underlying_count()) {
        return finish(run, SnapshotPhase::Complete, now);
    }
    open_pages(run, now);
    return std::nullopt;
}

SnapshotEnd Snapshots::finish(Run& run, SnapshotPhase phase, Instant now) noexcept {
    run.active = false;
    connection_.counters().snapshots_failed += phase == SnapshotPhase::Failed ? 1U : 0U;
    mark(run, phase, now);
    return SnapshotEnd{run.kind, run.generation, phase, false};
}

void Snapshots::mark(const Run& run, SnapshotPhase phase, Instant now) const noexcept {
    connection_.sink().emit(SnapshotMark{Stamp{now, run.as_of}, run.kind, phase, run.generation});
}

void Snapshots::reset(Instant now) noexcept {
    for (Run& run : runs_) {
        if (run.active) {
            (void)finish(run, SnapshotPhase::Failed, now);
        }
    }
}

Instant Snapshots::next_deadline() const noexcept {
    bool const waiting =
        std::ranges::any_of(runs_, [](const Run& run) { return run.active && !run.in_flight; });
    return waiting ? connection_.request_at() : kNever;
}

}  // namespace hedged::deribit
