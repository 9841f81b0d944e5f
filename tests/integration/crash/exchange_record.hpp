// SPDX-License-Identifier: Apache-2.0
// What the exchange has on record about our account, read past every line of the daemon's code.
#pragma once

#include "support/daemon_rig.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hedged::crash {

struct OrderRecord {
    std::string id;
    std::string label;
    std::uint32_t epoch = 0;  // of the label; 0 when it is not one of ours
    std::int64_t created_ms = 0;
    std::uint64_t sequence = 0;  // the number in the exchange's id: its order of arrival
};
struct TradeRecord {
    std::string id;
    std::uint64_t sequence = 0;
    double coins = 0.0;  // signed; bought is positive
};
struct PositionRecord {
    std::string instrument;
    double size = 0.0;
};

class ExchangeRecord {
public:
    explicit ExchangeRecord(support::DaemonRig& rig) : rig_(rig) {}

    // Oldest first.
    [[nodiscard]] std::vector<OrderRecord> orders() const;
    [[nodiscard]] std::vector<OrderRecord> open_orders() const;
    [[nodiscard]] std::vector<TradeRecord> trades() const;
    [[nodiscard]] std::vector<PositionRecord> positions() const;
    [[nodiscard]] double delta() const;  // of the account, by the exchange's arithmetic

private:
    support::DaemonRig& rig_;
};

[[nodiscard]] std::uint32_t epoch_of_label(const std::string& label);

}  // namespace hedged::crash
