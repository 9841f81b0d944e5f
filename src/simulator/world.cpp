// SPDX-License-Identifier: Apache-2.0
#include "simulator/world.hpp"

#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/state_dir.hpp"

#include <algorithm>
#include <ctime>

namespace hedged::simulator {
namespace {

constexpr Duration kStartRetry = seconds(5);
constexpr Duration kOperatorPace = seconds(5);
constexpr Duration kListenPace = milliseconds(500);

VirtualClock clock_of(const RunOptions& options) {
    VirtualClock clock;
    clock.market_origin = options.exchange.start;
    clock.speed = options.speed;
    clock.wall_error = options.wall_error;
    return clock;
}

double cpu_seconds() {
    timespec now{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

World::World(const RunOptions& options, Trace& trace)
    : options_(options),
      trace_(trace),
      restarts_(options.canary),
      clock_(clock_of(options)),
      scope_(clock_),
      random_(options.seed ^ 0x30D1DULL),
      network_({options.latency_min, options.latency_max}, options.seed ^ 0x4E7ULL),
      venue_(options, clock_, network_),
      wire_(options.seed ^ 0x317EULL),
      judge_(options, venue_, trace) {
    second_.second = true;
    (void)first_.disk.write(Process::kEpochPath, std::to_string(kFirstEpoch) + "\n");
    injector_ =
        std::make_unique<Injector>(options, venue_, network_, first_.disk, clock_, wire_, *this);
    exchange_due_ = clock_.now;
    operator_due_ = clock_.now + seconds(20);
    first_.restart_at = clock_.now;
    result_.seed = options.seed;
}

World::~World() = default;

RunResult World::run(std::uint64_t events_max) {
    const double began = cpu_seconds();
    if (!venue_.fault().empty()) {
        judge_.find("the drawn book can be opened", venue_.fault(), clock_.now);
    }
    const Instant faults_end = clock_.origin + options_.faulty;
    const Instant end = faults_end + options_.quiet;
    while (clock_.now < end && !judge_.enough() &&
           (events_max == 0 || trace_.rows() < events_max)) {
        clock_.now = std::max(clock_.now, std::min(next_due(), quiet_ ? end : faults_end));
        if (!quiet_ && clock_.now >= faults_end) {
            begin_quiet();
        }
        step();
    }
    if (quiet_ && clock_.now >= end) {
        judge_.settled(first_.process.get(), clock_.now);
    }
    end_run(result_);
    result_.cpu_seconds = cpu_seconds() - began;
    return std::move(result_);
}

Instant World::next_due() const {
    Instant due = std::min({network_.next_due(), exchange_due_, operator_due_, second_ends_,
                            injector_->next_due(), first_.restart_at, second_.restart_at});
    for (const Berth* const berth : {&first_, &second_}) {
        if (berth->process) {
            due = std::min(due, berth->process->next_due());
        }
    }
    return due;
}

void World::step() {
    const Instant now = clock_.now;
    Parcel parcel;
    if (network_.take(now, parcel)) {
        deliver(parcel);
    }
    turn_processes();
    if (now >= exchange_due_) {
        exchange_due_ = now + options_.exchange_step;
        venue_.advance();
    }
    if (now >= injector_->next_due()) {
        injector_->turn();
    }
    if (now >= operator_due_) {
        operate(now);
    }
    if (now >= second_ends_) {
        second_ends_ = kNever;
        second_.restart_at = kNever;
        if (second_.process) {
            random_.below(2) == 0 ? second_.process->begin_stop()
                                  : die(second_, Death::Crash, "the second daemon is killed");
        }
    }
    for (Berth* const berth : {&first_, &second_}) {
        if (now >= berth->restart_at) {
            start(*berth);
        }
        if (berth->process && berth->process->stopped()) {
            die(*berth, Death::Clean, "stopped as asked");
        }
    }
    if (restarts_.journals_late() && first_.process) {
        judge_.journal(*first_.process, now);
    }
    listen();
    judge_.end_of_event(now);
}

double World::hedge_position() const {
    const exchange::Instrument* const hedge =
        venue_.exchange().find(options_.engine.underlyings[0].hedge_instrument.view());
    return hedge == nullptr ? 0.0 : venue_.exchange().position(venue_.account(), hedge->id).size;
}

void World::turned(Process& process) {
    if (!restarts_.journals_late()) {
        judge_.journal(process, clock_.now);
    }
    look_at_latch(first_.process.get() == &process ? first_ : second_);
}

// The latch is told of when it is really set or really gone.
void World::look_at_latch(Berth& berth) {
    if (berth.process && berth.process->latch().raised() != berth.latched) {
        berth.latched = !berth.latched;
        trace_.row(clock_.now, "process", berth.latched ? "the latch is set" : "the latch is gone");
        judge_.latched(*berth.process, berth.latched, clock_.now);
    }
}

// A few times a second, when the daemon has worked off what it was handed.
void World::listen() {
    if (clock_.now < listen_due_) {
        return;
    }
    listen_due_ = clock_.now + kListenPace;
    for (Berth* const berth : {&first_, &second_}) {
        if (berth->process && berth->process->idle()) {
            judge_.says(*berth->process, clock_.now);
        }
    }
}

void World::deliver(Parcel& parcel) {
    if (parcel.toward == Toward::Exchange) {
        trace_.mix(parcel.bytes);
        if (parcel.kind == ParcelKind::Frame) {
            trace_.row(clock_.now, "->exch", "frame", parcel.bytes);
        }
        venue_.arrived(parcel);
        if (parcel.kind == ParcelKind::Frame) {
            judge_.frame_reached(parcel.connection, parcel.bytes, clock_.now);
        } else if (parcel.kind == ParcelKind::Closed) {
            judge_.gone(parcel.connection, clock_.now);
        }
        return;
    }
    Process* owner = nullptr;
    for (Berth* const berth : {&first_, &second_}) {
        if (berth->process && berth->process->owns(parcel.connection)) {
            owner = berth->process.get();
        }
    }
    if (owner == nullptr) {
        if (parcel.kind == ParcelKind::Closed) {
            network_.forget(parcel.connection);
        }
        return;
    }
    if (parcel.kind == ParcelKind::Frame && owner->throws_away(parcel.bytes)) {
        return;
    }
    bool twice = false;
    if (parcel.kind == ParcelKind::Frame) {
        twice = wire_.spoil(parcel.bytes, clock_.now);
        trace_.row(
            clock_.now,
            parcel.connection == owner->connection(Stream::Market) ? "market->" : "account->", "",
            parcel.bytes);
    }
    trace_.mix(parcel.bytes);
    for (int copies = twice ? 2 : 1; copies > 0; --copies) {
        if (parcel.kind == ParcelKind::Frame) {
            judge_.frame_arrives(parcel.connection, parcel.bytes, wire_.damaged(), clock_.now);
        }
        owner->arrived(parcel);
    }
    if (parcel.kind == ParcelKind::Closed || parcel.kind == ParcelKind::Refused) {
        network_.forget(parcel.connection);
    }
}

void World::turn_processes() {
    for (Berth* const berth : {&first_, &second_}) {
        if (berth->process && berth->process->next_due() <= clock_.now && !berth->process->turn()) {
            die(*berth, Death::Crash, "died at its point");
        }
    }
}

void World::start(Berth& berth) {
    berth.restart_at = kNever;
    const auto fail = [&](const std::string& why) {
        trace_.row(clock_.now, "process", "cannot start:", why);
        berth.restart_at = clock_.now + kStartRetry;
    };
    const SegmentShelf& shelf = berth.disk.segments;
    const auto left = runtime::inherit(
        shelf.runs(),
        [&](const runtime::journal::SegmentFile& file) {
            return shelf.load(static_cast<std::uint32_t>(std::stoul(file.path)), file.segment);
        },
        clock_.wall(), false);
    if (!left) {
        judge_.find("a start can read what earlier lives have written", left.error(), clock_.now);
        return fail(left.error());
    }
    const auto epoch =
        runtime::next_epoch(berth.disk, Process::kEpochPath, left.value().last_epoch);
    if (!epoch) {
        return fail(epoch.error());
    }
    Process::Birth birth{++lives_,     epoch.value(),           random_.next(),
                         berth.second, restarts_.stale_hedge(), left.value().carried};
    restarts_.inherit(birth.carried);
    birth.carried.positions.judged = false;  // by the run that begins
    restarts_.life_began(hedge_position());
    auto found = find_journal(shelf);
    trace_.row(clock_.now, "process", "starts, epoch", std::to_string(epoch.value()));
    ++result_.starts;
    std::unique_ptr<VirtualJournal> journal;
    if (options_.journaled) {
        auto opened = VirtualJournal::open(berth.disk.segments, birth.epoch, options_.sync_every,
                                           birth.carried);
        if (!opened) {
            return fail(opened.error());
        }
        journal = std::move(opened.value());
    }
    berth.process =
        std::make_unique<Process>(options_, birth, network_, berth.disk, std::move(journal), *this);
    berth.latched = berth.process->latch().raised();
    judge_.started(*berth.process, clock_.now);
    if (found) {
        restarts_.spoil(*found);
        judge_.found(*berth.process, *found, clock_.now);
    }
    berth.process->start();
}

// Some lives are enough: each costs its engine's time once more.
void World::replay(const Berth& berth) {
    constexpr std::uint32_t kOneIn = 4;
    Process& process = *berth.process;
    const std::uint32_t epoch = process.config().gateway.epoch;
    if (process.journal() == nullptr || options_.canary != auditor::Canary::None ||
        epoch % kOneIn != 0) {
        return;
    }
    if (const auto life = replay_life(berth.disk.segments, epoch, process.config())) {
        judge_.replayed(process, *life, clock_.now);
    }
}

void World::die(Berth& berth, Death death, std::string_view how) {
    const bool power = death == Death::Power;
    trace_.row(clock_.now, "process", "ends:", how);
    result_.deaths += death == Death::Clean ? 0U : 1U;
    judge_.died(*berth.process, death == Death::Clean, clock_.now);
    replay(berth);
    restarts_.life_ended(death != Death::Clean);
    for (const Stream stream : {Stream::Market, Stream::Account}) {
        const std::uint64_t connection = berth.process->connection(stream);
        if (power) {
            network_.silence(connection);
        } else {
            network_.send(clock_.now, connection, Toward::Exchange, ParcelKind::Closed);
        }
    }
    if (berth.process->journal() != nullptr && death == Death::Clean) {
        berth.process->journal()->close_clean();
    }
    berth.process.reset();
    if (power) {
        berth.disk.lose_power();
    }
    if (!berth.second) {
        berth.restart_at =
            clock_.now +
            milliseconds(static_cast<std::int64_t>(200 + random_.below(power ? 60'000 : 8'000)));
    }
}

// Somebody looks at the screen now and then. Once the faults are over he puts things right.
void World::operate(Instant now) {
    operator_due_ = now + kOperatorPace;
    Process* const process = first_.process.get();
    if (!quiet_ || process == nullptr || process->stopping()) {
        return;
    }
    const EngineView* const view = process->view();
    if (view != nullptr && (view->state == TradingState::Killed || !view->armed)) {
        process->operate(OperatorVerb::Arm, "ann", "the faults are over");
    }
    process->operate(OperatorVerb::Resume, "ann", "the faults are over");
}

void World::begin_quiet() {
    quiet_ = true;
    trace_.row(clock_.now, "fault", "all faults end here");
    injector_->end_all();
    judge_.faults_over(clock_.now);
    for (const std::uint64_t connection : network_.connections()) {
        if (network_.silent(connection)) {
            network_.tell(clock_.now, connection, Toward::Daemon, ParcelKind::Closed, "reset");
            network_.tell(clock_.now, connection, Toward::Exchange, ParcelKind::Closed, "reset");
        }
    }
    if (second_.process) {
        die(second_, Death::Crash, "the second daemon is killed");
    }
    second_.restart_at = kNever;
    second_ends_ = kNever;
    if (first_.process) {
        first_.process->die_at(DeathPoint::None);
    } else {
        first_.restart_at = clock_.now;
    }
    operator_due_ = clock_.now;
}

void World::end_run(RunResult& out) {
    out.simulated = clock_.now - clock_.origin;
    out.events = trace_.rows();
    exchange::TradeFilter filter;
    filter.count = 100'000;
    out.fills = venue_.exchange().user_trades(venue_.account(), filter).size();
    trace_.mix(venue_.exchange().event_hash());
    out.hash = trace_.hash();
    out.findings = judge_.findings();
    out.newest_events = judge_.take_newest();
    const EngineView* const view = first_.process ? first_.process->view() : nullptr;
    if (view == nullptr) {
        out.ended = "no daemon";
    } else {
        out.ended = std::string(to_string(view->state)) + ", " +
                    std::string(to_string(view->underlyings[0].why));
    }
}

}  // namespace hedged::simulator
