// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/run_record.hpp"

#include "hedged/config/load.hpp"
#include "hedged/runtime/inheritance.hpp"
#include "hedged/runtime/journal/packing.hpp"

#include "runtime/carried_fields.hpp"

#include <cstring>
#include <string_view>

namespace hedged::runtime {

namespace {

// What the start-up found out, packed behind the texts. A visitor of both directions.
template <class Visit, class Config>
void found_at_start(Visit& visit, Config& config) {
    visit("speed", config.engine.market_speed);
    visit("epoch", config.engine.gateway.epoch);
    visit("start_killed", config.engine.start_killed);
    visit("killed_by", config.engine.killed_by);
    visit("killed_why", config.engine.killed_why);
    visit("carried_orders", config.engine.carried_orders);
    visit("carried_counts", config.engine.carried_counts);
    visit("carried_positions", config.engine.carried_positions);
}

void put_text(std::vector<std::byte>& out, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto head = std::as_bytes(std::span{&size, 1});
    out.insert(out.end(), head.begin(), head.end());
    const auto body = std::as_bytes(std::span{text.data(), text.size()});
    out.insert(out.end(), body.begin(), body.end());
}

bool take_text(std::span<const std::byte>& from, std::string& text) {
    std::uint32_t size = 0;
    if (from.size() < sizeof size) {
        return false;
    }
    std::memcpy(&size, from.data(), sizeof size);
    from = from.subspan(sizeof size);
    if (size > from.size()) {
        return false;
    }
    text.assign(reinterpret_cast<const char*>(from.data()), size);
    from = from.subspan(size);
    return true;
}

}  // namespace

void take_over_start(const engine::EngineConfig& from, engine::EngineConfig& to) {
    to.market_speed = from.market_speed;
    to.gateway.epoch = from.gateway.epoch;
    to.start_killed = from.start_killed;
    to.killed_by = from.killed_by;
    to.killed_why = from.killed_why;
    to.carried_orders = from.carried_orders;
    to.carried_counts = from.carried_counts;
    to.carried_positions = from.carried_positions;
}

std::vector<std::byte> pack(const RunRecord& run) {
    std::vector<std::byte> out;
    put_text(out, run.version);
    put_text(out, run.config_file);
    put_text(out, config::effective_yaml(run.config));
    const std::size_t texts = out.size();
    constexpr std::size_t kOthersBytes = 512;
    out.resize(texts + kCarriedBytesMax + kOthersBytes);
    journal::Packer pack(out.data() + texts);
    found_at_start(pack, run.config);
    out.resize(texts + pack.size());
    return out;
}

Result<RunRecord, std::string> unpack_run(std::span<const std::byte> payload) {
    RunRecord run;
    std::string yaml;
    if (!take_text(payload, run.version) || !take_text(payload, run.config_file) ||
        !take_text(payload, yaml)) {
        return std::string("the first record of the run is not whole");
    }
    auto config = config::load_text(yaml, "configuration in the journal");
    if (!config) {
        return config::to_string(config.error());
    }
    run.config = std::move(config.value());
    journal::Unpacker unpack(payload);
    found_at_start(unpack, run.config);
    if (!unpack.ok()) {
        return std::string("the first record of the run is not whole");
    }
    return run;
}

}  // namespace hedged::runtime
