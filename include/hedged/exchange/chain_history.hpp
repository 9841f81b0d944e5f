// SPDX-License-Identifier: Apache-2.0
// Recorded option chains, read from CSV files (plain or gzip), oldest first: what the simulated
// market is pinned to. Volatilities are fractions, prices in coin. Reading allocates and touches
// files; a bad line is an error that names the file and the line.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hedged::exchange {

struct ChainOption {
    std::string name;
    OptionType type = OptionType::Call;
    double strike = 0.0;
    WallTime expiry;
    double bid = 0.0;  // 0: none
    double ask = 0.0;  // 0: none
    double mark = 0.0;
    double mark_iv = 0.0;
    double forward = 0.0;  // of this row; rows of one file are some seconds apart
    double index = 0.0;    // up to minutes later than the forward
    double delta = 0.0;
    double vega = 0.0;
    double open_interest = 0.0;
};

struct ChainExpiry {
    WallTime expiry;
    std::string forward_name;  // a listed future, or "SYN." and the expiry
    double forward = 0.0;
    bool listed_future = false;
};

struct ChainSnapshot {
    WallTime time;
    double index = 0.0;                 // at `time`: the first row's
    std::vector<ChainExpiry> expiries;  // by expiry
    std::vector<ChainOption> options;   // by expiry, strike, call before put
};

using ChainHistory = std::vector<ChainSnapshot>;

[[nodiscard]] Result<ChainSnapshot, std::string> read_chain(const std::filesystem::path& file);

// Every *.csv and *.csv.gz in the folder, in order of time.
[[nodiscard]] Result<ChainHistory, std::string> read_chain_folder(
    const std::filesystem::path& folder);

}  // namespace hedged::exchange
