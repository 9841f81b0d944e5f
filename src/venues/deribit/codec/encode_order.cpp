// SPDX-License-Identifier: Apache-2.0
// Orders, edits and cancels.
#include "hedged/venues/deribit/codec/request.hpp"

#include "venues/deribit/codec/json_writer.hpp"

namespace hedged::deribit {
namespace {

[[nodiscard]] JsonWriter start(Buffer out, RequestId id, Request request) noexcept {
    JsonWriter json(out);
    json.open(id, method_name(request));
    return json;
}

[[nodiscard]] std::string_view time_in_force_word(TimeInForce tif) noexcept {
    switch (tif) {
        case TimeInForce::GoodTilCancelled:
            return "good_til_cancelled";
        case TimeInForce::GoodTilDay:
            return "good_til_day";
        case TimeInForce::ImmediateOrCancel:
            return "immediate_or_cancel";
        case TimeInForce::FillOrKill:
            return "fill_or_kill";
        case TimeInForce::Unknown:
            return {};
    }
    return {};
}

[[nodiscard]] bool may_be_sent(const PlaceOrder& order, const InstrumentSpec& spec) noexcept {
    const bool post_only_fits =
        !order.post_only || order.time_in_force == TimeInForce::GoodTilCancelled;
    return order.instrument == spec.index && spec.index.valid() && order.quantity.value() > 0 &&
           spec.lot.mantissa > 0 && spec.tick.mantissa > 0 && !spec.name.empty() && post_only_fits;
}

}  // namespace

std::string_view encode_place(Buffer out, RequestId id, const PlaceOrder& order,
                              const InstrumentSpec& spec, const AccountTag& tag) noexcept {
    const Label label = encode_label(tag, order.client_id);
    const std::string_view tif = time_in_force_word(order.time_in_force);
    if (label.empty() || tif.empty() || !may_be_sent(order, spec)) {
        return {};
    }
    JsonWriter json = start(out, id, order.side == Side::Buy ? Request::Buy : Request::Sell);
    json.text("instrument_name", spec.name.view());
    json.multiple("amount", spec.lot, order.quantity.value());
    json.word("type", "limit");
    json.multiple("price", spec.tick, order.limit.value());
    json.word("label", label.view());
    json.word("time_in_force", tif);
    if (order.post_only) {
        json.flag("post_only", true);
        json.flag("reject_post_only", true);
    }
    if (order.reduce_only) {
        json.flag("reduce_only", true);
    }
    if (order.valid_until != WallTime{}) {
        json.milliseconds("valid_until", order.valid_until);
    }
    return json.done();
}

std::string_view encode_edit(Buffer out, RequestId id, std::string_view order_id,
                             const InstrumentSpec& spec, Lots total, PriceTicks limit,
                             bool post_only) noexcept {
    if (order_id.empty() || total.value() <= 0 || spec.lot.mantissa <= 0 ||
        spec.tick.mantissa <= 0) {
        return {};
    }
    JsonWriter json = start(out, id, Request::Edit);
    json.text("order_id", order_id);
    json.multiple("amount", spec.lot, total.value());
    json.multiple("price", spec.tick, limit.value());
    if (post_only) {
        json.flag("post_only", true);
        json.flag("reject_post_only", true);
    }
    return json.done();
}

std::string_view encode_cancel(Buffer out, RequestId id, std::string_view order_id) noexcept {
    if (order_id.empty()) {
        return {};
    }
    JsonWriter json = start(out, id, Request::Cancel);
    json.text("order_id", order_id);
    return json.done();
}

// Without a label this would be a cancel of everything unlabelled: other people's orders.
std::string_view encode_cancel_by_label(Buffer out, RequestId id, std::string_view currency,
                                        std::string_view label) noexcept {
    if (label.empty()) {
        return {};
    }
    JsonWriter json = start(out, id, Request::CancelByLabel);
    json.text("label", label);
    if (!currency.empty()) {
        json.text("currency", currency);
    }
    return json.done();
}

std::string_view encode_cancel_all(Buffer out, RequestId id) noexcept {
    return start(out, id, Request::CancelAll).done();
}

std::string_view encode_cancel_all_by_currency(Buffer out, RequestId id,
                                               std::string_view currency) noexcept {
    JsonWriter json = start(out, id, Request::CancelAllByCurrency);
    json.text("currency", currency);
    return json.done();
}

std::string_view encode_cancel_all_by_instrument(Buffer out, RequestId id,
                                                 std::string_view instrument) noexcept {
    JsonWriter json = start(out, id, Request::CancelAllByInstrument);
    json.text("instrument_name", instrument);
    return json.done();
}

}  // namespace hedged::deribit
