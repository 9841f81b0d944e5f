// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/credentials.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace hedged::config {
namespace {

namespace fs = std::filesystem;

class Credential : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "hedged_keys_XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        ::unsetenv("CREDENTIALS_DIRECTORY");
    }
    void TearDown() override {
        ::unsetenv("CREDENTIALS_DIRECTORY");
        ::unsetenv("HEDGED_T_CLIENT_ID");
        ::unsetenv("HEDGED_T_CLIENT_SECRET");
        fs::remove_all(folder_);
    }
    std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) {
        const fs::path path = folder_ / name;
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path.string();
    }
    fs::path folder_;
};

constexpr const char* kGood = "# key of the paper account\nclient_id: abc\nclient_secret: s3cr3t\n";

TEST_F(Credential, ReadsAFileThatOnlyItsOwnerCanRead) {
    const auto found = load_credentials({"", write("key", kGood), ""});
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(found.value().client_id, "abc");
    EXPECT_EQ(found.value().client_secret.view(), "s3cr3t");
    EXPECT_EQ(found.value().warning, "");
}

TEST_F(Credential, RefusesAFileThatOthersCanRead) {
    for (const mode_t mode : {0640U, 0604U, 0660U, 0610U}) {
        const auto found = load_credentials({"", write("key", kGood, mode), ""});
        ASSERT_FALSE(found) << std::oct << mode;
        EXPECT_NE(found.error().find("chmod 600"), std::string::npos);
    }
}

TEST_F(Credential, RefusesALinkADirectoryAndAPipe) {
    const std::string file = write("key", kGood);
    const std::string link = (folder_ / "link").string();
    fs::create_symlink(file, link);
    EXPECT_FALSE(load_credentials({"", link, ""}));
    EXPECT_FALSE(load_credentials({"", folder_.string(), ""}));
    const std::string pipe = (folder_ / "pipe").string();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_FALSE(load_credentials({"", pipe, ""}));
}

TEST_F(Credential, NeverShowsTheSecretInAnError) {
    const auto found = load_credentials({"", write("key", "client_secre: s3cr3t\n"), ""});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().find("s3cr3t"), std::string::npos);
    EXPECT_NE(found.error().find(":1:"), std::string::npos);
}

TEST_F(Credential, NeedsBothHalves) {
    EXPECT_FALSE(load_credentials({"", write("key", "client_id: abc\n"), ""}));
    EXPECT_FALSE(load_credentials({"", write("key", "client_secret: abc\n"), ""}));
    EXPECT_FALSE(load_credentials({"", write("key", ""), ""}));
}

TEST_F(Credential, PrefersTheServiceManagersDirectory) {
    write("deribit", "client_id: from_service\nclient_secret: x\n", 0440);
    ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
    const auto found = load_credentials({"deribit", write("key", kGood), ""});
    ASSERT_TRUE(found) << found.error();
    EXPECT_EQ(found.value().client_id, "from_service");
}

TEST_F(Credential, DoesNotSkipAnUnsafeFileForALaterSource) {
    ::setenv("HEDGED_T_CLIENT_ID", "abc", 1);
    ::setenv("HEDGED_T_CLIENT_SECRET", "def", 1);
    EXPECT_FALSE(load_credentials({"", write("key", kGood, 0644), "HEDGED_T"}));
}

TEST_F(Credential, WarnsWhenTheKeyCameFromTheEnvironment) {
    ::setenv("HEDGED_T_CLIENT_ID", "abc", 1);
    ::setenv("HEDGED_T_CLIENT_SECRET", "def", 1);
    const auto found = load_credentials({"", (folder_ / "none").string(), "HEDGED_T"});
    ASSERT_TRUE(found) << found.error();
    EXPECT_NE(found.value().warning, "");
    EXPECT_EQ(found.value().client_secret.view(), "def");
}

TEST_F(Credential, NamesEveryPlaceItLookedAt) {
    const auto found = load_credentials({"", (folder_ / "none").string(), "HEDGED_T"});
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().find("none"), std::string::npos);
    EXPECT_NE(found.error().find("HEDGED_T"), std::string::npos);
}

}  // namespace
}  // namespace hedged::config
