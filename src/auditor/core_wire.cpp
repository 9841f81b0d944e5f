// SPDX-License-Identifier: Apache-2.0
// What crosses the wire, and which rule looks at it.
#include "auditor/core.hpp"
#include "auditor/label.hpp"
#include "auditor/text.hpp"

#include <algorithm>

namespace hedged::auditor {
namespace {

// Orders that were told of nothing else are looked through now and then.
constexpr std::size_t kPruneAbove = 32;

bool is_account_news(std::string_view channel) noexcept {
    return channel.starts_with("user.changes") || channel.starts_with("user.orders") ||
           channel.starts_with("user.trades");
}

}  // namespace

void Auditor::Core::frame_left(Instant now, ConnectionId id, std::string_view bytes) {
    auto const found = connections_.find(id.raw);
    Instance* const sender = found == connections_.end() ? nullptr : find(found->second.instance);
    if (sender == nullptr) {
        return;
    }
    Connection& connection = found->second;
    RequestSeen const request = reader_.read_request(bytes);
    Method const method = method_of(request.method);
    if (method != Method::Auth) {
        output(now, sender->id, bytes, "a request");
    }
    Request& sent = connection.requests[request.id];
    sent.method = method;
    sent.label.assign(request.label);
    sent.left_at = now;
    sent.market_at = exchange_.now();
    switch (method) {
        case Method::Order:
            order_left(now, *sender, connection, id, request);
            break;
        case Method::Edit:
            nothing_after_kill(now, *sender, "a change of an order");
            foreign_untouched(now, *sender, request);
            within_budget(now, *sender, true);
            break;
        case Method::Cancel:
            foreign_untouched(now, *sender, request);
            within_budget(now, *sender, false);
            break;
        case Method::Other:
        case Method::Auth:
        case Method::SubscribePrivate:
        case Method::CancelOnDisconnect:
        case Method::OpenOrders:
        case Method::Trades:
        case Method::Positions:
        case Method::Summary:
        case Method::OrderByLabel:
            break;
    }
}

void Auditor::Core::order_left(Instant now, Instance& sender, Connection& connection,
                               ConnectionId id, const RequestSeen& request) {
    truth_.sample(now);
    if (orders_.size() > kPruneAbove) {
        prune();
    }
    Leaving order{now, sender, connection, id, request};
    order.instrument = exchange_.find(request.instrument);
    order.side = request.method == "private/buy" ? exchange::Side::Buy : exchange::Side::Sell;
    for (const CoinFacts& coin : sender.facts.coins) {
        if (coin.hedge_instrument == request.instrument) {
            order.coin = &coin;
        }
    }
    order.client_id = client_id_of(request.label, sender.facts.account_tag).value_or(0);
    bool const finite = finite_numbers(now, sender, request);
    if (!request.readable) {
        return;  // nothing else can be said of it
    }
    nothing_after_kill(now, sender, "order " + std::string{request.label});
    safe_start(order);
    journal_before_wire(order);
    one_sender(order);
    within_budget(now, sender, true);
    if (finite) {
        order.amount = request.amount.value_or(0.0);
        order.price = request.price.value_or(0.0);
        within_limits(order);
        fresh_data(order);
        if (single(order)) {
            no_open_question(order);
            within_need(order);
        }
    }
    sender.has_sent = true;
    remember(order);
}

void Auditor::Core::remember(const Leaving& order) {
    if (order.client_id == 0 || order.instrument == nullptr) {
        return;
    }
    OwnOrder own;
    own.client_id = order.client_id;
    own.label.assign(order.request.label);
    own.instance = order.sender.id;
    own.connection = order.connection_id;
    own.instrument = order.instrument->id;
    own.side = order.side;
    own.amount = order.amount;
    if (order.request.valid_until_ms) {
        own.valid_until = wall_from_milliseconds(*order.request.valid_until_ms);
    }
    own.left_at = order.now;
    orders_.push_back(std::move(own));
}

void Auditor::Core::frame_reached(ConnectionId id, std::string_view bytes) {
    auto const found = connections_.find(id.raw);
    if (found == connections_.end()) {
        return;
    }
    auto const number = number_at(bytes, "id");
    auto const sent = !number ? found->second.requests.end()
                              : found->second.requests.find(static_cast<std::uint64_t>(*number));
    if (sent == found->second.requests.end() || sent->second.method != Method::Order) {
        return;
    }
    for (OwnOrder& order : orders_) {
        if (order.connection == id && order.label == sent->second.label) {
            order.reached = true;
        }
    }
}

void Auditor::Core::frame_arrived(Instant now, ConnectionId id, std::string_view bytes,
                                  bool damaged) {
    auto const found = connections_.find(id.raw);
    Instance* const instance = found == connections_.end() ? nullptr : find(found->second.instance);
    if (instance == nullptr) {
        return;
    }
    Glance const seen = glance(bytes);
    if (damaged && found->second.stream == Stream::Account) {
        instance->damaged_at = now;
        on_damaged(*instance, nullptr, bytes);
    }
    if (!seen.channel.empty()) {
        if (is_account_news(seen.channel)) {
            on_stream(now, *instance, found->second, bytes, damaged);
        } else {
            // A damaged frame may count for the daemon or not; its numbers are not judged.
            instance->market.on_frame(now, exchange_.now(), seen.channel,
                                      damaged ? std::string_view{} : bytes);
        }
        return;
    }
    if (!seen.id) {
        return;
    }
    auto const sent = found->second.requests.find(*seen.id);
    if (sent == found->second.requests.end()) {
        return;
    }
    Request const request = sent->second;
    // An order's answer may be repeated by whoever damages frames; the others come once.
    if (!damaged && request.method != Method::Order) {
        found->second.requests.erase(sent);
    }
    if (request.method != Method::Other) {
        on_reply(now, *instance, found->second, request, bytes, damaged);
    }
}

void Auditor::Core::on_stream(Instant now, Instance& instance, const Connection& connection,
                              std::string_view frame, bool damaged) {
    const AccountNews& news = reader_.read(frame);
    if (news.names_positions) {
        instance.positions_heard = now;
    }
    on_evidence(now, instance, news, connection.read.whole(), damaged || !news.readable);
    if (!news.readable || damaged) {
        on_damaged(instance, nullptr, frame);
    }
}

void Auditor::Core::on_reply(Instant now, Instance& instance, Connection& connection,
                             const Request& request, std::string_view frame, bool damaged) {
    const AccountNews& news = reader_.read(frame);
    if (request.method == Method::Auth) {
        for (std::string_view const key : {"access_token", "refresh_token"}) {
            std::string_view const token = text_at(frame, key);
            if (!token.empty() && !damaged) {
                instance.tokens.emplace_back(token);
            }
        }
        return;
    }
    if (news.names_positions || (request.method == Method::Positions && news.has_result)) {
        instance.positions_heard = now;
    }
    bool const must_count = request.method == Method::Order && connection.read.whole();
    on_evidence(now, instance, news, must_count, damaged || !news.readable);
    if (damaged || !news.readable) {
        on_damaged(instance, &request, frame);
        note_damaged_read(now, instance, connection, request);
        on_absence(instance, request, news, true);
        return;
    }
    on_absence(instance, request, news, false);
    if (request.method == Method::Order && news.is_error) {
        on_refusal(request, news, instance);
    }
    note_read(now, connection, request, news, frame);
}

// The daemon may have taken a damaged report for what it was.
void Auditor::Core::note_damaged_read(Instant now, Instance& instance, Connection& connection,
                                      const Request& request) {
    AccountRead& read = connection.read;
    if (request.method == Method::SubscribePrivate && !read.subscribed) {
        read.subscribed = now;
    }
    read.cancel_on_disconnect =
        read.cancel_on_disconnect || request.method == Method::CancelOnDisconnect;
    read.open_orders = read.open_orders || request.method == Method::OpenOrders;
    read.trades = read.trades || request.method == Method::Trades;
    read.positions = read.positions || request.method == Method::Positions;
    read.summary = read.summary || request.method == Method::Summary;
    if (request.method == Method::Positions) {
        instance.positions_heard = now;
    }
}

// Which of the reports that a safe start needs have come, each asked for after the account's stream
// was running.
void Auditor::Core::note_read(Instant now, Connection& connection, const Request& request,
                              const AccountNews& news, std::string_view frame) {
    AccountRead& read = connection.read;
    if (request.method == Method::SubscribePrivate) {
        bool const granted = std::ranges::any_of(news.strings, is_account_news);
        if (granted && !read.subscribed) {
            read.subscribed = now;
        }
        return;
    }
    if (request.method == Method::CancelOnDisconnect) {
        read.cancel_on_disconnect = news.has_result && news.result_is_true;
        return;
    }
    bool const fits = news.has_result && read.subscribed && request.left_at >= *read.subscribed;
    bool const whole = frame.find("\"has_more\":true") == std::string_view::npos;
    if (!fits || !whole) {
        return;
    }
    read.open_orders = read.open_orders || request.method == Method::OpenOrders;
    read.trades = read.trades || request.method == Method::Trades;
    read.positions = read.positions || request.method == Method::Positions;
    read.summary = read.summary || request.method == Method::Summary;
}

}  // namespace hedged::auditor
