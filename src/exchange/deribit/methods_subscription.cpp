// SPDX-License-Identifier: Apache-2.0
// Subscriptions. The reply lists what is really listened to; names that are no channel are left out
// without a word, and a channel already listened to is confirmed without a second snapshot.
#include "exchange/deribit/call.hpp"

#include <array>

namespace hedged::exchange::deribit {
namespace {

void render_names(JsonWriter& json, const std::vector<std::string>& names) {
    json.begin_array();
    for (auto const& name : names) {
        json.value(std::string_view{name});
    }
    json.end_array();
}

Outcome subscribe(Call& call, bool user_channels) {
    auto const names = call.params.required_texts("channels");
    if (call.params.error()) {
        return call.params.error();
    }
    std::vector<std::pair<std::string, ChannelSpec>> wanted;
    for (auto const& name : names) {
        auto const spec = parse_channel(name, call.exchange());
        if (spec && spec->raw_public() && call.grant == nullptr) {
            return fail(ErrorCode::RawSubscriptionsNeedAuth);
        }
        bool const readable =
            spec && (!spec->needs_account() ||
                     (user_channels && allows(call.grant->scope.rights, Need::TradeRead)));
        if (readable) {
            wanted.emplace_back(name, *spec);
        }
    }
    auto& hub = call.services.hub;
    auto const connection = call.session.connection;
    auto const account = call.grant == nullptr ? AccountId{} : call.account();
    std::vector<std::string> granted;
    for (auto const& [name, spec] : wanted) {
        if (hub.count(connection) >= call.services.config.channels_per_connection) {
            break;
        }
        (void)hub.subscribe(connection, account, name, spec);
        granted.push_back(name);
    }
    render_names(call.json, granted);
    return std::nullopt;
}

Outcome public_subscribe(Call& call) {
    return subscribe(call, false);
}

Outcome private_subscribe(Call& call) {
    return subscribe(call, true);
}

Outcome unsubscribe(Call& call) {
    auto const names = call.params.required_texts("channels");
    if (call.params.error()) {
        return call.params.error();
    }
    std::vector<std::string> ended;
    for (auto const& name : names) {
        if (call.services.hub.unsubscribe(call.session.connection, name)) {
            ended.push_back(name);
        }
    }
    render_names(call.json, ended);
    return std::nullopt;
}

Outcome public_unsubscribe_all(Call& call) {
    call.services.hub.unsubscribe_all(call.session.connection, false);
    call.json.value("ok");
    return std::nullopt;
}

Outcome private_unsubscribe_all(Call& call) {
    call.services.hub.unsubscribe_all(call.session.connection, true);
    call.json.value("ok");
    return std::nullopt;
}

constexpr std::array kMethods{
    Method{"public/subscribe", public_subscribe, Need::Nothing, CreditClass::Subscribe, true},
    Method{"private/subscribe", private_subscribe, Need::Login, CreditClass::Subscribe, true},
    Method{"public/unsubscribe", unsubscribe, Need::Nothing, CreditClass::Subscribe, true},
    Method{"private/unsubscribe", unsubscribe, Need::Login, CreditClass::Subscribe, true},
    Method{"public/unsubscribe_all", public_unsubscribe_all, Need::Nothing, CreditClass::Subscribe,
           true},
    Method{"private/unsubscribe_all", private_unsubscribe_all, Need::Login, CreditClass::Subscribe,
           true},
};

}  // namespace

std::span<const Method> subscription_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
