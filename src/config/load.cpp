// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/load.hpp"

#include "config/binder.hpp"
#include "config/file_text.hpp"
#include "config/guard.hpp"

#include <algorithm>

namespace hedged::config {

namespace {

// Four characters of the order label; capital letters would not survive the exchange's search.
bool is_account_tag(const std::string& text) {
    return text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
           });
}

void describe_underlyings(Binder& b, engine::EngineConfig& engine) {
    std::size_t count = engine.underlyings.size();
    if (b.reading()) {
        engine.underlyings.clear();
    }
    b.list("underlyings", count, [&](Binder& entry, std::size_t number) {
        if (!entry.reading()) {
            describe_underlying(entry, engine.underlyings[number],
                                engine.limits.underlyings[number]);
            return;
        }
        engine::UnderlyingConfig underlying;
        risk::UnderlyingLimits limits;
        describe_underlying(entry, underlying, limits);
        for (const engine::UnderlyingConfig& other : engine.underlyings) {
            if (other.name == underlying.name) {
                entry.problem("name",
                              "'" + std::string(underlying.name.view()) + "' is listed twice");
            }
        }
        if (!engine.underlyings.push_back(underlying)) {
            entry.problem("", "at most " + std::to_string(kUnderlyingsMax) +
                                  " underlyings fit in one daemon");
            return;
        }
        engine.limits.underlyings[number] = limits;
        engine.limits.underlying_count = static_cast<std::uint32_t>(number + 1);
    });
}

// What the limits' own owner finds wrong, such as two limits that contradict each other.
void check_limits(Binder& b, const risk::Limits& limits, bool complete) {
    if (!complete) {
        return;
    }
    for (const risk::LimitViolation& violation : risk::validate(limits)) {
        b.problem("limits",
                  "limit " + std::string(violation.name) + ": " + std::string(violation.what));
    }
}

// A quiet account proves its position by reconciling; doing so more rarely than the position may be
// old would hold trading again and again.
void check_reconcile_pace(Binder& b, const engine::EngineConfig& engine) {
    if (engine.reconcile_every * 2 > engine.limits.position_age_max) {
        b.problem("engine",
                  "reconcile_every must be at most half of limits.position_age_max, or a quiet "
                  "account would count as stale between two reconciliations");
    }
}

// A smile may rest on marks of half that age; the other half is for the next fit.
void check_refit_pace(Binder& b, const engine::EngineConfig& engine) {
    if (engine.fit_smiles && engine.refit_every * 2 > engine.limits.greeks_age_max) {
        b.problem("engine",
                  "refit_every must be at most half of limits.greeks_age_max, or a smile would be "
                  "too old before the next is fitted");
    }
}

gateway::RateLimits rates_of(const risk::Limits& limits) {
    gateway::RateLimits rates;
    rates.orders_per_second = limits.max_orders_per_second;
    rates.orders_per_minute = limits.max_orders_per_minute;
    rates.orders_per_day = limits.max_orders_per_day;
    rates.credits_per_second = limits.credits_per_second;
    rates.credit_burst = limits.credit_burst;
    rates.cancel_reserve = limits.cancel_reserve;
    return rates;
}

}  // namespace

void describe(Binder& b, Config& config) {
    b.word("mode", config.mode, {"paper", "testnet", "live"}, Need::Required);
    b.text("account", config.account, Need::Required);
    b.text("confirm_live_account", config.confirm_live_account, Need::Optional);
    b.text("state_dir", config.state_dir, Need::Required);
    if (b.given("account") && !is_account_tag(config.account)) {
        b.problem("account",
                  "'account' is four characters 0-9 a-z, your own name for this "
                  "account; it marks every order");
    }
    b.map("venue", Need::Required,
          [&](Binder& venue) { describe_venue(venue, config.venue, config.mode); });
    describe_underlyings(b, config.engine);
    b.map("limits", Need::Required,
          [&](Binder& limits) { describe_limits(limits, config.engine.limits); });
    b.map("engine", Need::Required,
          [&](Binder& engine) { describe_engine(engine, config.engine); });
    if (b.given("limits") && b.given("engine")) {
        check_reconcile_pace(b, config.engine);
        check_refit_pace(b, config.engine);
    }
    describe_process(b, config);
    if (b.given("mode") && b.given("venue")) {
        guard_environment(b, config);
    }
}

Result<Config, Problems> load_text(std::string_view yaml, const std::string& file) {
    Problems problems;
    const Node root = parse_document(yaml, file, problems);
    if (problems.empty() && root.kind != Node::Kind::Map) {
        problems.push_back({file, {}, "is empty or not a map of keys and values"});
    }
    if (!problems.empty()) {
        return problems;
    }
    Config config;
    config.file = file;
    {
        MapReader reader(root, "", file, problems);
        ReadBinder binder(reader);
        describe(binder, config);
        check_limits(binder, config.engine.limits, problems.empty());
    }
    config.engine.gateway.rate = rates_of(config.engine.limits);
    if (!problems.empty()) {
        std::stable_sort(problems.begin(), problems.end(),
                         [](const auto& a, const auto& b) { return a.place.line < b.place.line; });
        return problems;
    }
    return config;
}

Result<Config, Problems> load_file(const std::string& path) {
    auto text = read_text(path, kDocumentBytesMax + 1);
    if (!text) {
        return Problems{text.error()};
    }
    return load_text(text.value(), path);
}

std::string effective_yaml(const Config& config) {
    Config copy = config;
    std::string out;
    PrintBinder binder(out, 0);
    describe(binder, copy);
    return out;
}

std::uint64_t config_hash(const Config& config) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, 64 bits
    for (const char c : effective_yaml(config)) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

std::string hash_text(std::uint64_t hash) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4U) {
        out[i] = kDigits[hash & 15U];
    }
    return out;
}

void apply_speed(Config& config, std::int64_t speed) {
    config.engine.market_speed = speed;
}

}  // namespace hedged::config
