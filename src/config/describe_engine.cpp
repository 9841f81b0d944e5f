// SPDX-License-Identifier: Apache-2.0
#include "config/binder.hpp"

namespace hedged::config {

namespace {

constexpr Need kDefaulted = Need::Optional;

void describe_orders(Binder& b, gateway::GatewayConfig& gateway) {
    b.duration("expiry_fence", gateway.fence, {0.5, 60}, kDefaulted);
    b.duration("expiry_fence_margin", gateway.fence_margin, {0.001, 10}, kDefaulted);
    b.duration("ack_timeout", gateway.ack_timeout, {0.1, 60}, kDefaulted);
    b.duration("retry_min", gateway.retry_min, {0.01, 60}, kDefaulted);
    b.duration("retry_max", gateway.retry_max, {0.01, 600}, kDefaulted);
    b.duration("approval_age_max", gateway.approval_age_max, {0.001, 1}, kDefaulted);
    if (gateway.retry_max < gateway.retry_min) {
        b.problem("retry_max", "retry_max is shorter than retry_min");
    }
    if (gateway.fence_margin >= gateway.fence) {
        b.problem("expiry_fence_margin", "expiry_fence_margin must be shorter than expiry_fence");
    }
}

}  // namespace

void describe_engine(Binder& b, engine::EngineConfig& engine) {
    b.boolean("require_arm", engine.require_arm, Need::Required);
    double disagreement = engine.reference_disagreement_max * 10'000.0;
    b.basis_points("reference_disagreement_max", disagreement, {1, 1000}, Need::Required);
    engine.reference_disagreement_max = disagreement / 10'000.0;
    b.duration("warm_up", engine.warm_up, {0, 3600}, kDefaulted);
    b.integer("dry_decisions", engine.dry_decisions, {0, 10'000}, kDefaulted);
    b.number("first_order_fraction", engine.first_order_fraction,
             {0.01, 1, "a fraction of limits.max_order_coins"}, kDefaulted);
    b.number("expansion_error_fraction", engine.expansion_error_max, {0.001, 0.5}, kDefaulted);
    b.duration("reprice_every", engine.reprice_every, {0.001, 10}, kDefaulted);
    b.duration("reconcile_every", engine.reconcile_every, {0.1, 600}, kDefaulted);
    b.duration("reconcile_retry", engine.reconcile_retry, {0.05, 60}, kDefaulted);
    b.number("greek_disagreement_max", engine.greek_disagreement_max, {0.0001, 1}, kDefaulted);
    b.boolean("fit_smiles", engine.fit_smiles, kDefaulted);
    b.duration("refit_every", engine.refit_every, {0.1, 600}, kDefaulted);
    b.map("orders", Need::Optional, [&](Binder& inner) { describe_orders(inner, engine.gateway); });
}

void describe_venue(Binder& b, VenueConfig& venue, Mode mode) {
    std::size_t name = 0;
    b.choice("name", name, {"deribit"}, Need::Required);
    const bool paper = mode == Mode::Paper;
    if (paper && b.reading()) {
        venue.tls = false;
    }
    b.text("host", venue.host, paper ? Need::Optional : Need::Required);
    if (!paper && venue.port == 0) {
        venue.port = 443;
    }
    b.integer("port", venue.port, {paper ? 0.0 : 1.0, 65'535}, kDefaulted);
    b.boolean("tls", venue.tls, kDefaulted);
    b.text("ca_file", venue.ca_file, kDefaulted);
    b.map("credentials", paper ? Need::Optional : Need::Required, [&](Binder& inner) {
        inner.text("name", venue.credentials.name, kDefaulted);
        inner.text("file", venue.credentials.file, kDefaulted);
        inner.text("environment_prefix", venue.credentials.environment, kDefaulted);
        if (!inner.given("name") && !inner.given("file") && !inner.given("environment_prefix")) {
            inner.problem("",
                          "say where the exchange key is: name (in the service manager's "
                          "credential folder), file, or environment_prefix");
        }
    });
    b.word("hedge_books", venue.hedge_books, {"none", "incremental", "top_levels"}, kDefaulted);
    b.word("hedge_interval", venue.hedge_interval, {"raw", "100ms", "agg2"}, kDefaulted);
    b.word("option_interval", venue.option_interval, {"raw", "100ms", "agg2"}, kDefaulted);
    b.boolean("whole_chain_marks", venue.whole_chain_marks, kDefaulted);
    b.word("self_trading", venue.modes.self_trading, {"any", "reject_taker", "cancel_maker"},
           kDefaulted);
    b.word("margin_model", venue.modes.margin_model,
           {"any", "segregated_sm", "segregated_pm", "cross_sm", "cross_pm"}, kDefaulted);
    b.duration("heartbeat", venue.heartbeat, {10, 600, "the exchange takes no less than 10 s"},
               kDefaulted);
}

void describe_process(Binder& b, Config& config) {
    b.map("runtime", Need::Optional, [&](Binder& inner) {
        RuntimeConfig& runtime = config.runtime;
        inner.word("layout", runtime.layout, {"auto", "one", "two"}, kDefaulted);
        inner.word("wait", runtime.wait, {"auto", "spin", "yield", "adaptive", "block"},
                   kDefaulted);
        inner.integer("io_core", runtime.io_core, {-1, 1023}, kDefaulted);
        inner.integer("engine_core", runtime.engine_core, {-1, 1023}, kDefaulted);
        inner.boolean("require_pinning", runtime.require_pinning, kDefaulted);
        inner.boolean("lock_memory", runtime.lock_memory, kDefaulted);
        inner.boolean("require_lock_memory", runtime.require_lock_memory, kDefaulted);
        inner.boolean("keep_warm", runtime.keep_warm, kDefaulted);
    });
    b.map("journal", Need::Optional, [&](Binder& inner) {
        JournalConfig& journal = config.journal;
        inner.text("folder", journal.folder, kDefaulted);
        inner.word("sync", journal.sync, {"group", "each"}, kDefaulted);
        inner.duration("sync_every", journal.sync_every, {0.0005, 0.1}, kDefaulted);
        inner.duration("lag_max", journal.lag_max, {0.01, 10}, kDefaulted);
        inner.integer("segment_mb", journal.segment_mb, {1, 1024}, kDefaulted);
        inner.integer("keep_days", journal.keep_days, {1, 3650}, kDefaulted);
        inner.integer("keep_gb", journal.keep_gb, {1, 100'000}, kDefaulted);
        inner.boolean("compress", journal.compress, kDefaulted);
        if (journal.lag_max < journal.sync_every * 5) {
            inner.problem("lag_max", "lag_max must be at least five times sync_every");
        }
    });
    b.map("ops", Need::Optional, [&](Binder& inner) {
        inner.text("control_socket", config.ops.control_socket, kDefaulted);
        const std::vector<std::string> levels{"debug", "info", "warning", "error"};
        std::size_t level = 1;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            level = levels[i] == config.ops.log_level ? i : level;
        }
        inner.choice("log_level", level, levels, kDefaulted);
        config.ops.log_level = levels[level];
        inner.text("log_file", config.ops.log_file, kDefaulted);
    });
    if (config.mode != Mode::Paper) {
        return;
    }
    // With the port of an exchange that runs already, the daemon starts none of its own.
    const Need own = config.venue.port == 0 ? Need::Required : Need::Optional;
    b.map("paper", own, [&](Binder& inner) {
        inner.text("market_data", config.paper.market_data, own);
        inner.text("book", config.paper.book, own);
        inner.whole("seed", config.paper.seed, {0, 9e15}, kDefaulted);
        inner.whole("speed", config.paper.speed, {1, 86'400}, kDefaulted);
    });
}

}  // namespace hedged::config
