// SPDX-License-Identifier: Apache-2.0
#include "simulator/replay_check.hpp"

#include "hedged/engine/engine.hpp"
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/run_reader.hpp"

#include <algorithm>
#include <memory>

namespace hedged::simulator {
namespace {

namespace journal = runtime::journal;

class LifeReplay {
public:
    explicit LifeReplay(const engine::EngineConfig& config)
        : engine_(std::make_unique<engine::Engine>(config)),
          actions_(std::make_unique<Actions>()) {}

    // False at the end, or when the two have parted.
    [[nodiscard]] bool take(const journal::Record& record, ReplayedLife& out) {
        if (record.is_input()) {
            return compare_orders(record, out) && on_input(record);
        }
        if (record.is_action()) {
            remember_order(record);
            return true;
        }
        if (record.is(journal::RecordType::Checkpoint)) {
            std::uint64_t hash = 0;
            journal::Unpacker unpack(record.payload);
            unpack.take(hash);
            out.states.push_back({record.sequence, hash, engine_->state_hash()});
            return out.states.back().live == out.states.back().again;
        }
        return !record.is(journal::RecordType::Lost);
    }

private:
    [[nodiscard]] bool on_input(const journal::Record& record) {
        const auto event = journal::event_of(record);
        if (!event) {
            return false;
        }
        actions_->clear();
        engine_->on(*event, *actions_);
        for (const Action& action : *actions_) {
            if (const auto* const order = order_in(action)) {
                wanted_.push_back(order->client_id);
            }
        }
        return true;
    }

    void remember_order(const journal::Record& record) {
        const auto action = journal::action_of(record);
        if (const auto* const order = action ? order_in(*action) : nullptr) {
            recorded_.push_back(order->client_id);
        }
    }

    // What the input before has led to.
    [[nodiscard]] bool compare_orders(const journal::Record& record, ReplayedLife& out) {
        const bool same = wanted_ == recorded_;
        if (!same) {
            out.fault = "before record " + std::to_string(record.sequence) + " the life sent " +
                        std::to_string(recorded_.size()) + " orders, its replay " +
                        std::to_string(wanted_.size());
        }
        wanted_.clear();
        recorded_.clear();
        return same;
    }

    [[nodiscard]] static const PlaceOrder* order_in(const Action& action) noexcept {
        const auto* const command = std::get_if<VenueCommand>(&action);
        return command == nullptr ? nullptr : std::get_if<PlaceOrder>(command);
    }

    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<Actions> actions_;
    std::vector<ClientOrderId> wanted_;
    std::vector<ClientOrderId> recorded_;
};

}  // namespace

std::optional<ReplayedLife> replay_life(const SegmentShelf& shelf, std::uint32_t epoch,
                                        const engine::EngineConfig& config) {
    const auto runs = shelf.runs();
    const auto run = std::find_if(runs.begin(), runs.end(),
                                  [&](const journal::RunFiles& one) { return one.epoch == epoch; });
    if (run == runs.end() || run->segments.empty() || run->segments.front().segment != 1) {
        return std::nullopt;
    }
    journal::RunReader reader(
        *run, 0, [&](const journal::SegmentFile& file) { return shelf.load(epoch, file.segment); });
    LifeReplay replay(config);
    ReplayedLife out;
    journal::Record record;
    while (reader.next(record) && replay.take(record, out)) {
    }
    return out;
}

}  // namespace hedged::simulator
