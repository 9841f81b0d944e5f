// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/alternate.hpp"

#include "hedged/engine/engine.hpp"

#include "runtime/alternate_venue.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace hedged::runtime {

namespace {

constexpr std::uint64_t kProgressEvery = 100'000;

// The engine with the changed settings and the market that it meets.
class Other {
public:
    Other(const engine::EngineConfig& config, Duration latency)
        : engine_(config), venue_(config.gateway.epoch, latency) {}

    void take(const Event& recorded, Instant now) {
        told_.clear();
        venue_.pass(recorded, told_);
        for (const Event& event : told_) {
            actions_.clear();
            engine_.on(event, actions_);
            for (const Action& action : actions_) {
                if (const auto* command = std::get_if<VenueCommand>(&action)) {
                    venue_.take(*command, now);
                }
            }
        }
    }
    void view(EngineView& out) const { engine_.view(out); }

private:
    engine::Engine engine_;
    AlternateVenue venue_;
    std::vector<Event> told_;
    Actions actions_;
};

}  // namespace

Result<std::unique_ptr<AlternateDay>, std::string> alternate_day(
    journal::RunReader& reader, Duration latency,
    const std::function<Result<config::Config, std::string>(const RunRecord&)>& changed,
    const std::function<void(std::uint64_t)>& progress) {
    journal::Record record;
    if (!reader.next(record) || !record.is(journal::RecordType::Start)) {
        return std::string("the journal does not begin with the start of a run");
    }
    auto run = unpack_run(record.payload);
    if (!run) {
        return run.error();
    }
    auto config = changed(run.value());
    if (!config) {
        return config.error();
    }
    auto out = std::make_unique<AlternateDay>();
    out->latency = latency;
    engine::Engine recorded(run.value().config.engine);
    auto other = std::make_unique<Other>(config.value().engine, latency);
    auto actions = std::make_unique<Actions>();
    auto view = std::make_unique<EngineView>();
    while (reader.next(record)) {
        const auto event = journal::event_of(record);
        if (!event) {
            continue;
        }
        actions->clear();
        recorded.on(*event, *actions);
        other->take(*event, record.at);
        if (out->first_normal == Instant{} && std::holds_alternative<BatchEnd>(*event)) {
            recorded.view(*view);
            out->first_normal = view->state == TradingState::Normal ? record.at : out->first_normal;
        }
        if (++out->inputs % kProgressEvery == 0) {
            progress(out->inputs);
        }
    }
    recorded.view(out->recorded);
    other->view(out->alternate);
    return out;
}

Duration median_answer(journal::RunReader& reader) {
    std::map<std::uint64_t, Instant> sent;
    std::vector<Duration> answers;
    journal::Record record;
    while (reader.next(record)) {
        if (const auto action = journal::action_of(record)) {
            const auto* command = std::get_if<VenueCommand>(&*action);
            const auto* order = command != nullptr ? std::get_if<PlaceOrder>(command) : nullptr;
            if (order != nullptr) {
                sent[order->client_id.raw] = record.at;
            }
        } else if (const auto event = journal::event_of(record)) {
            const auto* reply = std::get_if<OrderReply>(&*event);
            const auto it = reply != nullptr ? sent.find(reply->client_id.raw) : sent.end();
            if (it != sent.end()) {
                answers.push_back(record.at - it->second);
                sent.erase(it);
            }
        }
    }
    if (answers.empty()) {
        return {};
    }
    const auto middle = answers.begin() + static_cast<std::ptrdiff_t>(answers.size() / 2);
    std::nth_element(answers.begin(), middle, answers.end());
    return *middle;
}

}  // namespace hedged::runtime
