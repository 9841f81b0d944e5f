// SPDX-License-Identifier: Apache-2.0
// What goes wrong between the daemon and the exchange, and in the exchange's answers.
#include "simulator/injector.hpp"

namespace hedged::simulator {

bool Injector::harm_network(FaultKind kind) {
    const Stream stream = one_in(3) ? Stream::Market : Stream::Account;
    const std::uint64_t connection = host_.connection(stream);
    const bool known = connection != 0 && network_.knows(connection);
    how_ = stream == Stream::Market ? "market connection" : "account connection";
    switch (kind) {
        case FaultKind::FrameDelay:
            if (known) {
                network_.stall(connection, clock_.now + lasting(0.05, 8.0));
            }
            return known;
        case FaultKind::ConnectionDrop:
            if (known) {
                network_.cut(clock_.now, connection);
            }
            return known;
        case FaultKind::HalfOpen:
            if (known) {
                network_.silence(connection);
            }
            return known;
        case FaultKind::ConnectRefused:
            how_ = "everybody";
            venue_.refuse_connections(true);
            later(lasting(1.0, 60.0), [this] { venue_.refuse_connections(false); });
            return true;
        case FaultKind::CorruptBytes:
        case FaultKind::TruncatedFrame:
        case FaultKind::RepeatedFrame:
        case FaultKind::UnknownWord:
        case FaultKind::BadNumber:
        case FaultKind::MissingField:
        case FaultKind::HugeInteger: {
            const int frames = one_in(8) ? 40 : static_cast<int>(1 + random_.below(6));
            how_ = "the next " + std::to_string(frames) + " frames";
            wire_.begin(kind, frames);
            return true;
        }
        case FaultKind::OneSourceSpikes:
            how_ = "index channel";
            wire_.spike_index(clock_.now + lasting(0.5, 200.0), one_in(2) ? 1.16 : 0.84);
            return true;
        case FaultKind::DiskFull:
            how_.clear();
            disk_.set_full(true);
            later(lasting(1.0, 120.0), [this] { disk_.set_full(false); });
            return true;
        case FaultKind::SyncError:
            how_ = "the next sync";
            disk_.fail_syncs(1);
            return true;
        default:
            return false;
    }
}

bool Injector::harm_answers(FaultKind kind) {
    exchange::deribit::Faults& faults = venue_.faults();
    const auto a_few = [&] { return static_cast<int>(1 + random_.below(3)); };
    how_.clear();
    switch (kind) {
        case FaultKind::LostReplies:
            faults.methods = some_methods();
            faults.drop_replies = a_few();
            return true;
        case FaultKind::LateReplies:
            faults.methods = some_methods();
            faults.reply_delay = lasting(0.05, 8.0);
            later(lasting(1.0, 30.0), [this] { venue_.faults().reply_delay = Duration{}; });
            return true;
        case FaultKind::SwallowedRequests:
            faults.methods = some_methods();
            faults.swallow_requests = a_few();
            return true;
        case FaultKind::SwallowedCancels:
            faults.swallow_cancels = a_few() * 3;
            return true;
        case FaultKind::DroppedBeforeActing:
            faults.methods = some_methods();
            faults.close_before_acting = 1;
            return true;
        case FaultKind::DroppedAfterActing:
            faults.methods = some_methods();
            faults.close_after_acting = 1;
            return true;
        case FaultKind::NotificationsFirst:
            faults.notifications_first = true;
            later(lasting(5.0, 120.0), [this] { venue_.faults().notifications_first = false; });
            return true;
        case FaultKind::RepeatedTrades:
            faults.duplicate_user_trades = true;
            later(lasting(5.0, 120.0), [this] { venue_.faults().duplicate_user_trades = false; });
            return true;
        case FaultKind::LostBookChange:
            faults.drop_book_changes = a_few();
            return true;
        case FaultKind::FrozenChannel:
            faults.frozen_channels = {"quote.BTC-PERPETUAL", "book.BTC-PERPETUAL.raw",
                                      "book.BTC-PERPETUAL.100ms",
                                      "book.BTC-PERPETUAL.none.10.100ms"};
            if (one_in(2)) {
                faults.frozen_channels.insert({"ticker.BTC-PERPETUAL.raw",
                                               "ticker.BTC-PERPETUAL.100ms",
                                               "deribit_price_index.btc_usd"});
            }
            later(lasting(0.5, 60.0), [this] { venue_.faults().frozen_channels.clear(); });
            return true;
        case FaultKind::UnknownOrderState:
            faults.order_state_word = "sublimated";
            later(lasting(1.0, 30.0), [this] { venue_.faults().order_state_word.clear(); });
            return true;
        default:
            return false;
    }
}

bool Injector::harm_orders(FaultKind kind) {
    // One code of every class of refusal, and one that nobody knows.
    static constexpr std::array<std::int32_t, 14> kOrderCodes{10009, 10005, 10007, 10019, 10040,
                                                              10041, 10047, 11094, 10021, 10004,
                                                              13019, 10031, 10003, 99'999};
    static constexpr std::array<std::int32_t, 5> kQueryCodes{10040, 13028, 11094, 11051, 99'999};
    exchange::deribit::Faults& faults = venue_.faults();
    const auto refuse = [&](std::string methods, std::int32_t code, Duration how_long) {
        how_ += " " + methods + " with " + std::to_string(code);
        faults.reject_methods = std::move(methods);
        faults.reject_code = code;
        faults.reject_ends_session = code == 10028;
        later(how_long, [this] {
            venue_.faults().reject_code = 0;
            venue_.faults().reject_ends_session = false;
        });
    };
    how_.clear();
    switch (kind) {
        case FaultKind::RefusedOrders:
            refuse(one_in(2) ? "private/buy" : "private/sell",
                   kOrderCodes.at(random_.below(kOrderCodes.size())), lasting(0.5, 20.0));
            return true;
        case FaultKind::RefusedQueries:
            refuse(one_in(2) ? "private/get_" : "public/get_",
                   kQueryCodes.at(random_.below(kQueryCodes.size())), lasting(0.5, 20.0));
            return true;
        case FaultKind::Throttled:
            refuse("private/", 10028, lasting(0.5, 15.0));
            return true;
        case FaultKind::TokenRevoked:
            refuse("private/", 13009, lasting(0.5, 5.0));
            return true;
        case FaultKind::CancelOnDisconnectLost:
            faults.cancel_on_disconnect_lost = true;
            later(lasting(30.0, 300.0),
                  [this] { venue_.faults().cancel_on_disconnect_lost = false; });
            return true;
        case FaultKind::CancelOnDisconnectLate:
            faults.cancel_on_disconnect_delay =
                seconds(static_cast<std::int64_t>(1 + random_.below(20)));
            later(lasting(30.0, 300.0),
                  [this] { venue_.faults().cancel_on_disconnect_delay = Duration{}; });
            return true;
        default:
            return false;
    }
}

}  // namespace hedged::simulator
