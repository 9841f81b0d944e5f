// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/replay.hpp"

#include "hedged/engine/engine.hpp"
#include "hedged/runtime/journal/packing.hpp"
#include "hedged/runtime/journal/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace hedged::runtime {

namespace {

constexpr std::uint64_t kProgressEvery = 100'000;

using Packed = std::vector<std::byte>;

Packed packed(const Action& action) {
    std::array<std::byte, journal::kPayloadBytesMax> room{};
    journal::Packer pack(room.data());
    pack.put(static_cast<std::uint8_t>(action.index()));
    const auto put = [&pack](const auto& it) { pack.put(it); };
    if (const auto* command = std::get_if<VenueCommand>(&action)) {
        pack.put(static_cast<std::uint8_t>(command->index()));
        std::visit(put, *command);
    } else if (const auto* note = std::get_if<Note>(&action)) {
        put(*note);
    } else if (const auto* kill = std::get_if<SetKillLatch>(&action)) {
        put(*kill);
    } else {
        put(std::get<ClearKillLatch>(action));
    }
    return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(pack.size())};
}

class Replayer {
public:
    Replayer(journal::RunReader& reader, ReplayResult& result)
        : reader_(reader), result_(result), engine_(result.run.config.engine) {}

    void run(const std::function<void(std::uint64_t)>& progress) {
        journal::Record record;
        while (!result_.difference && result_.lost == 0 && reader_.next(record)) {
            take(record);
            if (record.is_input() && result_.inputs % kProgressEvery == 0) {
                progress(result_.inputs);
            }
        }
        // The process may have died between the input and the record of what it led to.
        const bool cut = reader_.end() != journal::End::Stopped;
        settle(cut);
        result_.end = reader_.end();
        result_.fault = reader_.fault();
    }

private:
    void take(const journal::Record& record) {
        result_.last = record.real;
        if (record.is_input()) {
            settle(false);
            on_input(record);
        } else if (record.is_action()) {
            on_action(record);
        } else if (record.is(journal::RecordType::Checkpoint)) {
            settle(false);
            on_checkpoint(record);
        } else if (record.is(journal::RecordType::Lost)) {
            journal::Unpacker unpack(record.payload);
            unpack.take(result_.lost);
        }
    }

    void on_input(const journal::Record& record) {
        const auto event = journal::event_of(record);
        if (!event) {
            differ(record, {"a record that this program cannot read"}, {});
            return;
        }
        names_.learn(*event);
        sequence_ = record.sequence;
        real_ = record.real;
        event_ = *event;
        ++result_.inputs;
        actions_.clear();
        engine_.on(*event, actions_);
        recorded_.clear();
    }

    void on_action(const journal::Record& record) {
        const auto action = journal::action_of(record);
        if (!action) {
            differ(record, {"a record that this program cannot read"}, {});
            return;
        }
        ++result_.actions;
        if (const auto* command = std::get_if<VenueCommand>(&*action)) {
            result_.orders += std::holds_alternative<PlaceOrder>(*command) ? 1U : 0U;
        }
        recorded_.push_back(*action);
    }

    void on_checkpoint(const journal::Record& record) {
        std::uint64_t hash = 0;
        journal::Unpacker unpack(record.payload);
        unpack.take(hash);
        ++result_.checkpoints;
        if (hash != engine_.state_hash()) {
            differ(record, {"state " + std::to_string(hash)},
                   {"state " + std::to_string(engine_.state_hash())});
        }
    }

    // Compares what the last input led to.
    void settle(bool may_be_cut) {
        if (result_.difference) {
            return;
        }
        bool same = recorded_.size() == actions_.size() ||
                    (may_be_cut && recorded_.size() < actions_.size());
        for (std::size_t i = 0; same && i < recorded_.size(); ++i) {
            same = packed(recorded_[i]) == packed(actions_[i]);
        }
        if (same) {
            return;
        }
        ReplayDifference difference{sequence_, real_, journal::text_of(event_, names_), {}, {}};
        for (const Action& action : recorded_) {
            difference.recorded.push_back(journal::text_of(action, names_));
        }
        for (const Action& action : actions_) {
            difference.replayed.push_back(journal::text_of(action, names_));
        }
        result_.difference = std::move(difference);
    }

    void differ(const journal::Record& record, std::vector<std::string> recorded,
                std::vector<std::string> replayed) {
        result_.difference =
            ReplayDifference{record.sequence, record.real, journal::type_name(record),
                             std::move(recorded), std::move(replayed)};
    }

    journal::RunReader& reader_;
    ReplayResult& result_;
    engine::Engine engine_;
    journal::InstrumentNames names_;
    Event event_;
    std::uint64_t sequence_ = 0;
    WallTime real_;
    Actions actions_;
    std::vector<Action> recorded_;
};

}  // namespace

namespace {

Result<RunRecord, std::string> begin(journal::RunReader& reader, WallTime& first) {
    journal::Record record;
    if (!reader.next(record) || !record.is(journal::RecordType::Start)) {
        return reader.fault().empty()
                   ? std::string(
                         "the journal does not begin with the start of a run; its first "
                         "segment is needed")
                   : reader.fault();
    }
    first = record.real;
    return unpack_run(record.payload);
}

}  // namespace

Result<ReplayResult, std::string> replay(journal::RunReader& reader,
                                         const std::function<void(std::uint64_t)>& progress) {
    ReplayResult result;
    auto run = begin(reader, result.first);
    if (!run) {
        return run.error();
    }
    result.run = std::move(run.value());
    auto replayer = std::make_unique<Replayer>(reader, result);
    replayer->run(progress);
    return result;
}

Result<std::unique_ptr<RunView>, std::string> view_at(journal::RunReader& reader, WallTime at) {
    auto out = std::make_unique<RunView>();
    auto run = begin(reader, out->last);
    if (!run) {
        return run.error();
    }
    out->run = std::move(run.value());
    engine::Engine engine(out->run.config.engine);
    auto actions = std::make_unique<Actions>();
    journal::Record record;
    while (reader.next(record) && record.real <= at) {
        if (record.is(journal::RecordType::Lost)) {
            return std::string("records are missing before that moment");
        }
        if (const auto event = journal::event_of(record)) {
            actions->clear();
            engine.on(*event, *actions);
            out->last = record.real;
        }
    }
    if (!reader.fault().empty()) {
        return reader.fault();
    }
    engine.view(out->view);
    return out;
}

}  // namespace hedged::runtime
