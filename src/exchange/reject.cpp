// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/reject.hpp"

#include <array>
#include <cstddef>

namespace hedged::exchange {
namespace {

struct Row {
    RejectCode code;
    int number;
    std::string_view text;
};

constexpr std::array kRows{
    Row{RejectCode::QuantityTooLow, 10002, "qty_too_low"},
    Row{RejectCode::OrderNotFound, 10004, "order_not_found"},
    Row{RejectCode::PriceTooLow, 10005, "price_too_low"},
    Row{RejectCode::PriceTooHigh, 10007, "price_too_high"},
    Row{RejectCode::NotEnoughFunds, 10009, "not_enough_funds"},
    Row{RejectCode::AlreadyClosed, 10010, "already_closed"},
    Row{RejectCode::TooManyOpenOrders, 10013, "max_total_open_orders"},
    Row{RejectCode::LockedByAdmin, 10019, "locked_by_admin"},
    Row{RejectCode::UnknownInstrument, 10020, "invalid_or_unsupported_instrument"},
    Row{RejectCode::InvalidAmount, 10021, "invalid_amount"},
    Row{RejectCode::InvalidPrice, 10023, "invalid_price"},
    Row{RejectCode::NonIntegerContracts, 10027, "non_integer_contract_amount"},
    Row{RejectCode::NotOwnerOfOrder, 10029, "not_owner_of_order"},
    Row{RejectCode::SettlementInProgress, 10041, "settlement_in_progress"},
    Row{RejectCode::PriceWrongTick, 10043, "price_wrong_tick"},
    Row{RejectCode::AlreadyFilled, 11008, "already_filled"},
    Row{RejectCode::InvalidArguments, 11029, "invalid_arguments"},
    Row{RejectCode::OtherReject, 11030, "other_reject"},
    Row{RejectCode::NotOpenOrder, 11044, "not_open_order"},
    Row{RejectCode::UnsupportedCombination, 11047, "unsupported_arg_combination"},
    Row{RejectCode::PostOnlyReject, 11054, "post_only_reject"},
    Row{RejectCode::PostOnlyNotAllowed, 11055, "post_only_not_allowed"},
    Row{RejectCode::AccountLocked, 11098, "account_locked"},
    Row{RejectCode::OrderbookClosed, 13019, "orderbook_closed"},
    Row{RejectCode::NonUniqueLabel, 13032, "non_unique_order_label"},
    Row{RejectCode::TimedOut, 13888, "timed_out"},
};

// The table is indexed by the enumerator, so a row out of place is a compile error.
constexpr bool rows_in_place() {
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (static_cast<std::size_t>(kRows[i].code) != i) {
            return false;
        }
    }
    return kRows.size() == static_cast<std::size_t>(RejectCode::TimedOut) + 1;
}
static_assert(rows_in_place());

}  // namespace

int deribit_code(RejectCode code) noexcept {
    return kRows[static_cast<std::size_t>(code)].number;
}

std::string_view deribit_message(RejectCode code) noexcept {
    return kRows[static_cast<std::size_t>(code)].text;
}

}  // namespace hedged::exchange
