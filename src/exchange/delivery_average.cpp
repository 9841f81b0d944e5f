// SPDX-License-Identifier: Apache-2.0
#include "exchange/delivery_average.hpp"

#include "exchange/iso_time.hpp"

namespace hedged::exchange {

DeliveryAverage::DeliveryAverage(Duration window, Duration interval, WallTime start,
                                 double index) noexcept
    : window_(window),
      interval_(interval),
      settlement_(next_settlement(start)),
      samples_(window.nanoseconds() / interval.nanoseconds()) {
    while (next_sample() <= start) {
        sample(index);
    }
}

WallTime DeliveryAverage::next_sample() const noexcept {
    return settlement_ - interval_ * (samples_ - taken_ - 1);
}

void DeliveryAverage::sample(double index) noexcept {
    sum_ += index;
    ++taken_;
}

void DeliveryAverage::begin_next_day() noexcept {
    settlement_ = settlement_ + seconds(86'400);
    taken_ = 0;
    sum_ = 0.0;
}

bool DeliveryAverage::in_window(WallTime now) const noexcept {
    return now >= settlement_ - window_ && now < settlement_;
}

double DeliveryAverage::weight() const noexcept {
    return static_cast<double>(samples_ - taken_) / static_cast<double>(samples_);
}

double DeliveryAverage::mean() const noexcept {
    return taken_ == 0 ? 0.0 : sum_ / static_cast<double>(taken_);
}

double DeliveryAverage::expected(double index) const noexcept {
    return weight() * index + (1.0 - weight()) * mean();
}

}  // namespace hedged::exchange
