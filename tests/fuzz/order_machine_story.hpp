// SPDX-License-Identifier: Apache-2.0
// One story of the order machine's fuzz target: a gateway, the model beside it, and what was said
// so far. What is told is in order_machine_fuzz.cpp, what must hold in order_machine_checks.cpp.
#pragma once

#include "hedged/gateway/gateway.hpp"

#include "fuzz/body.hpp"
#include "fuzz/order_model.hpp"
#include "fuzz/order_story.hpp"
#include "fuzz/position_model.hpp"

#include <array>
#include <deque>
#include <vector>

namespace hedged::fuzz {

class Story {
public:
    explicit Story(Input& in) : in_(in), out_(shared_actions()) {
        for (std::uint32_t i = 0; i < OrderModel::kInstruments; ++i) {
            (void)table_.define(test::perpetual(i, test::kBtc, kNames[i]));
            gate_.allow(InstrumentIndex{i});
        }
        test::make_ready(state_, now());
        restore();
        connection(ConnectionState::Ready);
        finish_step();
    }

    void run() {
        for (std::size_t step = 0; step < kSteps && !in_.empty(); ++step) {
            tell();
            finish_step();
        }
    }

private:
    static constexpr std::size_t kSteps = 300;
    static constexpr const char* kNames[] = {"BTC-PERPETUAL", "BTC-TEST-1", "BTC-TEST-2"};

    [[nodiscard]] Instant now() const { return test::at_ms(ms_); }
    [[nodiscard]] Stamp stamp() const { return test::stamp_ms(ms_); }

    struct Question {
        ClientOrderId id;
        bool after_fence = false;
    };

    [[nodiscard]] bool newer(ClientOrderId id) const {
        return id.epoch() > kEpoch || (id.epoch() == kEpoch && id.number() > sent_);
    }

    // What is told; order_machine_fuzz.cpp.
    void restore();
    void tell();
    void pass_time();
    // Any order that was ever told of, and now and then one that nobody knows.
    ClientOrderId some_id();
    void submit();
    void reply();
    void update();
    void fill();
    void cancel_reply();
    void answer();
    void position();
    void mark();
    void connection(ConnectionState to);
    void operate();
    void remember(ClientOrderId id);

    // What must hold; order_machine_checks.cpp.
    // Everything that was put out, in order; then what must hold at any moment.
    void finish_step();
    void take(const VenueCommand& command);
    void take(const Note& note);
    void check_fill(const Fill& fill, std::int64_t signed_lots,
                    const gateway::FillOutcome& outcome);
    void check_orders();
    void check_exposure();

    Input& in_;
    Actions& out_;
    std::int64_t ms_ = 10'000;
    market::InstrumentTable table_{4};
    risk::TradingStateMachine state_{story_limits(), 4};
    risk::Gatekeeper gate_{story_limits(), state_, 4};
    gateway::Gateway gateway_{story_config(), state_, table_};
    OrderModel model_;
    std::array<PositionModel, 3> positions_;
    std::array<bool, 3> named_{};
    std::vector<ClientOrderId> ids_ = {make_client_order_id(kEpoch - 1, 1),
                                       make_client_order_id(kEpoch - 1, 2)};
    std::deque<Question> questions_;
    std::uint32_t sent_ = 0;
    std::int64_t proposals_ = 0;
    std::vector<Fill> trades_;
    bool any_positions_ = false;  // a whole list was told
    std::uint32_t last_generation_ = 1;
    bool connected_ = false;
    bool latched_ = false;
    bool just_sent_ = false;
};

}  // namespace hedged::fuzz
