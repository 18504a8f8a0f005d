#include "tests/journey/chat_crowd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sys/resource.h>

/// What the machine may do to a server: no room on the disk, no descriptors, no memory, no time, files that are not what they
/// were. Nothing that was acknowledged is lost, what can't be done is refused in words, and it goes on by itself where it can.
namespace parlor::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

/// A limit of a process that runs, until this goes.
class Limit {
public:
    Limit(const ServerProcess& server, __rlimit_resource what, rlim_t most) : pid_(server.pid()), what_(what)
    {
        ::prlimit(pid_, what_, nullptr, &before_);
        const rlimit now{.rlim_cur = most, .rlim_max = before_.rlim_max};
        if (::prlimit(pid_, what_, &now, nullptr) != 0) throw std::runtime_error("prlimit");
    }
    ~Limit() { ::prlimit(pid_, what_, &before_, nullptr); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

private:
    pid_t pid_;
    __rlimit_resource what_;
    rlimit before_{};
};

ServerOptions patient(std::vector<std::string> more = {})
{
    return {.flags = ChatCrowd::flags(std::move(more)), .port = free_port()};
}

fs::path write_ahead_log(const ServerProcess& server)
{
    for (const auto& file : fs::directory_iterator{server.data()})
        if (file.path().string().ends_with("-wal")) return file.path();
    throw std::runtime_error("there is no write-ahead log in " + server.data().string());
}

TEST(Faults, a_full_disk_refuses_what_is_written_and_nothing_else_until_there_is_room)
{
    ServerProcess server{patient()};
    ChatCrowd crowd{server};
    crowd.wait_for_acks(200);
    HttpClient http{server.port(), bearer(crowd.owner())};
    {
        // No file grows beyond what the largest has: as on a full disk, but for this process alone.
        const Limit full{server, RLIMIT_FSIZE, fs::file_size(write_ahead_log(server))};
        EXPECT_FALSE(crowd.acks_come(5'000, 1s)) << "it was not full";

        EXPECT_EQ(http.get("/api/v1/lobbies/" + crowd.lobby() + "/entries?limit=5").status, 200) << "reading goes on";
        EXPECT_EQ(http.get("/healthz").status, 200);
    }
    crowd.wait_for_acks(200);

    crowd.finish();

    EXPECT_TRUE(server.running());
    EXPECT_THAT(server.errors(), HasSubstr("store_write_failed"));
}

/// A clock of the wall that a test sets for one server, by libfaketime; times that only pass are left alone.
class WallClock {
public:
    WallClock() { set("+0"); }

    /// As libfaketime reads it, e.g. `-1h`.
    void set(const std::string& offset)
    {
        // Never half written: the server may read it at any time.
        const auto next = folder_.path() / "next";
        std::ofstream{next} << offset << '\n';
        fs::rename(next, file_);
    }
    std::map<std::string, std::string> environment() const
    {
        return {{"LD_PRELOAD", library()},
                {"FAKETIME_TIMESTAMP_FILE", file_.string()},
                {"FAKETIME_NO_CACHE", "1"},
                {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}};
    }

private:
    static std::string library()
    {
        for (const auto& folder : fs::directory_iterator{"/usr/lib"})
            if (auto file = folder.path() / "faketime/libfaketimeMT.so.1"; fs::exists(file)) return file.string();
        throw std::runtime_error("libfaketime is not there");
    }

    TempFolder folder_;
    const fs::path file_ = folder_.path() / "clock";
};

/// When the newest entry was written, as the server says.
std::int64_t newest_time(const ServerProcess& server, const ChatCrowd& crowd)
{
    HttpClient http{server.port(), bearer(crowd.owner())};
    const auto answer = http.get("/api/v1/lobbies/" + crowd.lobby() + "/entries?limit=1");
    return answer.json().at("entries").at(0).at("at").to_number<std::int64_t>();
}

TEST(Faults, steps_of_the_clock_end_nobodys_session_and_move_no_line)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers and libfaketime both want to be loaded first";
#endif
    WallClock clock;
    auto options = patient();
    options.environment = clock.environment();
    ServerProcess server{options};
    ChatCrowd crowd{server};
    crowd.wait_for_acks(200);
    const auto before = newest_time(server, crowd);
    constexpr std::int64_t hour = 3'600'000;

    const auto date = [&] { return HttpClient{server.port()}.get("/healthz").header("Date"); };
    const auto today = date().substr(0, 16);

    clock.set("-3d");
    crowd.wait_for_acks(200);
    EXPECT_NE(date().substr(0, 16), today) << "the clock went back";
    EXPECT_GE(newest_time(server, crowd), before) << "a log's times do not go back";
    clock.set("+2d");
    crowd.wait_for_acks(200);
    EXPECT_GT(newest_time(server, crowd), before + 47 * hour) << "the clock went on";
    clock.set("+0");
    crowd.wait_for_acks(200);

    const auto outcome = crowd.finish();
    EXPECT_EQ(outcome.resent, 0U) << "nobody was put out";
    EXPECT_EQ(server.stop().code, 0) << server.errors();
}

TEST(Faults, without_descriptors_newcomers_wait_and_those_who_are_in_stay)
{
    ServerProcess server{patient()};
    ChatCrowd crowd{server};
    crowd.wait_for_acks(100);
    std::vector<std::unique_ptr<TcpStream>> newcomers;
    {
        const Limit none{server, RLIMIT_NOFILE, 8};
        for (int i = 0; i < 20; ++i) newcomers.push_back(std::make_unique<TcpStream>(server.port()));
        crowd.wait_for_acks(200);
    }
    newcomers.clear();

    HttpClient http{server.port()};
    EXPECT_EQ(http.get("/healthz").status, 200) << "there is room again";
    crowd.finish();
}

TEST(Faults, a_server_that_stood_still_goes_on_where_it_was)
{
    ServerProcess server{patient({"--net.heartbeat=300ms"})};
    ChatCrowd crowd{server};

    for (int i = 0; i < 3; ++i) {
        crowd.wait_for_acks(100);
        server.send_signal(SIGSTOP);
        EXPECT_FALSE(crowd.acks_come(1'000, 1s)) << "it did not stand still";
        server.send_signal(SIGCONT);
    }
    crowd.wait_for_acks(200);

    crowd.finish();
}

TEST(Faults, where_memory_ends_at_worst_the_process_does)
{
    ServerProcess server{patient()};
    ChatCrowd crowd{server};
    crowd.wait_for_acks(100);
    {
        std::ifstream statm{"/proc/" + std::to_string(server.pid()) + "/statm"};
        rlim_t pages = 0;
        statm >> pages;
        const Limit little{server, RLIMIT_AS, pages * 4'096 + 256 * 1'024};
        std::vector<std::unique_ptr<TcpStream>> many;
        for (int i = 0; i < 500 && server.running(); ++i) try {
                many.push_back(std::make_unique<TcpStream>(server.port()));
                many.back()->send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(4'000, 'x'));
            } catch (const std::runtime_error&) {
                break;
            }
        crowd.acks_come(1'000, 1s);
    }
    server.kill();
    server.start();
    crowd.wait_for_acks(100);

    crowd.finish();
}

TEST(Faults, a_log_whose_end_the_crash_has_torn_is_read_as_far_as_it_is_whole)
{
    ServerProcess server{patient()};
    const auto owner = new_session(server.port());
    const auto lobby = new_lobby(server.port(), owner);
    {
        ChatCrowd crowd{server};
        crowd.wait_for_acks(300);
    }
    server.kill();
    const auto wal = write_ahead_log(server);
    fs::resize_file(wal, fs::file_size(wal) - 1'000);

    server.start();

    HttpClient http{server.port(), bearer(owner)};
    EXPECT_EQ(http.get("/api/v1/lobbies/" + lobby).status, 200) << "what was written long before is there";
    ChatCrowd again{server};
    again.wait_for_acks(50);
    again.finish();
}

/// Starts on what has become of the data; what the server said when it would not.
std::string refusal(ServerProcess& server)
{
    try {
        server.start();
    } catch (const std::runtime_error& fault) {
        return fault.what();
    }
    return "it has started";
}

TEST(Faults, a_database_that_is_none_is_not_touched_and_named)
{
    ServerProcess server;
    server.stop();
    const auto path = fs::path{server.data()} / "parlor.db";
    ASSERT_TRUE(fs::exists(path));
    const std::string garbage(8'192, 'x');
    std::ofstream{path, std::ios::binary} << garbage;

    const auto said = refusal(server);

    EXPECT_THAT(said, HasSubstr("parlor.db"));
    EXPECT_THAT(said, testing::Not(HasSubstr("it has started")));
    std::ifstream in{path, std::ios::binary};
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>{in}, {}), garbage);
}

TEST(Faults, a_database_that_was_cut_short_is_refused_and_named)
{
    ServerProcess server{patient()};
    {
        ChatCrowd crowd{server};
        crowd.wait_for_acks(2'000);
    }
    server.stop();
    const auto path = fs::path{server.data()} / "parlor.db";
    fs::resize_file(path, fs::file_size(path) / 2);

    const auto left = fs::file_size(path);

    const auto said = refusal(server);

    EXPECT_THAT(said, HasSubstr("parlor.db"));
    EXPECT_THAT(said, testing::Not(HasSubstr("it has started")));
    EXPECT_EQ(fs::file_size(path), left);
}

TEST(Faults, a_data_folder_that_is_a_file_is_named)
{
    ServerProcess server;
    server.stop();
    const TempFolder elsewhere;
    std::ofstream{elsewhere.path() / "file"} << "no folder";

    try {
        server.start({.flags = {"--data=" + (elsewhere.path() / "file").string()}});
        FAIL() << "it has started";
    } catch (const std::runtime_error& fault) {
        EXPECT_THAT(fault.what(), HasSubstr((elsewhere.path() / "file").string()));
    }
}

} // namespace
} // namespace parlor::test
