// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/service_notify.hpp"

#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hedged::ops {
namespace {

TEST(ServiceNotify, DoesNothingWithoutAServiceManager) {
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_FALSE(notify_service("READY=1"));
    ::setenv("NOTIFY_SOCKET", "relative", 1);
    EXPECT_FALSE(notify_service("READY=1"));
    ::unsetenv("NOTIFY_SOCKET");
}

TEST(ServiceNotify, SendsOneDatagram) {
    const support::TemporaryFolder folder;
    const std::string path = folder.file("notify");
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    EXPECT_TRUE(notify_service("READY=1\nSTATUS=hold"));
    ::unsetenv("NOTIFY_SOCKET");
    char buffer[64] = {};
    EXPECT_EQ(::recv(fd, buffer, sizeof buffer, 0), 19);
    EXPECT_STREQ(buffer, "READY=1\nSTATUS=hold");
    ::close(fd);
}

}  // namespace
}  // namespace hedged::ops
