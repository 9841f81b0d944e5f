// SPDX-License-Identifier: Apache-2.0
// What the daemon is doing, as text for people (aligned, with units) and as JSON for programs. Pure
// functions of one picture. Deltas in coins, positive is long. Cold code: allocates.
#pragma once

#include "hedged/ops/profit_samples.hpp"
#include "hedged/runtime/daemon.hpp"

#include <array>
#include <string>
#include <string_view>

namespace hedged::ops {

// What does not change while the daemon runs.
struct Identity {
    std::string version;
    std::string mode;
    std::string account;
    std::string config_file;
    std::string config_hash;
    std::string layout;
    std::int64_t speed = 1;
};

struct Quantiles {
    std::uint64_t count = 0;
    Duration p50;
    Duration p99;
    Duration p999;
    Duration maximum;
};
[[nodiscard]] Quantiles quantiles_of(const runtime::Histogram& histogram);

struct Picture {
    const Identity* identity = nullptr;
    const EngineView* view = nullptr;  // null: the engine has not shown itself yet
    runtime::DaemonCounters counters;
    Quantiles batch;
    Quantiles decide;
    Quantiles wire;
    double picture_age_seconds = 0.0;
    std::array<ProfitSpread, kUnderlyingsMax> spreads{};
};

[[nodiscard]] std::string status_text(const Picture& picture);
[[nodiscard]] std::string why_text(const Picture& picture);
[[nodiscard]] std::string orders_text(const Picture& picture);
[[nodiscard]] std::string positions_text(const Picture& picture);
[[nodiscard]] std::string greeks_text(const Picture& picture);

[[nodiscard]] std::string status_json(const Picture& picture);
[[nodiscard]] std::string why_json(const Picture& picture);
[[nodiscard]] std::string orders_json(const Picture& picture);
[[nodiscard]] std::string positions_json(const Picture& picture);
[[nodiscard]] std::string greeks_json(const Picture& picture);

// "2026-02-04 03:12:44 UTC"; "unknown" before the exchange's clock is known.
[[nodiscard]] std::string utc_text(WallTime time);
// "02-04 03:12".
[[nodiscard]] std::string minute_text(WallTime time);
// What keeps the underlying from being hedged, with the check and the instrument it speaks of.
[[nodiscard]] std::string explain(const UnderlyingView& view);

// The delta inside its band as a line of characters: [----|--*-------], the target marked by '|',
// an arrow at the end when it lies outside.
[[nodiscard]] std::string band_gauge(const UnderlyingView& view, std::size_t width);

}  // namespace hedged::ops
