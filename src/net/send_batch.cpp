#include "net/send_batch.hpp"

#include <liburing.h>

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::net {
namespace {

bool set_up(io_uring& ring)
{
    // The first pair of flags is worth some percent and needs Linux 6.0; without them Linux 5.6 will do.
    for (const unsigned flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN, 0U}) {
        io_uring_params params{};
        params.flags = flags;
        if (io_uring_queue_init_params(SendBatch::most, &ring, &params) == 0) return true;
    }
    return false;
}

/// Sends a byte to itself: a kernel may offer rings and yet refuse to send by them.
bool works(SendBatch& batch)
{
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
    std::array<SendJob, 1> trial{SendJob{.socket = pair[0], .bytes = "?"}};
    const bool sent = batch.send(trial) && trial[0].result == 1;
    for (const int end : pair) ::close(end);
    return sent;
}

} // namespace

struct SendBatch::Ring {
    io_uring ring{};
    bool up = false;

    ~Ring()
    {
        if (up) io_uring_queue_exit(&ring);
    }

    /// Writes the answers that are there into their jobs; says how many.
    unsigned take_answers()
    {
        io_uring_cqe* answer = nullptr;
        unsigned head = 0;
        unsigned taken = 0;
        io_uring_for_each_cqe(&ring, head, answer)
        {
            static_cast<SendJob*>(io_uring_cqe_get_data(answer))->result = answer->res;
            ++taken;
        }
        io_uring_cq_advance(&ring, taken);
        return taken;
    }
};

SendBatch::SendBatch(std::unique_ptr<Ring> ring) : ring_(std::move(ring)) {}
SendBatch::~SendBatch() = default;

std::unique_ptr<SendBatch> SendBatch::make()
{
    auto ring = std::make_unique<Ring>();
    ring->up = set_up(ring->ring);
    if (!ring->up) return nullptr;
    std::unique_ptr<SendBatch> batch{new SendBatch{std::move(ring)}};
    return works(*batch) ? std::move(batch) : nullptr;
}

bool SendBatch::send(std::span<SendJob> jobs)
{
    auto* ring = &ring_->ring;
    for (auto& job : jobs) {
        job.result = SendJob::unanswered;
        auto* entry = io_uring_get_sqe(ring);
        io_uring_prep_send(entry, job.socket, job.bytes.data(), job.bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        io_uring_sqe_set_data(entry, &job);
    }
    // MSG_DONTWAIT makes each of them answer within the call, so that nothing is on its way when this returns.
    std::size_t answered = 0;
    while (answered < jobs.size()) {
        const int outcome = io_uring_submit_and_wait(ring, static_cast<unsigned>(jobs.size() - answered));
        answered += ring_->take_answers();
        if (outcome < 0 && outcome != -EINTR) return false;
    }
    return true;
}

} // namespace parlor::net
