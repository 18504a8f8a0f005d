#pragma once
#include "client/lobby_membership.hpp"
#include "tests/support/guest.hpp"

namespace parlor::test {

/// A guest's lasting place in a lobby: LobbyMembership with its entries and joins kept for the test's thread.
class Member : private client::MembershipListener {
public:
    Member(Guest& guest, const std::string& lobby, const std::string& tab) : guest_(guest), lobby_(lobby)
    {
        client::MembershipListener& self = *this;
        guest_.loop().run([&] {
            membership_ = std::make_unique<client::LobbyMembership>(
                guest_.client(), client::MembershipOptions{.lobby_id = {lobby}, .tab = {tab}}, self);
        });
    }
    ~Member() override
    {
        guest_.loop().run([&] { membership_.reset(); });
    }

    /// Waits for the next time that it is in.
    protocol::JoinResult joined()
    {
        return joins_.take([](const auto&) { return true; }, "a join");
    }
    /// Waits until the entry with this seq has been handed out; all that were, in their order.
    std::vector<protocol::Entry> entries_up_to(Seq seq)
    {
        last_.take([&](Seq last) { return last >= seq; }, "entry " + std::to_string(seq));
        return entries_.all();
    }
    /// Waits for its end.
    Error ended()
    {
        return ends_.take([](const auto&) { return true; }, "the end of the membership");
    }
    Guest& guest() { return guest_; }
    const std::string& lobby() const { return lobby_; }

private:
    void on_joined(const protocol::JoinResult& result) override { joins_.put(result); }
    void on_entry(const protocol::Entry& entry) override
    {
        entries_.put(entry);
        last_.put(client::seq_of(entry));
    }
    void on_ended(const Error& why) override { ends_.put(why); }

    Guest& guest_;
    const std::string lobby_;

    Mailbox<protocol::JoinResult> joins_;
    Mailbox<protocol::Entry> entries_;
    Mailbox<Seq> last_;
    Mailbox<Error> ends_;
    std::unique_ptr<client::LobbyMembership> membership_;
};

} // namespace parlor::test
