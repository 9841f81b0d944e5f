// SPDX-License-Identifier: Apache-2.0
// When faults begin and end; what each does is in injector_exchange.cpp and injector_network.cpp.
#include "simulator/injector.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::simulator {
namespace {

constexpr Instant kNever{INT64_MAX};

}  // namespace

Injector::Injector(const RunOptions& options, Venue& venue, Network& network, VirtualDisk& disk,
                   VirtualClock& clock, WireFaults& wire, FaultHost& host)
    : options_(options),
      venue_(venue),
      network_(network),
      disk_(disk),
      clock_(clock),
      wire_(wire),
      host_(host),
      random_(options.seed ^ 0xFA17ULL) {
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const FaultRate& rate = options.faults.at(i);
        due_.at(i) =
            rate.on ? clock.now +
                          nanoseconds(static_cast<std::int64_t>(
                              random_.uniform() * static_cast<double>(rate.every.nanoseconds())))
                    : kNever;
    }
    plan();
}

void Injector::plan() {
    next_ = kNever;
    if (!over_) {
        next_ = *std::min_element(due_.begin(), due_.end());
    }
    for (const Later& later : later_) {
        next_ = std::min(next_, later.at);
    }
}

void Injector::turn() {
    const Instant now = clock_.now;
    for (std::size_t i = 0; i < later_.size();) {
        if (later_[i].at > now) {
            ++i;
            continue;
        }
        const auto what = std::move(later_[i].what);
        later_.erase(later_.begin() + static_cast<std::ptrdiff_t>(i));
        what();
    }
    for (std::size_t i = 0; i < kFaultKinds && !over_; ++i) {
        if (due_.at(i) <= now) {
            begin(static_cast<FaultKind>(i));
            const double mean = static_cast<double>(options_.faults.at(i).every.nanoseconds());
            const double wait = -std::log(1.0 - random_.uniform()) * mean;
            due_.at(i) = now + milliseconds(100) + nanoseconds(static_cast<std::int64_t>(wait));
        }
    }
    plan();
}

void Injector::end_all() {
    over_ = true;
    for (Later& later : std::exchange(later_, {})) {
        later.what();
    }
    venue_.calm_premium();
    venue_.faults() = exchange::deribit::Faults{};
    venue_.open_doors();
    venue_.refuse_connections(false);
    wire_.end_all();
    disk_.set_full(false);
    disk_.fail_syncs(0);
    plan();
}

void Injector::begin(FaultKind kind) {
    how_.clear();
    moved_ = 0.0;
    if (apply(kind)) {
        host_.injected(kind, how_, moved_);
    }
}

bool Injector::apply(FaultKind kind) {
    return harm_network(kind) || harm_answers(kind) || harm_orders(kind) || harm_exchange(kind) ||
           harm_market(kind) || harm_account(kind) || host_.harm_process(kind, random_);
}

void Injector::later(Duration delay, std::function<void()> what) {
    later_.push_back({clock_.now + delay, std::move(what)});
}

// Short ones are the rule and long ones happen.
Duration Injector::lasting(double low_seconds, double high_seconds) {
    const double drawn = low_seconds * std::pow(high_seconds / low_seconds, random_.uniform());
    how_ += " for " + std::to_string(drawn) + " s";
    return nanoseconds(static_cast<std::int64_t>(drawn * 1e9));
}

std::string Injector::some_methods() {
    static constexpr std::array<const char*, 10> kMethods{"private/buy",
                                                          "private/sell",
                                                          "private/get_open_orders",
                                                          "private/get_user_trades",
                                                          "private/get_positions",
                                                          "private/get_account",
                                                          "private/get_order",
                                                          "private/cancel",
                                                          "private/",
                                                          ""};
    std::string out = kMethods.at(random_.below(kMethods.size()));
    how_ += " of " + (out.empty() ? "everything" : out);
    return out;
}

}  // namespace hedged::simulator
