// SPDX-License-Identifier: Apache-2.0
// The other end of a Deribit session in tests: keeps what the session sent, asked for and emitted,
// and answers requests by method, as the exchange would. A method without an answer stays silent.
// Not thread-safe; allocates.
#pragma once

#include "hedged/protocol/event.hpp"
#include "hedged/venues/deribit/session/session_sink.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hedged::deribit::testing {

struct SentRequest {
    std::int64_t id = 0;
    std::string method;
    std::string text;
    bool answered = false;

    [[nodiscard]] bool mentions(std::string_view words) const {
        return text.find(words) != std::string::npos;
    }
};

// What the sink records.
class Wire {
public:
    bool send(std::string_view frame) noexcept;
    void emit(const Event& event) noexcept {
        if (!counting_only) {
            events.push_back(event);
        }
        ++emitted;
    }
    void connect() noexcept { ++connects; }
    void close(std::string_view reason) noexcept { closes.emplace_back(reason); }

    [[nodiscard]] SessionSink sink() noexcept { return sink_of(*this); }

    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const Event& event : events) {
            if (auto const* const one = std::get_if<T>(&event)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    // The last event of its kind, or a default one.
    template <class T>
    [[nodiscard]] T last() const {
        auto const found = all<T>();
        return found.empty() ? T{} : found.back();
    }
    template <class T>
    [[nodiscard]] std::size_t count() const {
        return all<T>().size();
    }
    [[nodiscard]] std::vector<SentRequest> requests(std::string_view method) const;
    [[nodiscard]] std::size_t count_sent(std::string_view method) const {
        return requests(method).size();
    }
    void forget() {
        events.clear();
        sent.clear();
    }

    std::vector<SentRequest> sent;
    std::vector<Event> events;
    std::vector<std::string> closes;
    std::size_t connects = 0;
    std::size_t emitted = 0;
    bool accepts = true;         // false: send() answers that the frame cannot leave
    bool counting_only = false;  // keep nothing, for tests that count allocations
};

[[nodiscard]] std::string result_frame(std::int64_t id, std::string_view result);
[[nodiscard]] std::string error_frame(std::int64_t id, int code, std::string_view message);
[[nodiscard]] std::string notification(std::string_view channel, std::string_view data);

// Drives one session: time, frames in, scripted answers.
template <class Session>
class Script {
public:
    using Answer = std::function<std::string(const SentRequest&)>;  // a whole frame; empty: none

    Script(Session& session, Wire& wire) : session_(session), wire_(wire) {}

    // Answers to come for a method.
    void result(const std::string& method, const std::string& json) {
        answers_[method] = [json](const SentRequest& r) { return result_frame(r.id, json); };
    }
    void error(const std::string& method, int code, const std::string& message) {
        answers_[method] = [code, message](const SentRequest& r) {
            return error_frame(r.id, code, message);
        };
    }
    void silence(const std::string& method) { answers_.erase(method); }
    void answer(const std::string& method, Answer answer) { answers_[method] = std::move(answer); }

    void start() { session_.start(now, wall()); }
    void open() { session_.opened(now, wall()); }
    void close(std::string_view reason = "reset by peer") { session_.closed(now, reason); }
    void frame(const std::string& text) {
        std::string padded = text + std::string(64, '\x55');
        session_.frame(std::string_view{padded}.substr(0, text.size()), now);
    }
    void notify(std::string_view channel, std::string_view data) {
        frame(notification(channel, data));
    }
    // Answers what has an answer, and what follows from it, until nothing is left.
    void serve() {
        for (bool progress = true; progress;) {
            progress = false;
            // NOLINTNEXTLINE(modernize-loop-convert): an answer makes more requests
            for (std::size_t i = 0; i < wire_.sent.size(); ++i) {
                SentRequest const request = wire_.sent[i];
                auto const known = answers_.find(request.method);
                if (request.answered || known == answers_.end()) {
                    continue;
                }
                wire_.sent[i].answered = true;
                std::string const reply = known->second(request);
                if (!reply.empty()) {
                    frame(reply);
                }
                progress = true;
            }
        }
    }
    // Lets time pass in small steps, answering and sending heartbeats on the way.
    void run(Duration span, Duration step = milliseconds(50)) {
        for (Instant const end = now + span; now < end;) {
            now = now + step;
            session_.tick(now, wall());
            serve();
            if (now - beat_ >= seconds(10)) {
                beat_ = now;
                frame(R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})");
            }
        }
    }
    // Calls the session only when it says so; answers at once. Returns how often it was called.
    int follow_deadlines(Duration span) {
        int calls = 0;
        Instant const end = now + span;
        for (serve(); session_.next_deadline() <= end && calls < 100'000; serve()) {
            now = std::max(now, session_.next_deadline());
            session_.tick(now, wall());
            ++calls;
        }
        now = end;
        return calls;
    }
    // One step of time, nothing answered.
    void pass(Duration span) {
        now = now + span;
        session_.tick(now, wall());
    }
    [[nodiscard]] WallTime wall() const {
        return wall_from_milliseconds(1'700'000'000'000) + Duration{now.nanoseconds()} + wall_error;
    }

    Instant now{std::int64_t{1'000'000'000'000}};
    Duration wall_error;  // of the machine's own clock

private:
    Session& session_;
    Wire& wire_;
    Instant beat_{std::int64_t{1'000'000'000'000}};
    std::map<std::string, Answer> answers_;
};

// JSON as the exchange writes it.
[[nodiscard]] std::string auth_result(std::string_view scope, int expires_in = 31'536'000);
[[nodiscard]] std::string echo_channels(const SentRequest& request);  // grants all that was asked
[[nodiscard]] std::string perpetual_json(std::string_view coin);
[[nodiscard]] std::string option_json(std::string_view name, double strike, std::string_view type);
[[nodiscard]] std::string instruments_result(const SentRequest& request);
[[nodiscard]] std::string order_json(std::string_view order_id, std::string_view label,
                                     std::string_view state, double amount, double filled,
                                     std::string_view instrument = "BTC-PERPETUAL");
[[nodiscard]] std::string trade_json(std::string_view trade_id, std::string_view order_id,
                                     std::string_view label, double amount, std::int64_t at_ms,
                                     std::string_view instrument = "BTC-PERPETUAL");
[[nodiscard]] std::string position_json(std::string_view instrument, double size);
[[nodiscard]] std::string account_json(std::string_view coin);

inline constexpr std::string_view kTradingScope =
    "account:read_write block_trade:read connection mainaccount trade:read_write wallet:read";

}  // namespace hedged::deribit::testing
