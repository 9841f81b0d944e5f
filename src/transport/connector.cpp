// SPDX-License-Identifier: Apache-2.0
#include "transport/connector.hpp"

#include "transport/report.hpp"

#include <algorithm>

namespace hedged::transport {

Connector::Connector(asio::io_context& context, ConnectorOwner& owner, Duration budget,
                     std::vector<Tcp::endpoint> remembered)
    : owner_(&owner),
      resolver_(context.get_executor()),
      timer_(context.get_executor()),
      socket_(context.get_executor()),
      deadline_(std::chrono::steady_clock::now() + std::chrono::nanoseconds(budget.nanoseconds())),
      remembered_(std::move(remembered)) {}

std::chrono::nanoseconds Connector::time_left() const {
    return deadline_ - std::chrono::steady_clock::now();
}

void Connector::start(const Endpoint& endpoint) {
    host_ = endpoint.host;
    port_ = endpoint.port;
    ErrorCode error;
    const auto literal = asio::ip::make_address(host_, error);
    if (!error) {
        use({Tcp::endpoint(literal, port_)});
        return;
    }
    resolver_.async_resolve(
        host_, std::to_string(port_), Resolver::numeric_service,
        [self = shared_from_this()](const ErrorCode& failure, const auto& results) {
            self->on_resolved(failure, results);
        });
    if (!remembered_.empty()) {
        timer_.expires_after(time_left() / 4);
        timer_.async_wait([self = shared_from_this()](const ErrorCode& failure) {
            if (!failure && self->owner_ != nullptr && self->addresses_.empty()) {
                self->use(self->remembered_);
            }
        });
    }
}

void Connector::cancel() {
    owner_ = nullptr;
    ErrorCode ignored;
    resolver_.cancel();
    timer_.cancel();
    socket_.close(ignored);
}

void Connector::on_resolved(const ErrorCode& error, const Resolver::results_type& results) {
    if (owner_ == nullptr || !addresses_.empty()) {
        return;  // cancelled, or the remembered addresses are being tried already
    }
    timer_.cancel();
    if (!error && !results.empty()) {
        std::vector<Tcp::endpoint> addresses;
        for (const auto& entry : results) {
            addresses.push_back(entry.endpoint());
        }
        use(std::move(addresses));
    } else if (!remembered_.empty()) {
        use(remembered_);
    } else {
        give_up(make_report(CloseReason::kResolveFailed, host_ + ": " + error.message()));
    }
}

void Connector::use(std::vector<Tcp::endpoint> addresses) {
    addresses_ = std::move(addresses);
    next_ = 0;
    try_next();
}

// Not a recursion: the completion it starts comes from the loop.
void Connector::try_next() {
    if (next_ == addresses_.size()) {
        give_up(*last_failure_);
        return;
    }
    const auto shares = static_cast<std::int64_t>(addresses_.size() - next_);
    const Tcp::endpoint& address = addresses_[next_++];
    attempt_timed_out_ = false;
    ErrorCode ignored;
    socket_.close(ignored);
    socket_.async_connect(
        address, [self = shared_from_this()](const ErrorCode& error) { self->on_attempt(error); });
    timer_.expires_after(std::max(time_left() / shares, std::chrono::nanoseconds(1)));
    timer_.async_wait([self = shared_from_this(), attempt = next_](const ErrorCode& error) {
        if (!error && attempt == self->next_ && self->owner_ != nullptr) {
            self->attempt_timed_out_ = true;
            ErrorCode unused;
            self->socket_.close(unused);
        }
    });
}

void Connector::on_attempt(const ErrorCode& error) {
    if (owner_ == nullptr) {
        return;
    }
    timer_.cancel();
    if (!error && !attempt_timed_out_) {
        owner_->on_connected(std::move(socket_));
        return;
    }
    const Tcp::endpoint& tried = addresses_[next_ - 1];
    const std::string what =
        "connecting to " + tried.address().to_string() + " port " + std::to_string(tried.port());
    last_failure_ = attempt_timed_out_ ? make_report(CloseReason::kTimedOut, what + ": no answer")
                                       : describe(error, what);
    try_next();
}

void Connector::give_up(const CloseReport& report) {
    if (owner_ != nullptr) {
        std::exchange(owner_, nullptr)->on_connect_failed(report);
    }
}

}  // namespace hedged::transport
