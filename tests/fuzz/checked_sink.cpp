// SPDX-License-Identifier: Apache-2.0
#include "fuzz/checked_sink.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/venues/deribit/codec/encoder.hpp"

#include "fuzz/body.hpp"
#include "support/event_checks.hpp"

#include <cstdlib>

namespace hedged::fuzz {
namespace {

std::string text_after(std::string_view frame, std::string_view key, char end) {
    std::size_t const at = frame.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    std::size_t const from = at + key.size();
    return std::string{frame.substr(from, frame.find(end, from) - from)};
}

std::string_view method_of(SnapshotKind kind) {
    switch (kind) {
        case SnapshotKind::OpenOrders:
            return "private/get_open_orders_by_currency";
        case SnapshotKind::Positions:
            return "private/get_positions";
        case SnapshotKind::Account:
            return "private/get_account_summary";
        case SnapshotKind::Trades:
            return "private/get_user_trades_by_currency_and_time";
        case SnapshotKind::Instruments:
            return "public/get_instruments";
    }
    return "";
}

}  // namespace

bool CheckedSink::send(std::string_view frame) noexcept {
    HEDGED_ASSERT(link == Link::Open);  // C1, and nothing before opened() or after closed()
    HEDGED_ASSERT(!frame.empty() && frame.size() <= deribit::kRequestBytesMax);
    SentFrame request;
    request.id = std::atoll(text_after(frame, "\"id\":", ',').c_str());
    request.method = text_after(frame, "\"method\":\"", '"');
    request.text = std::string{frame};
    HEDGED_ASSERT(request.id > last_id_ && !request.method.empty());  // C3
    HEDGED_ASSERT(frame.front() == '{' && frame.back() == '}');
    bool const order = request.method == "private/buy" || request.method == "private/sell";
    HEDGED_ASSERT(!order || tradable_);  // A3
    last_id_ = request.id;
    tell_step("  sends %s %lld\n", request.method.c_str(), static_cast<long long>(request.id));
    if (!accepts) {
        return false;
    }
    sent.push_back(std::move(request));
    return true;
}

void CheckedSink::connect() noexcept {
    HEDGED_ASSERT(link == Link::None);
    link = Link::Wanted;
}

void CheckedSink::close(std::string_view reason) noexcept {
    tell_step("  gives up: %s\n", std::string{reason}.c_str());
    HEDGED_ASSERT(link == Link::Wanted || link == Link::Open);  // C2
    HEDGED_ASSERT(!reason.empty());
    link = Link::GivenUp;
}

void CheckedSink::note_closed() noexcept {
    link = Link::None;
    sent.clear();
}

void CheckedSink::note_command(const VenueCommand& command) noexcept {
    if (auto const* const place = std::get_if<PlaceOrder>(&command)) {
        ++orders_[place->client_id.raw].asked;
    } else if (auto const* const cancel = std::get_if<CancelOrder>(&command)) {
        ++cancels_[cancel->client_id.raw].asked;
    } else if (auto const* const query = std::get_if<QueryOrder>(&command)) {
        ++queries_[query->client_id.raw].asked;
    } else if (auto const* const wanted = std::get_if<RequestSnapshot>(&command)) {
        ++readings_[{wanted->kind, wanted->generation}].asked;
    }
}

void CheckedSink::emit(const Event& event) noexcept {
    HEDGED_ASSERT(testing::is_sound(event));
    std::visit([this](const auto& inner) { check(inner); }, event);
}

// One answer each; a definite one may come after an unknown one, never the other way round.
void CheckedSink::check(const OrderReply& reply) noexcept {
    Answers& answers = orders_[reply.client_id.raw];
    HEDGED_ASSERT(answers.asked == 1);
    if (reply.outcome == Outcome::Unknown) {
        HEDGED_ASSERT(answers.unknown == 0 && answers.definite == 0);
        ++answers.unknown;
    } else {
        HEDGED_ASSERT(answers.definite == 0);
        ++answers.definite;
    }
    tell_step("  order %u outcome %d %s\n", reply.client_id.number(),
              static_cast<int>(reply.outcome), std::string{reply.message.view()}.c_str());
}

void CheckedSink::check(const CancelReply& reply) noexcept {
    Answers& answers = cancels_[reply.client_id.raw];
    ++(reply.outcome == Outcome::Unknown ? answers.unknown : answers.definite);
    HEDGED_ASSERT(answers.unknown <= answers.asked && answers.definite <= answers.asked);
}

void CheckedSink::check(const OrderQueryReply& reply) noexcept {
    Answers& answers = queries_[reply.client_id.raw];
    ++answers.definite;
    HEDGED_ASSERT(answers.definite <= answers.asked);
    if (reply.result != QueryResult::Failed) {
        HEDGED_ASSERT(!frame_.empty());  // only an answer of the exchange can tell
    }
}

void CheckedSink::check(const SnapshotMark& mark) noexcept {
    if (mark.phase == SnapshotPhase::Complete) {
        check_complete(mark);
    }
    if (mark.generation < kFirstGeneration) {
        return;
    }
    Reading& reading = readings_[{mark.kind, mark.generation}];
    HEDGED_ASSERT(reading.asked == 1);
    if (mark.phase == SnapshotPhase::Begin) {
        HEDGED_ASSERT(reading.begun == 0 && reading.ended == 0);
        ++reading.begun;
        return;
    }
    HEDGED_ASSERT(reading.ended == 0);
    HEDGED_ASSERT(mark.phase == SnapshotPhase::Failed || reading.begun == 1);
    ++reading.ended;
}

// The frame in hand must be the answer, without an error, to the question that was asked.
void CheckedSink::check_complete(const SnapshotMark& mark) const noexcept {
    HEDGED_ASSERT(!frame_.empty());
    bool asked = false;
    for (const SentFrame& request : sent) {
        bool const kind = request.method == method_of(mark.kind);
        bool const answered =
            frame_.find("\"id\":" + std::to_string(request.id)) != std::string::npos ||
            frame_.find("\"id\": " + std::to_string(request.id)) != std::string::npos;
        asked = asked || (kind && answered);
    }
    HEDGED_ASSERT(asked || frame_.find("\"id\"") == std::string::npos);
    HEDGED_ASSERT(frame_.find("\"result\"") != std::string::npos ||
                  frame_.find('\\') != std::string::npos);
    HEDGED_ASSERT(frame_.back() == '}' || frame_.find_last_of('}') != std::string::npos);
}

void CheckedSink::check(const ConnectionChange& change) noexcept {
    state = change.state;
    tradable_ = change.stream == Stream::Account && change.state == ConnectionState::Ready &&
                change.cancel_on_disconnect && change.may_trade;
    HEDGED_ASSERT(change.state != ConnectionState::Ready || link == Link::Open);
    tell_step("  is %d: %s\n", static_cast<int>(change.state),
              std::string{change.reason.view()}.c_str());
}

void CheckedSink::check_all_answered() const noexcept {
    for (auto const& [id, answers] : orders_) {
        HEDGED_ASSERT(answers.unknown + answers.definite >= 1);
    }
    for (auto const& [id, answers] : cancels_) {
        HEDGED_ASSERT(answers.unknown + answers.definite >= answers.asked);
    }
    for (auto const& [id, answers] : queries_) {
        HEDGED_ASSERT(answers.definite == answers.asked);
    }
    for (auto const& [key, reading] : readings_) {
        HEDGED_ASSERT(reading.ended == reading.asked);
    }
}

}  // namespace hedged::fuzz
