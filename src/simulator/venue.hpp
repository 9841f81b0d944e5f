// SPDX-License-Identifier: Apache-2.0
// The exchange's side of the virtual network: the simulated exchange with its Deribit front, the
// account the desk trades on, and whether anybody is at home. One thread.
#pragma once

#include "hedged/exchange/deribit/front.hpp"
#include "hedged/simulator/run_options.hpp"

#include "simulator/network.hpp"
#include "simulator/virtual_clock.hpp"

#include <string>
#include <unordered_set>

namespace hedged::simulator {

inline constexpr const char* kAccountTag = "simu";
inline constexpr const char* kKeyId = "desk-key";
inline constexpr const char* kKeySecret = "desk-secret-of-the-simulated-key";

class Venue final : private exchange::deribit::FrontOutput {
public:
    Venue(const RunOptions& options, const VirtualClock& clock, Network& network);
    ~Venue() override = default;
    Venue(const Venue&) = delete;
    Venue& operator=(const Venue&) = delete;

    // Not empty: the drawn book could not be opened, and why.
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

    void advance();
    // A parcel that has come to the exchange.
    void arrived(const Parcel& parcel);

    void close_doors();  // maintenance: every connection ends, nobody is let in
    void open_doors() noexcept { open_ = true; }
    // The perpetual goes back to its index: an hour's worth of calm at once.
    void calm_premium();
    void refuse_connections(bool refuse) noexcept { refusing_ = refuse; }

    [[nodiscard]] exchange::Exchange& exchange() noexcept { return exchange_; }
    [[nodiscard]] const exchange::Exchange& exchange() const noexcept { return exchange_; }
    [[nodiscard]] exchange::deribit::Faults& faults() noexcept { return front_.faults(); }
    [[nodiscard]] exchange::AccountId account() const noexcept { return account_; }
    [[nodiscard]] exchange::InstrumentId perpetual() const noexcept { return perpetual_; }

private:
    void send(exchange::deribit::ConnectionId connection, std::string_view frame) override;
    void close(exchange::deribit::ConnectionId connection, std::string_view reason) override;

    const VirtualClock& clock_;
    Network& network_;
    exchange::Exchange exchange_;
    exchange::deribit::Front front_;
    exchange::AccountId account_;
    exchange::InstrumentId perpetual_;
    std::unordered_set<std::uint64_t> guests_;
    bool open_ = true;
    bool refusing_ = false;
    std::string fault_;
};

}  // namespace hedged::simulator
