// SPDX-License-Identifier: Apache-2.0
// Both Deribit sessions in the hands of an exchange and an owner that do anything at any time:
// right answers, late, twice, swapped and damaged ones, recorded messages, garbage, errors, lost
// connections, sockets that take nothing, commands, silence. CheckedSink judges.
#include "hedged/core/assert.hpp"
#include "hedged/venues/deribit/session/account_session.hpp"
#include "hedged/venues/deribit/session/market_session.hpp"

#include "fuzz/body.hpp"
#include "fuzz/checked_sink.hpp"
#include "support/deribit_codec_rig.hpp"
#include "support/deribit_wire.hpp"

#include <algorithm>
#include <memory>

namespace hedged::fuzz {
namespace {

using deribit::AccountSession;
using deribit::MarketSession;

constexpr std::size_t kSteps = 200;

const std::vector<std::string>& recordings() {
    static const std::vector<std::string> texts = [] {
        std::vector<std::string> found;
        for (auto const& message : deribit::testing::recorded_messages()) {
            if (message.text.size() < 2'000) {
                found.push_back(message.text);
            }
        }
        HEDGED_ASSERT(found.size() > 200);
        return found;
    }();
    return texts;
}

deribit::AccountTag tag() {
    return *deribit::AccountTag::make("ab12");
}

std::string label(std::uint32_t number) {
    return std::string{deribit::encode_label(tag(), make_client_order_id(3, number)).view()};
}

// What a well-behaved exchange answers.
std::string right_answer(const SentFrame& request, Input& in) {
    using namespace deribit::testing;
    SentRequest const asked{request.id, request.method, request.text, false};
    auto const ok = [&](std::string_view json) { return result_frame(request.id, json); };
    const std::string& method = request.method;
    if (method == "public/auth") {
        constexpr std::string_view kScopes[] = {kTradingScope, kTradingScope, kTradingScope,
                                                "account:read trade:read", "wallet:read"};
        return ok(auth_result(kScopes[in.below(5)], in.one_in(8) ? 60 : 31'536'000));
    }
    if (method == "public/subscribe" || method == "private/subscribe" ||
        method == "public/unsubscribe") {
        return echo_channels(asked);
    }
    if (method == "public/get_instruments") {
        return instruments_result(asked);
    }
    if (method == "public/get_time") {
        return ok("1700000000123");
    }
    if (method == "public/status") {
        return ok(R"({"locked":"false","locked_indices":[]})");
    }
    if (method == "public/test") {
        return ok(R"({"version":"1.2.26"})");
    }
    if (method == "private/get_cancel_on_disconnect") {
        return ok(in.one_in(8) ? R"({"enabled":false,"scope":"connection"})"
                               : R"({"enabled":true,"scope":"connection"})");
    }
    if (method == "private/get_account_summary") {
        return ok(account_json("BTC"));
    }
    if (method == "private/get_positions") {
        return ok(in.one_in(3) ? "[" + position_json("BTC-PERPETUAL", 100.0) + "]" : "[]");
    }
    std::uint32_t const number = 1 + in.below(4);
    if (method == "private/get_open_orders_by_currency") {
        return ok(in.one_in(3) ? "[" + order_json("74365", label(number), "open", 50.0, 0.0) + "]"
                               : "[]");
    }
    if (method == "private/get_order_state_by_label") {
        return ok(in.one_in(2)
                      ? "[" + order_json("74365", label(number), "filled", 50.0, 50.0) + "]"
                      : "[]");
    }
    if (method.find("get_user_trades") != std::string::npos) {
        std::string const trade = trade_json("BTC-9" + std::to_string(in.below(4)), "74365",
                                             label(number), 10.0, 1'700'000'000'000 + in.word());
        bool const bare = method == "private/get_user_trades_by_order";
        std::string const list = in.one_in(2) ? "[" + trade + "]" : "[]";
        return ok(bare ? list
                       : R"({"trades":)" + list + R"(,"has_more":)" +
                             (in.one_in(4) ? "true}" : "false}"));
    }
    if (method == "private/buy" || method == "private/sell") {
        std::size_t const at = request.text.find("\"label\":\"");
        std::string const own =
            at == std::string::npos
                ? label(number)
                : request.text.substr(at + 9, request.text.find('"', at + 9) - at - 9);
        constexpr std::string_view kStates[] = {"open", "filled", "cancelled", "rejected"};
        return ok(R"({"trades":[],"order":)" +
                  order_json("74365", in.one_in(8) ? label(number) : own, kStates[in.below(4)],
                             50.0, 0.0) +
                  "}");
    }
    if (method == "private/cancel") {
        return ok(order_json("74365", label(number), "cancelled", 50.0, 0.0));
    }
    if (method == "private/cancel_by_label") {
        return ok(in.one_in(2) ? "1" : "0");
    }
    return ok(R"("ok")");
}

void damage(std::string& text, Input& in) {
    for (std::uint32_t edits = 1 + in.below(3); edits > 0 && !text.empty(); --edits) {
        std::size_t const at = in.word() % text.size();
        switch (in.below(5)) {
            case 0:
                text[at] = static_cast<char>(in.byte());
                break;
            case 1:
                text.erase(at, 1 + in.below(30));
                break;
            case 2:
                text.resize(at);
                break;
            case 3: {
                constexpr std::string_view kPieces[] = {"null", "1e999", "\"\"",  "NaN", "-1",
                                                        "{}",   "[]",    "\"x\"", "0",   "true"};
                text.insert(at, kPieces[in.below(10)]);
                break;
            }
            default: {  // the value behind a key is another one
                std::size_t const colon = text.find(':', at);
                if (colon != std::string::npos) {
                    std::size_t const end = std::min(text.find_first_of(",}]", colon), text.size());
                    text.replace(colon + 1, end - colon - 1, in.one_in(2) ? "null" : "12345");
                }
                break;
            }
        }
    }
}

template <class Session>
class Host {
public:
    template <class Config>
    Host(const Config& config, deribit::InstrumentTable& table, deribit::InstrumentRefresh& refresh,
         std::uint64_t seed)
        : session(config, table, refresh, sink.sink(), seed) {}

    void frame(std::string text, Instant now) {
        using CheckedLink = CheckedSink::Link;
        if (sink.link != CheckedLink::Open && sink.link != CheckedLink::GivenUp) {
            return;
        }
        std::size_t const size = text.size();
        text.append(deribit::kFramePadding, size % 2 == 0 ? '"' : '1');
        sink.note_frame(std::string_view{text}.substr(0, size));
        tell_step("frame %.300s\n", text.substr(0, size).c_str());
        session.frame(std::string_view{text}.substr(0, size), now);
        sink.note_frame("");
    }
    void open(Instant now, WallTime wall) {
        if (sink.link == CheckedSink::Link::Wanted) {
            tell_step("opened\n");
            sink.note_opened();
            session.opened(now, wall);
        }
    }
    void close(Instant now, std::string_view reason) {
        if (sink.link != CheckedSink::Link::None) {
            tell_step("closed\n");
            sink.note_closed();
            session.closed(now, reason);
        }
    }
    void answer(Input& in, Instant now) {
        auto waiting = std::find_if(sink.sent.begin(), sink.sent.end(),
                                    [](const SentFrame& request) { return !request.answered; });
        unsigned const how = in.byte();
        if (how % 8 == 7 && !sink.sent.empty()) {  // any, even for the second time
            waiting = sink.sent.begin() + in.byte() % static_cast<std::ptrdiff_t>(sink.sent.size());
        }
        if (waiting == sink.sent.end()) {
            return;
        }
        waiting->answered = true;
        SentFrame const request = *waiting;
        if (how / 8 == 31) {
            constexpr int kCodes[] = {10028,  13009, 13004, 10009, 11044, 10041, 11029, 9999,
                                      -32602, 10043, 11051, 13021, 10010, 10004, 11030, 12100};
            return frame(deribit::testing::error_frame(request.id, kCodes[in.below(16)], "no"),
                         now);
        }
        std::string text = right_answer(request, in);
        if (how / 8 == 30) {
            damage(text, in);
        }
        frame(std::move(text), now);
    }
    void tick(Instant now, WallTime wall) {
        session.tick(now, wall);
        // Whoever sleeps until the deadline must not find it in the past for ever.
        for (int i = 0; i < 600 && session.next_deadline() <= now; ++i) {
            session.tick(now, wall);
        }
        HEDGED_ASSERT(session.next_deadline() > now);
    }

    CheckedSink sink;
    Session session;
};

class Story {
public:
    explicit Story(Input& in)
        : in_(in),
          market_(market_config(in), table_, refresh_, 7),
          account_(account_config(), table_, refresh_, 11) {
        InstrumentSpec spec;
        (void)spec.name.assign("BTC-PERPETUAL");
        spec.underlying = UnderlyingIndex{0};
        spec.kind = InstrumentKind::Perpetual;
        spec.state = InstrumentState::Open;
        spec.tick = DecimalStep{5, -1};
        spec.lot = DecimalStep{1, 1};
        spec.minimum_amount = 10.0;
        spec.contract_size = 10.0;
        (void)table_.define(spec);
        perpetual_ = table_.find("BTC-PERPETUAL");
        refresh_.completed = refresh_.wanted;
        market_.session.start(now_, wall());
        account_.session.start(now_, wall());
        if (!in_.one_in(8)) {
            greet(market_);
            greet(account_);
        }
    }

    void run() {
        for (std::size_t step = 0; step < kSteps && !in_.empty(); ++step) {
            if (in_.byte() % 4 == 0) {
                happen(market_);
            } else {
                happen(account_);
            }
        }
        finish(market_);
        finish(account_);
    }

private:
    template <class Session>
    void greet(Host<Session>& host) {
        host.open(now_, wall());
        for (int i = 0; i < 24; ++i) {
            serve_rightly(host);
            now_ = now_ + milliseconds(100);
            host.tick(now_, wall());
        }
    }
    template <class Session>
    void serve_rightly(Host<Session>& host) {
        Input nothing(nullptr, 0);
        for (std::size_t i = 0; i < host.sink.sent.size(); ++i) {
            if (!host.sink.sent[i].answered) {
                host.sink.sent[i].answered = true;
                SentFrame const request = host.sink.sent[i];
                host.frame(right_answer(request, nothing), now_);
            }
        }
    }

    static deribit::MarketSessionConfig market_config(Input& in) {
        deribit::MarketSessionConfig config;
        config.connection.credentials = {"client", deribit::Secret{"s"}};
        config.hedge_instruments = {"BTC-PERPETUAL"};
        config.hedge_books = static_cast<deribit::BookFeed>(in.below(3));
        return config;
    }
    static deribit::AccountSessionConfig account_config() {
        deribit::AccountSessionConfig config;
        config.connection.credentials = {"client", deribit::Secret{"s"}};
        config.tag = tag();
        return config;
    }
    [[nodiscard]] WallTime wall() const {
        return wall_from_milliseconds(1'700'000'000'000) + Duration{now_.nanoseconds()};
    }

    template <class Session>
    void happen(Host<Session>& host) {
        switch (in_.byte() % 16) {
            case 0:
            case 1:
            case 2:
            case 3:
                return host.answer(in_, now_);
            case 4:
                return recorded(host);
            case 5:
                return own_news(host);
            case 6:
                return garbage(host);
            case 7:
                return host.frame(
                    in_.one_in(2)
                        ? R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}})"
                        : R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})",
                    now_);
            case 8:
                host.sink.accepts = !in_.one_in(8);
                return;
            case 9:
                return in_.one_in(3) ? host.close(now_, in_.one_in(2) ? "" : "reset by peer")
                                     : host.open(now_, wall());
            case 10:
            case 11:
            case 12:
                return command(host);
            default:
                return pass(host);
        }
    }

    template <class Session>
    void pass(Host<Session>& host) {
        constexpr std::int64_t kPauses_ms[] = {1, 20, 100, 500, 1'000, 3'100, 11'000, 70'000};
        now_ = now_ + milliseconds(kPauses_ms[in_.below(8)]);
        host.tick(now_, wall());
    }

    template <class Session>
    void recorded(Host<Session>& host) {
        auto const& all = recordings();
        std::string text = all[in_.word() % all.size()];
        if (in_.one_in(3)) {
            damage(text, in_);
        }
        host.frame(std::move(text), now_);
    }

    template <class Session>
    void garbage(Host<Session>& host) {
        std::size_t size = in_.byte();
        auto const* const bytes = in_.take(size);
        host.frame(std::string(reinterpret_cast<const char*>(bytes), size), now_);
    }

    // What the streams would say of our own orders, and a book with gaps.
    template <class Session>
    void own_news(Host<Session>& host) {
        using namespace deribit::testing;
        std::uint32_t const number = 1 + in_.below(4);
        std::string text;
        if (in_.one_in(2)) {
            std::uint64_t const id = 100 + in_.below(8);
            text = notification(
                "book.BTC-PERPETUAL.raw",
                R"({"type":")" + std::string(in_.one_in(3) ? "snapshot" : "change") +
                    R"(","timestamp":1700000001000,"instrument_name":"BTC-PERPETUAL","change_id":)" +
                    std::to_string(id) + R"(,"prev_change_id":)" +
                    std::to_string(id - 1 + in_.below(2)) +
                    R"(,"bids":[["new",60000.0,10.0]],"asks":[["new",)" +
                    (in_.one_in(4) ? "59999.5" : "60000.5") + ",10.0]]}");
        } else {
            constexpr std::string_view kStates[] = {"open", "filled", "cancelled", "odd"};
            text = notification(
                "user.changes.any.BTC.raw",
                R"({"trades":[)" +
                    (in_.one_in(2) ? trade_json("BTC-9" + std::to_string(in_.below(4)), "74365",
                                                label(number), 10.0, 1'700'000'001'000)
                                   : std::string{}) +
                    R"(],"orders":[)" +
                    order_json("74365", label(number), kStates[in_.below(4)], 50.0, 10.0,
                               in_.one_in(8) ? "BTC-1JAN99" : "BTC-PERPETUAL") +
                    R"(],"positions":[)" + position_json("BTC-PERPETUAL", 10.0 * in_.below(9)) +
                    R"(],"instrument_name":"BTC-PERPETUAL"})");
        }
        if (in_.one_in(8)) {
            damage(text, in_);
        }
        host.frame(std::move(text), now_);
    }

    template <class Session>
    void command(Host<Session>& host) {
        VenueCommand const command = some_command();
        tell_step("command %zu\n", command.index());
        if constexpr (std::is_same_v<Session, MarketSession>) {
            bool const orders = std::holds_alternative<PlaceOrder>(command) ||
                                std::holds_alternative<CancelOrder>(command) ||
                                std::holds_alternative<QueryOrder>(command);
            auto const* const wanted = std::get_if<RequestSnapshot>(&command);
            if (orders || (wanted != nullptr && wanted->kind != SnapshotKind::Instruments)) {
                return;  // routed to the account session
            }
        } else if (std::holds_alternative<WatchInstrument>(command)) {
            return;
        }
        host.sink.note_command(command);
        host.session.command(command, now_);
    }

    VenueCommand some_command() {
        std::uint32_t const number = 1 + in_.below(4);
        ClientOrderId const id = make_client_order_id(3, number);
        switch (in_.below(8)) {
            case 0:
                return CancelOrder{id, perpetual_,
                                   in_.one_in(2) ? VenueOrderId{"74365"} : VenueOrderId{}};
            case 1:
                return QueryOrder{id, in_.one_in(16) ? InstrumentIndex{99} : perpetual_};
            case 2:
            case 3:
                return RequestSnapshot{static_cast<SnapshotKind>(in_.below(5)),
                                       kFirstGeneration + ++generations_};
            case 4:
                return WatchInstrument{in_.one_in(4) ? InstrumentIndex{77} : perpetual_};
            default: {
                PlaceOrder order;
                order.client_id = make_client_order_id(3, ++orders_);
                order.instrument = in_.one_in(16) ? InstrumentIndex{50} : perpetual_;
                order.side = in_.one_in(2) ? Side::Sell : Side::Buy;
                order.quantity = Lots{5};
                order.limit = PriceTicks{120'000};
                order.valid_until = wall() + seconds(2);
                return order;
            }
        }
    }

    // The connection ends and time passes: whatever was asked must have been answered.
    template <class Session>
    void finish(Host<Session>& host) {
        if (in_.one_in(2)) {
            host.session.close_gracefully(now_);
        }
        host.close(now_, "the end");
        for (int i = 0; i < 4; ++i) {
            now_ = now_ + seconds(20);
            host.tick(now_, wall());
            if (host.sink.link == CheckedSink::Link::Wanted ||
                host.sink.link == CheckedSink::Link::GivenUp) {
                host.close(now_, "refused");
            }
        }
        host.sink.check_all_answered();
    }

    Input& in_;
    Instant now_{std::int64_t{1'000'000'000'000}};
    deribit::InstrumentTable table_{
        {deribit::underlying_of("BTC")}, 64, deribit::UnknownNames::Refuse};
    deribit::InstrumentRefresh refresh_;
    InstrumentIndex perpetual_;
    Host<MarketSession> market_;
    Host<AccountSession> account_;
    std::uint32_t generations_ = 0;
    std::uint32_t orders_ = 0;
};

}  // namespace

void run(const std::uint8_t* data, std::size_t size) {
    Input in(data, size);
    auto const story = std::make_unique<Story>(in);
    story->run();
}

}  // namespace hedged::fuzz
