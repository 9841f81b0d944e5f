// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/instrument_download.hpp"

#include <algorithm>
#include <bit>

namespace hedged::deribit {

namespace {

class Fingerprint {
public:
    void add(std::uint64_t word) noexcept { hash_ = (hash_ ^ word) * 0x100000001b3ULL; }
    void add(double number) noexcept { add(std::bit_cast<std::uint64_t>(number)); }
    void add(DecimalStep step) noexcept {
        add(static_cast<std::uint64_t>(step.mantissa));
        add(static_cast<std::uint64_t>(step.exponent));
    }
    // Never 0, which stands for "not told yet".
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_ | 1U; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// The name and the index cannot change; everything else may.
std::uint64_t fingerprint(const InstrumentSpec& spec) noexcept {
    Fingerprint print;
    print.add(static_cast<std::uint64_t>(spec.kind));
    print.add(static_cast<std::uint64_t>(spec.state));
    print.add(static_cast<std::uint64_t>(spec.payoff));
    print.add(static_cast<std::uint64_t>(spec.amount_unit));
    print.add(spec.tick);
    for (const TickStep& step : spec.tick_steps) {
        print.add(step.above_price);
        print.add(step.tick);
    }
    print.add(spec.lot);
    print.add(spec.minimum_amount);
    print.add(spec.contract_size);
    print.add(spec.strike.value());
    print.add(static_cast<std::uint64_t>(spec.expiry.nanoseconds()));
    print.add(spec.maker_fee);
    print.add(spec.taker_fee);
    return print.value();
}

}  // namespace

InstrumentDownload::InstrumentDownload(Connection& connection, InstrumentTable& table,
                                       InstrumentRefresh& refresh, Duration interval,
                                       BackoffConfig retry)
    : connection_(connection),
      table_(table),
      refresh_(refresh),
      lists_(1.0 / interval.seconds(), 1.0),
      retry_(retry),
      fingerprints_(table.capacity(), 0) {}

void InstrumentDownload::mark(std::uint32_t generation, SnapshotPhase phase, Instant now) noexcept {
    connection_.sink().emit(
        SnapshotMark{Stamp{now, {}}, SnapshotKind::Instruments, phase, generation});
}

void InstrumentDownload::request(std::uint32_t generation, Instant now) noexcept {
    if (!connection_.logged_in() || !asked_.push_back(generation)) {
        mark(generation, SnapshotPhase::Failed, now);
    }
}

void InstrumentDownload::reset(Instant now) noexcept {
    if (under_way_) {
        finish(SnapshotPhase::Failed, now);
    }
    for (std::uint32_t const generation : asked_) {
        mark(generation, SnapshotPhase::Failed, now);
    }
    asked_.clear();
    not_before_ = now;
    (void)refresh_.ask();
}

void InstrumentDownload::begin(Instant now) noexcept {
    under_way_ = true;
    currency_ = 0;
    target_ = refresh_.wanted;
    running_ = asked_;
    asked_.clear();
    if (running_.empty()) {
        (void)running_.push_back(0);
    }
    for (std::uint32_t const generation : running_) {
        mark(generation, SnapshotPhase::Begin, now);
    }
}

void InstrumentDownload::finish(SnapshotPhase phase, Instant now) noexcept {
    under_way_ = false;
    in_flight_ = false;
    for (std::uint32_t const generation : running_) {
        mark(generation, phase, now);
    }
    running_.clear();
    if (phase == SnapshotPhase::Complete) {
        refresh_.completed = target_;
        completed_at_ = now;
        retry_.reset();
    } else {
        not_before_ = now + retry_.draw(connection_.random());
    }
}

void InstrumentDownload::advance(Instant now) noexcept {
    if (!connection_.logged_in() || in_flight_ || now < not_before_ || !(under_way_ || wanted()) ||
        now < lists_.ready_at() || !connection_.take_request(now)) {
        return;
    }
    if (!under_way_) {
        begin(now);
    }
    PendingRequest* const request = connection_.ask(Request::Instruments, Purpose::Instruments, now,
                                                    connection_.config().request_patience);
    if (request == nullptr) {
        return;
    }
    (void)lists_.take(now);
    request->context = currency_;
    auto const& underlying = table_.underlying_at(UnderlyingIndex{currency_});
    in_flight_ = connection_.send(
        *request,
        encode_get_instruments(connection_.buffer(), request->id, underlying.currency.view(), ""),
        now);
    connection_.counters().instrument_lists += in_flight_ ? 1U : 0U;
}

void InstrumentDownload::on_answer(const PendingRequest& request, bool usable,
                                   Instant now) noexcept {
    if (request.overdue && usable) {
        emit_changed();  // late, but true; the run it belonged to has failed already
        return;
    }
    if (!under_way_ || request.context != currency_) {
        return;
    }
    in_flight_ = false;
    if (!usable) {
        finish(SnapshotPhase::Failed, now);
        return;
    }
    emit_changed();
    ++currency_;
    if (currency_ == table_.underlying_count()) {
        finish(SnapshotPhase::Complete, now);
    }
}

void InstrumentDownload::emit_changed() noexcept {
    DecodedFrame const& decoded = connection_.decoded();
    connection_.counters().unreadable_definitions += decoded.unplaced.size();
    for (const Event& event : decoded.events) {
        auto const* const definition = std::get_if<InstrumentDefinition>(&event);
        if (definition == nullptr) {
            continue;
        }
        std::uint64_t const print = fingerprint(definition->spec);
        std::uint64_t& told = fingerprints_[definition->spec.index.raw];
        if (told != print) {
            told = print;
            connection_.sink().emit(event);
        }
    }
}

Instant InstrumentDownload::next_deadline() const noexcept {
    if (in_flight_ || !(under_way_ || wanted())) {
        return kNever;
    }
    return std::max({not_before_, lists_.ready_at(), connection_.request_at()});
}

}  // namespace hedged::deribit
