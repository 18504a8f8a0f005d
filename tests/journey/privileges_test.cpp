#include "tests/support/command.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/// What becomes of root's rights.
namespace parlor::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class StartedAsRoot : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "only root has rights to give up; run this test as root";
        fs::permissions(folder.path(), fs::perms{0755});
        fs::create_directory(web);
        std::ofstream{web / "index.html"} << "<!doctype html>";
    }
    ServerOptions as(const std::string& user) const
    {
        return {.flags = {"--server.user=" + user, "--data=" + data.string(), "--web=" + web.string()}};
    }
    static uid_t owner_of(const fs::path& path)
    {
        struct stat about {};
        EXPECT_EQ(lstat(path.c_str(), &about), 0) << path;
        return about.st_uid;
    }
    /// Line of /proc/PID/status, e.g. `Uid`.
    static std::string status_of(const ServerProcess& server, const std::string& name)
    {
        std::ifstream in{"/proc/" + std::to_string(server.pid()) + "/status"};
        for (std::string line; std::getline(in, line);)
            if (line.starts_with(name + ":")) return line.substr(name.size() + 1);
        return {};
    }
    static std::string four_times(uid_t id)
    {
        std::string text;
        for (int i = 0; i < 4; ++i) text += "\t" + std::to_string(id);
        return text;
    }

    TempFolder folder;
    const fs::path data = folder.path() / "data";
    const fs::path web = folder.path() / "web";
    const uid_t nobody = getpwnam("nobody")->pw_uid;
};

TEST_F(StartedAsRoot, the_server_goes_on_as_somebody_who_may_do_less)
{
    ServerProcess server{as("nobody")};

    EXPECT_EQ(status_of(server, "Uid"), four_times(nobody));
    EXPECT_EQ(status_of(server, "Gid"), four_times(getpwnam("nobody")->pw_gid));
    EXPECT_THAT(status_of(server, "CapEff"), HasSubstr("0000000000000000"));
    EXPECT_EQ(owner_of(data), nobody);
    EXPECT_EQ(owner_of(data / "parlor.db"), nobody);
    EXPECT_EQ(HttpClient{server.port()}.get("/readyz").status, 200);
    EXPECT_EQ(HttpClient{server.port()}.get("/").status, 200);
    EXPECT_EQ(server.stop().code, 0);
}

TEST_F(StartedAsRoot, it_does_so_without_being_told_whom_to_go_on_as)
{
    ServerProcess server{as("")};

    EXPECT_NE(status_of(server, "Uid"), four_times(0));
}

TEST_F(StartedAsRoot, it_takes_over_data_that_root_wrote_before)
{
    {
        ServerProcess server{as("root")};
        EXPECT_EQ(status_of(server, "Uid"), four_times(0));
        server.kill();
    }
    ASSERT_EQ(owner_of(data / "parlor.db"), 0U);

    ServerProcess server{as("nobody")};

    EXPECT_EQ(owner_of(data / "parlor.db"), nobody);
    EXPECT_EQ(owner_of(data / "provider.key"), nobody);
    EXPECT_EQ(HttpClient{server.port()}.get("/readyz").status, 200);
}

TEST_F(StartedAsRoot, it_hands_over_no_folder_in_which_other_things_lie)
{
    fs::create_directory(data);
    std::ofstream{data / "letters"} << "mine";

    const auto outcome = run_server({"--server.user=nobody", "--data=" + data.string(), "--listen=127.0.0.1:0"});

    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(owner_of(data), 0U);
    EXPECT_EQ(owner_of(data / "letters"), 0U);
}

TEST_F(StartedAsRoot, it_refuses_a_user_who_is_not_there_or_can_not_reach_the_data)
{
    const auto stranger = run_server({"--server.user=no-such-user", "--data=" + data.string()});
    EXPECT_EQ(stranger.code, 1);
    EXPECT_THAT(stranger.errors, HasSubstr("There is no user no-such-user"));

    fs::permissions(folder.path(), fs::perms{0700});
    const auto outside = run_server({"--server.user=nobody", "--data=" + data.string()});
    EXPECT_EQ(outside.code, 1);
    EXPECT_THAT(outside.errors, HasSubstr("nobody, who cannot use " + folder.path().string()));
}

} // namespace
} // namespace parlor::test
