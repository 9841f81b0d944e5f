// SPDX-License-Identifier: Apache-2.0
// The whole configuration of one daemon as plain typed values, as a YAML file states it. Defaults
// stand here and in the structs of the libraries that use them, once; what protects money has none
// and the loader refuses a file without it. Never holds a secret. Cold code: allocates.
#pragma once

#include "hedged/config/credentials.hpp"
#include "hedged/core/time.hpp"
#include "hedged/engine/engine_config.hpp"
#include "hedged/venues/deribit/session/session_config.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::config {

enum class Mode : std::uint8_t { Paper, Testnet, Live };
enum class Layout : std::uint8_t { Auto, One, Two };
enum class Wait : std::uint8_t { Auto, Spin, Yield, Adaptive, Block };

struct VenueConfig {
    std::string name = "deribit";
    std::string host;        // paper: empty, or a loopback address
    std::uint16_t port = 0;  // paper: 0 starts an exchange of its own; else 443 unless given
    bool tls = true;
    std::string ca_file;  // empty: the system's trust store
    CredentialSource credentials;
    deribit::BookFeed hedge_books = deribit::BookFeed::None;
    deribit::Interval hedge_interval = deribit::Interval::Raw;
    deribit::Interval option_interval = deribit::Interval::Ms100;
    bool whole_chain_marks = true;
    Duration heartbeat = seconds(10);
    deribit::ExpectedModes modes;
};

struct RuntimeConfig {
    Layout layout = Layout::Auto;
    Wait wait = Wait::Auto;
    int io_core = -1;  // -1: chosen by the layout, and pinned only where that helps
    int engine_core = -1;
    bool require_pinning = false;  // refuse to start when a thread could not be pinned
    bool lock_memory = false;
    bool require_lock_memory = false;
    bool keep_warm = true;
};

// Group: the disk is waited for by another thread, a few milliseconds behind. Each: an order waits.
enum class JournalSync : std::uint8_t { Group, Each };

struct JournalConfig {
    std::string folder;  // empty: journal in the state folder
    JournalSync sync = JournalSync::Group;
    Duration sync_every = milliseconds(2);
    Duration lag_max = seconds(1);  // since all was safe on the disk: Hold beyond it
    int segment_mb = 16;
    int keep_days = 30;
    int keep_gb = 20;
    bool compress = true;
};

struct OpsConfig {
    std::string control_socket;  // empty: control.sock in the state folder
    std::string log_level = "info";
    std::string log_file;  // empty: console only
};

// The embedded exchange of mode paper. Relative paths are looked for beside the configuration file,
// then in the installed package.
struct PaperConfig {
    std::string market_data;  // folder of recorded chains
    std::string book;         // YAML of the opening account
    std::int64_t seed = 1;
    std::int64_t speed = 3600;  // market seconds in a real second
};

struct Config {
    std::string file;  // where it was read from
    Mode mode = Mode::Paper;
    std::string account;               // four characters 0-9a-z: part of every order label
    std::string confirm_live_account;  // mode live: the same again
    std::string state_dir;
    VenueConfig venue;
    engine::EngineConfig engine;
    RuntimeConfig runtime;
    JournalConfig journal;
    OpsConfig ops;
    PaperConfig paper;
};

// A rehearsal in which market time runs faster than ours. Every duration of the file stays real
// time; the engine turns an order's expiry fence into market time when it sends the order.
void apply_speed(Config& config, std::int64_t speed);

}  // namespace hedged::config
