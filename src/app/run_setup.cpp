// SPDX-License-Identifier: Apache-2.0
#include "app/run_setup.hpp"

#include "hedged/config/credentials.hpp"
#include "hedged/config/load.hpp"
#include "hedged/runtime/clock.hpp"
#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/journal/text.hpp"
#include "hedged/runtime/run_record.hpp"
#include "hedged/runtime/thread_setup.hpp"

#include "app/command_line.hpp"
#include "app/version.hpp"

#include <sys/random.h>
#include <unistd.h>

namespace hedged::app {

namespace {

using config::Config;
using config::Mode;

Failure failure(int exit_code, std::string text) {
    return {exit_code, std::move(text)};
}

std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    if (::getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed)) {
        seed = static_cast<std::uint64_t>(runtime::wall_now().nanoseconds());
    }
    return seed;
}

// Two state folders must not share one account either, so a second lock is named by it.
std::optional<Failure> take_locks(const Config& config, const runtime::StateDir& state,
                                  Setup& out) {
    std::vector<std::string> paths{state.lock_path()};
    if (config.mode != Mode::Paper && ::access("/run/lock", W_OK) == 0) {
        paths.push_back("/run/lock/hedged-" + config.venue.name + "-" + config.account + ".lock");
    }
    for (const std::string& path : paths) {
        auto lock = runtime::InstanceLock::take(path);
        if (!lock) {
            return failure(lock.error().held ? kExitLocked : kExitConfig, lock.error().text);
        }
        out.locks.push_back(std::move(lock.value()));
    }
    return std::nullopt;
}

std::optional<Failure> load_key(const Config& config, Setup& out) {
    const config::CredentialSource& source = config.venue.credentials;
    const bool none = source.name.empty() && source.file.empty() && source.environment.empty();
    if (config.mode == Mode::Paper && none) {
        out.settings.credentials = {kPaperKey, deribit::Secret(kPaperKey)};
        return std::nullopt;
    }
    auto key = config::load_credentials(source);
    if (!key) {
        return failure(kExitConfig, key.error());
    }
    if (!key.value().warning.empty()) {
        out.log->warning(key.value().warning);
    }
    out.log->info("exchange key: " + key.value().origin);
    out.log->hide(key.value().client_secret.view());
    out.settings.credentials = {key.value().client_id,
                                deribit::Secret(std::string(key.value().client_secret.view()))};
    return std::nullopt;
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return hash;
}

std::string journal_folder(const Config& config, const runtime::StateDir& state) {
    return config.journal.folder.empty() ? state.journal_path() : config.journal.folder;
}

// The latch and the epoch come before anything that could reach the exchange.
std::optional<Failure> recover(const runtime::StateDir& state, bool despite_damage, Setup& out) {
    out.latch = std::make_unique<runtime::KillLatch>(state.latch_path());
    engine::EngineConfig& engine = out.settings.config.engine;
    const std::string journal = journal_folder(out.settings.config, state);
    if (std::string fault =
            runtime::journal::absorb_staged(runtime::journal::kStagingRoot, journal);
        !fault.empty()) {
        return failure(kExitDisk, "journal: " + fault);
    }
    const auto left = runtime::inherit(journal, runtime::wall_now(), despite_damage);
    if (!left) {
        return failure(kExitConfig, "journal: " + left.error() +
                                        "; see hedged journal verify. To go on with what stands "
                                        "before the damage: hedged run --recover");
    }
    if (!left.value().remark.empty()) {
        out.log->warning("journal: " + left.value().remark);
    }
    const runtime::TakenOver taken = runtime::take_over(left.value().carried, *out.latch, engine);
    if (out.settings.config.mode == config::Mode::Paper) {
        engine.carried_positions = {};  // its exchange opens a new account each time
    }
    if (taken.killed) {
        out.log->warning("the kill latch stands, set by " + std::string(engine.killed_by.view()) +
                         ": " + std::string(engine.killed_why.view()) +
                         "; nothing is traded until: hedgectl arm --name NAME --reason WHY");
    }
    if (!taken.fault.empty()) {
        out.log->error((taken.killed ? "ALARM the kill stands in the journal alone: "
                                     : "ALARM a kill might not outlive a full disk: ") +
                       taken.fault);
    }
    for (const engine::CarriedOrder& order : engine.carried_orders) {
        out.log->warning("order " + runtime::journal::text_of(order.id) + " in " +
                         std::string(order.instrument.view()) +
                         " of an earlier run has no end on record; the exchange is asked");
    }
    runtime::StateDir folder = state;
    const auto epoch = folder.next_epoch(left.value().last_epoch);
    if (!epoch) {
        return failure(kExitConfig, epoch.error());
    }
    engine.gateway.epoch = epoch.value();
    return std::nullopt;
}

// What the engine will be told before its first event, safe on the disk before the network is.
std::optional<Failure> open_journal(const runtime::StateDir& state, Setup& out) {
    const Config& config = out.settings.config;
    runtime::journal::JournalSettings settings;
    settings.folder = journal_folder(config, state);
    settings.segment_bytes = static_cast<std::size_t>(config.journal.segment_mb) << 20U;
    settings.sync_every = config.journal.sync_every;
    settings.compress = config.journal.compress;
    settings.keep_days = config.journal.keep_days;
    settings.keep_gb = config.journal.keep_gb;
    settings.identity = {config.engine.gateway.epoch, hash_of(config.account), hash_of(kVersion),
                         config::config_hash(config)};
    auto journal =
        runtime::journal::Journal::open(settings, runtime::monotonic_now, runtime::wall_now);
    if (!journal) {
        return failure(kExitDisk, "journal: " + journal.error());
    }
    out.journal = std::move(journal.value());
    const auto record = runtime::pack(runtime::RunRecord{kVersion, config.file, config});
    runtime::journal::Writer& writer = out.journal->writer();
    if (!writer.record(runtime::journal::RecordType::Start, record) || !writer.sync_now()) {
        return failure(kExitDisk, "journal: the start could not be recorded in " + settings.folder +
                                      " " + std::string(writer.failure_text()));
    }
    out.log->info("journal: " + settings.folder);
    if (!out.journal->staging_fault().empty()) {
        out.log->warning("journal: " +
                         (runtime::journal::kUnstaged + out.journal->staging_fault()));
    }
    return std::nullopt;
}

std::optional<Failure> settle_machine(Setup& out) {
    const config::RuntimeConfig& wanted = out.settings.config.runtime;
    const runtime::ClockReport clock = runtime::calibrate_clock();
    out.log->info(clock.source == runtime::ClockSource::Tsc
                      ? "clock: the processor's counter"
                      : "clock: the kernel's; " + std::string(clock.reason));
    if (const runtime::Granted dumps = runtime::forbid_dumps(); !dumps.ok) {
        out.log->warning(dumps.text);
    }
    auto plan = runtime::plan_layout(wanted, runtime::describe_machine());
    if (!plan) {
        return failure(kExitConfig, "runtime: " + plan.error());
    }
    out.settings.plan = plan.value();
    out.log->info("layout: " + plan.value().reason);
    if (wanted.lock_memory) {
        const runtime::Granted locked = runtime::lock_memory();
        if (!locked.ok && wanted.require_lock_memory) {
            return failure(kExitConfig, locked.text);
        }
        locked.ok ? out.log->info(locked.text) : out.log->warning(locked.text);
    }
    return std::nullopt;
}

std::optional<Failure> find_exchange(Setup& out) {
    const Config& config = out.settings.config;
    transport::Endpoint& endpoint = out.settings.endpoint;
    endpoint.host = config.venue.host.empty() ? "127.0.0.1" : config.venue.host;
    endpoint.port = config.venue.port;
    endpoint.target = "/ws/api/v2";
    endpoint.tls = config.venue.tls;
    endpoint.ca_file = config.venue.ca_file;
    if (config.mode == Mode::Paper && config.venue.port == 0) {
        auto exchange = start_paper_exchange(config);
        if (!exchange) {
            return failure(kExitUnavailable, exchange.error());
        }
        endpoint.port = exchange.value().port;
        out.log->info("paper exchange: port " + std::to_string(endpoint.port) + ", market time x" +
                      std::to_string(config.paper.speed));
        out.exchange.emplace(std::move(exchange.value()));
    }
    return std::nullopt;
}

}  // namespace

Result<Setup, Failure> set_up(const RunOptions& options) {
    Setup out;
    out.settings.config = options.config;
    out.settings.seed = random_seed();
    const Config& config = options.config;
    ops::LogSettings logging{config.ops.log_level, config.ops.log_file, !options.quiet, {}};
    if (options.watch && ::isatty(STDOUT_FILENO) == 1) {
        out.panel = std::make_unique<ops::TerminalPanel>(STDOUT_FILENO);
    }
    if (out.panel && ::isatty(STDERR_FILENO) == 1) {
        logging.console_writer = [panel = out.panel.get()](std::string_view line) {
            panel->above(line);
        };
    }
    auto log = ops::Log::open(logging);
    if (!log) {
        return failure(kExitConfig, log.error());
    }
    out.log = std::move(log.value());
    const auto state = runtime::StateDir::open(config.state_dir);
    if (!state) {
        return failure(kExitConfig, state.error());
    }
    out.control_socket = config.ops.control_socket.empty() ? state.value().control_path()
                                                           : config.ops.control_socket;
    if (auto fault = take_locks(config, state.value(), out)) {
        return *fault;
    }
    if (auto fault = load_key(config, out)) {
        return *fault;
    }
    if (auto fault = settle_machine(out)) {
        return *fault;
    }
    if (auto fault = recover(state.value(), options.recover, out)) {
        return *fault;
    }
    if (const auto fault = engine::carried_problem(out.settings.config.engine); !fault.empty()) {
        return failure(kExitConfig, config.state_dir + ": " + std::string(fault));
    }
    if (auto fault = open_journal(state.value(), out)) {
        return *fault;
    }
    out.log->info("account " + config.account + ", epoch " +
                  std::to_string(out.settings.config.engine.gateway.epoch) + ", configuration " +
                  config.file + " (" + config::hash_text(config::config_hash(config)) + ")");
    if (auto fault = find_exchange(out)) {
        return *fault;
    }
    return out;
}

}  // namespace hedged::app
