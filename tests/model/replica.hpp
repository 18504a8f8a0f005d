#pragma once
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "tests/service/harness.hpp"

#include <functional>

/// What a client knows of its lobby, made of nothing but what the server told it.
namespace parlor::test {

class Replica {
public:
    using Complain = std::function<void(const std::string&)>;

    /// Where it stands, for the next `join`; nothing where it was never in.
    std::optional<protocol::SeqOrZero> known() const
    {
        if (!was_in_) return {};
        return protocol::SeqOrZero{head_};
    }
    bool in() const { return in_; }
    const std::string& id() const { return id_; }
    const std::map<std::int64_t, std::string>& log() const { return log_; }
    const std::map<std::string, protocol::Participant>& people() const { return people_; }

    /// A fresh socket: nothing that came over the last one counts any more.
    void connected()
    {
        in_ = asking_ = false;
        read_ = 0;
    }
    /// Has asked to come in; a client asks once at a time.
    void asks() { asking_ = true; }
    bool asking() const { return asking_; }
    void gone() { in_ = false; }
    /// Lines that were acknowledged, by their place in the log.
    const std::map<std::int64_t, std::string>& acknowledged() const { return acknowledged_; }

    /// Takes in what has arrived since the last time.
    void read(const FakeConnection& socket, const Complain& complain)
    {
        for (; read_ < socket.received.size(); ++read_) {
            const auto& message = socket.received[read_];
            const std::string_view type = message.at("type").as_string();
            if (type == "ack") answer(message, complain);
            if (type == "error" && message.at("reply_to").as_string() == "join") asking_ = false;
            if (type == protocol::EntryEvent::type) {
                if (!in_) complain("an entry although one is not in");
                take(decoded<protocol::EntryEvent>(message).entry, complain);
            } else if (type == protocol::ParticipantsChanged::type) {
                change(decoded<protocol::ParticipantsChanged>(message), complain);
            } else if (type == protocol::Removed::type) {
                in_ = false;
            }
        }
    }

private:
    template <class Message> static Message decoded(const boost::json::object& message)
    {
        return protocol::decode<Message>(message.at("data"), "data").value();
    }

    /// Requests are named by what they are; a line of chat by its text.
    void answer(const boost::json::object& message, const Complain& complain)
    {
        const std::string_view to = message.at("reply_to").as_string();
        if (to == "join") {
            asking_ = false;
            const auto outcome = decoded<protocol::JoinOutcome>(message);
            if (const auto* result = outcome.get_if<protocol::JoinResult>()) joined(*result, complain);
        } else if (to == "leave") {
            in_ = false;
        } else if (to.starts_with("line ")) {
            const auto seq = decoded<protocol::EntryAccepted>(message).seq.value;
            if (in_ && !log_.contains(seq)) complain("a line was acknowledged before its author was told");
            if (!acknowledged_.emplace(seq, to).second) complain("two lines have one place");
        }
    }

    void joined(const protocol::JoinResult& result, const Complain& complain)
    {
        if (result.gap) return complain("there is a gap where few entries are");
        if (!was_in_) head_ = result.seq - static_cast<std::int64_t>(result.entries.size());
        in_ = was_in_ = true;
        id_ = result.participant.id;
        for (const auto& entry : result.entries) take(entry, complain);
        if (head_ != result.seq)
            complain("came back to " + std::to_string(head_) + ", not " + std::to_string(result.seq));
        people_.clear();
        for (const auto& one : result.participants) people_[one.id] = one;
    }

    void take(const protocol::Entry& entry, const Complain& complain)
    {
        const auto seq = std::visit([](const auto& one) { return one.seq.value; }, entry);
        if (seq != head_ + 1) return complain("entry " + std::to_string(seq) + " after " + std::to_string(head_));
        head_ = seq;
        log_[seq] = protocol::to_json(entry);
    }
    void change(const protocol::ParticipantsChanged& change, const Complain& complain)
    {
        for (const auto& one : change.left) people_.erase(one.participant_id);
        for (const auto& one : change.joined) people_[one.id] = one;
        for (const auto& one : change.updated) {
            if (!people_.contains(one.id)) complain("somebody unknown has changed");
            people_[one.id] = one;
        }
    }

    bool in_ = false;
    bool asking_ = false;
    bool was_in_ = false;
    std::string id_;
    std::size_t read_ = 0;
    std::int64_t head_ = 0;
    std::map<std::int64_t, std::string> log_;
    std::map<std::int64_t, std::string> acknowledged_;
    std::map<std::string, protocol::Participant> people_;
};

} // namespace parlor::test
