// SPDX-License-Identifier: Apache-2.0
// The auditor's state and its rules. Each rule is a function of its own in rules_*.cpp, with its
// allowance and the reason for it beside it.
#pragma once

#include "hedged/auditor/auditor.hpp"

#include "auditor/journal_reader.hpp"
#include "auditor/ledger.hpp"
#include "auditor/truth.hpp"
#include "auditor/wire.hpp"

#include <array>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hedged::auditor {

class Auditor::Core {
public:
    Core(const exchange::Exchange& exchange, exchange::AccountId account)
        : exchange_(exchange), account_(account), truth_(exchange, account) {}

    void daemon_started(Instant now, InstanceId id, const RunFacts& facts);
    void daemon_died(Instant now, InstanceId id, bool clean);
    void config_changed(Instant now, InstanceId id, const RunFacts& facts, bool audited);
    void set_latch(InstanceId id, bool killed, bool whole_account);
    void armed(InstanceId id);
    [[nodiscard]] Instance* find(InstanceId id) noexcept;

    void connection_opened(Instant now, InstanceId id, ConnectionId connection, Stream stream);
    void connection_closed(Instant now, ConnectionId connection);
    void connection_gone(ConnectionId connection);
    void frame_left(Instant now, ConnectionId connection, std::string_view bytes);
    void frame_reached(ConnectionId connection, std::string_view bytes);
    void frame_arrived(Instant now, ConnectionId connection, std::string_view bytes, bool damaged);

    void journal_bytes(Instant now, InstanceId id, std::uint64_t segment, std::uint64_t offset,
                       std::string_view bytes);
    void intent_journaled(InstanceId id, std::uint64_t client_id);
    void journal_found(Instant now, InstanceId id, std::span<const std::string_view> segments,
                       std::uint64_t accepted);
    void replayed(Instant now, InstanceId id, std::uint64_t sequence, std::uint64_t live,
                  std::uint64_t again);

    void daemon_says(Instant now, InstanceId id, const DaemonPicture& picture);
    void output(Instant now, InstanceId id, std::string_view bytes, std::string_view where);
    void fault_started() noexcept;
    void faults_over(Instant now) noexcept;
    void end_of_event(Instant now);

    std::vector<Violation> violations;
    std::uint64_t count = 0;
    std::array<std::uint64_t, kRules + 1> counts{};
    std::array<std::uint64_t, kRules + 1> judged{};

private:
    struct Leaving {  // an order on its way out
        Instant now;
        Instance& sender;
        Connection& connection;
        ConnectionId connection_id;
        const RequestSeen& request;
        const CoinFacts* coin = nullptr;
        const exchange::Instrument* instrument = nullptr;
        exchange::Side side = exchange::Side::Buy;
        double amount = 0.0;
        double price = 0.0;
        std::uint64_t client_id = 0;
    };

    void report(Rule rule, InstanceId instance, Instant now, std::string seen);
    void look(Rule rule) noexcept { ++judged[number_of(rule)]; }
    [[nodiscard]] Latch& latch_of(const Instance& instance) {
        return latches_[instance.facts.state_dir];
    }

    // core_wire.cpp
    void order_left(Instant now, Instance& sender, Connection& connection, ConnectionId id,
                    const RequestSeen& request);
    void remember(const Leaving& order);
    void on_reply(Instant now, Instance& instance, Connection& connection, const Request& request,
                  std::string_view frame, bool damaged);
    void on_stream(Instant now, Instance& instance, const Connection& connection,
                   std::string_view frame, bool damaged);
    static void note_damaged_read(Instant now, Instance& instance, Connection& connection,
                                  const Request& request);
    void note_read(Instant now, Connection& connection, const Request& request,
                   const AccountNews& news, std::string_view frame);

    // rules_orders.cpp: 2, 4, 5, 16, 18
    [[nodiscard]] bool finite_numbers(Instant now, Instance& sender, const RequestSeen& request);
    void nothing_after_kill(Instant now, Instance& sender, std::string_view what);
    void safe_start(const Leaving& order);
    void journal_before_wire(const Leaving& order);
    void one_sender(const Leaving& order);
    // rules_data.cpp: 3
    void fresh_data(const Leaving& order);
    // rules_limits.cpp: 11, 12
    void within_budget(Instant now, Instance& sender, bool is_order);
    void within_limits(const Leaving& order);
    // rules_need.cpp: 1, 6, 10
    [[nodiscard]] bool single(const Leaving& order);
    void within_need(const Leaving& order);
    [[nodiscard]] double live_amount(OwnOrder& order);
    [[nodiscard]] Instant data_from(const Leaving& order) const;
    [[nodiscard]] static Duration prices_age(const Leaving& order);
    [[nodiscard]] double fills_of_crashed(const Leaving& order) const;
    // rules_evidence.cpp: 13
    void no_open_question(const Leaving& order);
    void on_evidence(Instant now, Instance& instance, const AccountNews& news, bool streamed,
                     bool damaged);
    void on_damaged(Instance& instance, const Request* answered, std::string_view frame);
    void on_refusal(const Request& request, const AccountNews& news, Instance& instance);
    void on_absence(Instance& instance, const Request& request, const AccountNews& news,
                    bool damaged);
    [[nodiscard]] OwnOrder* find_order(InstanceId instance, std::string_view label,
                                       std::string_view order_id) noexcept;
    void orders_as_said(Instant now, Instance& instance, const DaemonPicture& picture);
    // rules_foreign.cpp: 14
    void foreign_untouched(Instant now, Instance& sender, const RequestSeen& request);
    // rules_picture.cpp: 8, 9, 15, 17
    void positions_as_said(Instant now, Instance& instance, const DaemonPicture& picture);
    void compare_position(Instant now, Instance& instance, const exchange::Instrument& instrument,
                          double ours, double theirs);
    void fills_as_said(Instant now, Instance& instance, const DaemonPicture& picture);
    void configuration_as_said(Instant now, Instance& instance, const DaemonPicture& picture);
    void numbers_as_said(Instant now, Instance& instance, const DaemonPicture& picture);
    // rules_liveness.cpp: 20
    using Connections = std::unordered_map<std::uint64_t, Connection>;
    void forget_when_over(Connections::iterator connection);
    void liveness(Instant now);
    [[nodiscard]] bool market_permits(const RunFacts& facts) const;
    [[nodiscard]] std::string unfinished(const Instance& instance) const;
    void prune();

    const exchange::Exchange& exchange_;
    exchange::AccountId account_;
    Truth truth_;
    WireReader reader_;
    std::map<std::uint32_t, Instance> instances_;
    Connections connections_;
    std::map<std::string, Latch> latches_;  // by state directory
    std::deque<OwnOrder> orders_;           // neither dead nor explained to their sender
    std::unordered_set<std::uint64_t> used_ids_;
    std::unordered_set<std::uint64_t> intents_;
    std::map<std::uint32_t, std::uint32_t> epochs_;    // which instance has each
    std::map<std::uint32_t, Instant> crashed_at_;      // by instance
    std::map<std::string, JournalFollower> journals_;  // by state directory and segment

    std::optional<Instant> quiet_since_;   // no fault runs
    std::optional<Instant> settled_from_;  // no fault, and the market permits hedging
    bool hedged_since_ = false;
    Instant checked_at_;
};

}  // namespace hedged::auditor
