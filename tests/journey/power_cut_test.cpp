// The power goes out again and again in the middle of a conversation, as far as a file system can tell: what was not flushed to
// the disk is gone. Nothing that the server has acknowledged is lost. Needs root and a loop device; skipped without.
#include "tests/journey/chat_crowd.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sys/ioctl.h>
#include <unistd.h>

namespace parlor::test {
namespace {

// Linux, fs/ext4/ext4.h: the file system stops at once; with the flag it does not even flush its journal.
constexpr unsigned long ext4_shutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t without_flushing = 2;

bool runs(const std::string& command)
{
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0; // NOLINT: no input of others is in it
}

/// A disk of its own: ext4 in a file, mounted by a loop device.
class LoopDisk {
public:
    LoopDisk()
    {
        std::filesystem::create_directory(mounted_);
        made_ = ::geteuid() == 0 && runs("truncate -s 128M " + file_) && runs("mkfs.ext4 -q -F " + file_) && mount();
    }
    ~LoopDisk() { unmount(); }
    LoopDisk(const LoopDisk&) = delete;
    LoopDisk& operator=(const LoopDisk&) = delete;

    /// False where this machine does not let us.
    bool made() const { return made_; }
    std::string folder() const { return mounted_; }

    /// The power goes out. False where the file system can't be told so.
    bool cut()
    {
        const int root = ::open(mounted_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        auto flags = without_flushing;
        const bool cut = root >= 0 && ::ioctl(root, ext4_shutdown, &flags) == 0;
        if (root >= 0) ::close(root);
        return cut;
    }
    /// The power comes back: the journal is played. Nobody has a file open.
    bool come_back() { return unmount() && mount(); }

private:
    bool mount() { return runs("mount -o loop " + file_ + " " + mounted_); }
    bool unmount() { return runs("umount " + mounted_); }

    TempFolder folder_;
    const std::string file_ = folder_.file("disk");
    const std::string mounted_ = folder_.file("mounted");
    bool made_ = false;
};

/// Holds the server where it is. None of its threads gets to say anything more, though some may wait for the disk within the
/// kernel: an fsync that the cut meets may come back as if it had been done (jbd2 forgets what it has aborted), which no real
/// power cut could.
void hold(ServerProcess& server)
{
    server.send_signal(SIGSTOP);
    const auto runs_on = [&] {
        for (const auto& thread :
             std::filesystem::directory_iterator{"/proc/" + std::to_string(server.pid()) + "/task"}) {
            std::ifstream file{thread.path() / "stat"};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            // proc(5): the state follows the name, which stands in brackets. Asleep is who has not yet seen the signal.
            const auto state = text.at(text.rfind(')') + 2);
            if (state == 'R' || state == 'S') return true;
        }
        return false;
    };
    const auto deadline = in(patience);
    while (runs_on())
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the server does not stop");
}

TEST(PowerCuts, lose_nothing_that_was_acknowledged_and_double_nothing)
{
    LoopDisk disk;
    if (!disk.made()) GTEST_SKIP() << "no root, or no loop device";
    ServerProcess server{{.flags = ChatCrowd::flags({"--store.data=" + disk.folder() + "/data", "--server.user=root"}),
                          .port = free_port()}};
    ChatCrowd crowd{server};
    std::mt19937 dice{std::random_device{}()};
    std::uniform_int_distribution<int> lines{100, 400};

    const int cuts = rounds(8);
    for (int i = 0; i < cuts; ++i) {
        crowd.wait_for_acks(lines(dice));
        hold(server);
        if (!disk.cut()) GTEST_SKIP() << "this kernel's ext4 can't be told to stop";
        EXPECT_EQ(server.kill().signal, SIGKILL);
        ASSERT_TRUE(disk.come_back());
        server.start();
    }
    crowd.wait_for_acks(100);
    const auto outcome = crowd.finish();

    EXPECT_GT(outcome.resent, 0U) << "no cut came in the middle of anything";
    std::cout << cuts << " power cuts: " << outcome << "\n";
    server.stop();
}

} // namespace
} // namespace parlor::test
