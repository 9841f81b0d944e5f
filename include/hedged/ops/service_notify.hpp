// SPDX-License-Identifier: Apache-2.0
// Tells the service manager, where there is one, how the daemon is: the datagram protocol of
// systemd's sd_notify, without its library. Does nothing without NOTIFY_SOCKET. Cold code.
#pragma once

#include <string_view>

namespace hedged::ops {

// For example "READY=1\nSTATUS=hold: not armed". False: nobody listens, or it could not be sent.
bool notify_service(std::string_view state) noexcept;

}  // namespace hedged::ops
