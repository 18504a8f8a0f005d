#include "service/courier.hpp"

#include <algorithm>

namespace parlor::service {

void Courier::send(const ConnectionPtr& to, FramePtr frame)
{
    if (to->shard() == self_) {
        ++delivered_;
        to->send(frame);
        return;
    }
    auto& parcel = outgoing_[to->shard()].emplace_back();
    parcel.kind = Kind::send;
    parcel.connection = to;
    parcel.frame = std::move(frame);
}

void Courier::close(const ConnectionPtr& to, protocol::CloseCode code, std::string reason)
{
    if (to->shard() == self_) {
        to->close(code, reason);
        return;
    }
    auto& parcel = outgoing_[to->shard()].emplace_back();
    parcel.kind = Kind::close;
    parcel.connection = to;
    parcel.code = code;
    parcel.reason = std::move(reason);
}

void Courier::run(const ConnectionPtr& at, Task task)
{
    if (at->shard() == self_) {
        // Later on this shard, so that it never runs inside the caller.
        shards_.post(self_, std::move(task));
        return;
    }
    auto& parcel = outgoing_[at->shard()].emplace_back();
    parcel.kind = Kind::run;
    parcel.connection = at;
    parcel.task = std::move(task);
}

AudienceKey Courier::make_audience()
{
    const auto key = (static_cast<AudienceKey>(self_) << 48) | next_audience_++;
    audiences_[key].counts.resize(shards_.count());
    return key;
}

void Courier::remove_audience(AudienceKey audience)
{
    audiences_.erase(audience);
    members_.erase(audience);
}

void Courier::enter(AudienceKey audience, const ConnectionPtr& member)
{
    ++audiences_.at(audience).counts[member->shard()];
    if (member->shard() == self_) {
        members_[audience].push_back(member);
        return;
    }
    auto& parcel = outgoing_[member->shard()].emplace_back();
    parcel.kind = Kind::enter;
    parcel.audience = audience;
    parcel.connection = member;
}

void Courier::exit(AudienceKey audience, const ConnectionPtr& member)
{
    --audiences_.at(audience).counts[member->shard()];
    Parcel parcel;
    parcel.kind = Kind::exit;
    parcel.audience = audience;
    parcel.connection = member;
    if (member->shard() == self_)
        take(std::move(parcel));
    else
        outgoing_[member->shard()].push_back(std::move(parcel));
}

void Courier::broadcast(AudienceKey audience, const FramePtr& frame, ConnectionId except)
{
    auto found = audiences_.find(audience);
    if (found == audiences_.end()) return;
    const auto& counts = found->second.counts;
    for (ShardIndex shard = 0; shard < counts.size(); ++shard) {
        if (counts[shard] == 0) continue;
        if (shard == self_) {
            hand_out(audience, frame, except);
            continue;
        }
        auto& parcel = outgoing_[shard].emplace_back();
        parcel.kind = Kind::broadcast;
        parcel.audience = audience;
        parcel.except = except;
        parcel.frame = frame;
    }
}

bool Courier::end_turn()
{
    bool any = false;
    for (ShardIndex shard = 0; shard < outgoing_.size(); ++shard) {
        auto& parcels = outgoing_[shard];
        if (parcels.empty()) continue;
        any = true;
        shards_.post(shard, [to = (*all_)[shard].get(), parcels = std::exchange(parcels, {})]() mutable {
            to->receive(std::move(parcels));
        });
    }
    return any;
}

void Courier::receive(std::vector<Parcel> parcels)
{
    for (auto& parcel : parcels) take(std::move(parcel));
}

void Courier::take(Parcel parcel)
{
    switch (parcel.kind) {
    case Kind::send:
        ++delivered_;
        parcel.connection->send(parcel.frame);
        break;
    case Kind::close: parcel.connection->close(parcel.code, parcel.reason); break;
    case Kind::run: parcel.task(); break;
    case Kind::enter: members_[parcel.audience].push_back(std::move(parcel.connection)); break;
    case Kind::exit: {
        auto found = members_.find(parcel.audience);
        if (found == members_.end()) break;
        auto& members = found->second;
        auto at = std::ranges::find(members, parcel.connection);
        if (at == members.end()) break;
        *at = std::move(members.back());
        members.pop_back();
        if (members.empty()) members_.erase(found);
        break;
    }
    case Kind::broadcast: hand_out(parcel.audience, parcel.frame, parcel.except); break;
    }
}

void Courier::hand_out(AudienceKey audience, const FramePtr& frame, ConnectionId except)
{
    auto found = members_.find(audience);
    if (found == members_.end()) return;
    for (const auto& member : found->second) {
        if (member->id() == except) continue;
        ++delivered_;
        member->send(frame);
    }
}

} // namespace parlor::service
