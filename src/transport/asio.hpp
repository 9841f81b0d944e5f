// SPDX-License-Identifier: Apache-2.0
// The one door through which this folder includes Asio, so that its quirks are handled once.
// <utility> comes first: Boost 1.74 forgets it and GCC 12 then refuses. No coroutines.
#pragma once

// clang-format off
#include <utility>
// clang-format on

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <chrono>

namespace hedged::transport {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
// The concrete executor: Asio's own aliases hide it behind a virtual call per operation.
using LoopExecutor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, LoopExecutor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, LoopExecutor>;
using Resolver = asio::ip::basic_resolver<Tcp, LoopExecutor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

}  // namespace hedged::transport
