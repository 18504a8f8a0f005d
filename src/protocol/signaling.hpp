#pragma once
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <string_view>
#include <vector>

/// What two peers need to find each other, and data relayed for them (W3C WebRTC 1.0 §10.7, RFC 8829).
namespace parlor::protocol {

/// As RTCIceServer (W3C WebRTC 1.0 §4.2.4).
struct IceServer {
    std::vector<std::string> urls;
    std::optional<std::string> username;
    std::optional<std::string> credential;
};
BOOST_DESCRIBE_STRUCT(IceServer, (), (urls, username, credential))

struct IceServers {
    std::vector<IceServer> ice_servers;
    Nullable<TimeMs> expires_at;
};
BOOST_DESCRIBE_STRUCT(IceServers, (), (ice_servers, expires_at))

struct GetIceServers {
    static constexpr std::string_view type = "get_ice_servers";
    using Result = IceServers;
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(GetIceServers, (), (lobby_id))

enum class DescriptionType { offer, answer };
BOOST_DESCRIBE_ENUM(DescriptionType, offer, answer)

struct Description {
    DescriptionType type = DescriptionType::offer;
    Text<1, 65'536> sdp;
};
BOOST_DESCRIBE_STRUCT(Description, (), (type, sdp))

/// As RTCIceCandidateInit (W3C WebRTC 1.0 §4.8.1.1); names are that specification's.
struct IceCandidate {
    Text<0, 2'048> candidate;
    std::optional<Text<0, 64>> sdpMid;
    std::optional<Int<0, 65'535>> sdpMLineIndex;
    std::optional<Text<0, 256>> usernameFragment;
};
BOOST_DESCRIBE_STRUCT(IceCandidate, (), (candidate, sdpMid, sdpMLineIndex, usernameFragment))

/// Grows with each offer of a pair of peers; what carries an older one is dropped by the receiver.
using Negotiation = Int<0, max_safe_integer>;

struct RelaySessionDescription {
    static constexpr std::string_view type = "relay_session_description";
    using Result = Empty;
    Id lobby_id;
    Id to;
    Negotiation negotiation;
    Description description;
};
BOOST_DESCRIBE_STRUCT(RelaySessionDescription, (), (lobby_id, to, negotiation, description))

struct SessionDescription {
    static constexpr std::string_view type = "session_description";
    Id lobby_id;
    Id from;
    Negotiation negotiation;
    Description description;
};
BOOST_DESCRIBE_STRUCT(SessionDescription, (), (lobby_id, from, negotiation, description))

/// A null candidate ends the candidates of this negotiation.
struct RelayIceCandidate {
    static constexpr std::string_view type = "relay_ice_candidate";
    using Result = Empty;
    Id lobby_id;
    Id to;
    Negotiation negotiation;
    Nullable<IceCandidate> candidate;
};
BOOST_DESCRIBE_STRUCT(RelayIceCandidate, (), (lobby_id, to, negotiation, candidate))

struct IceCandidateEvent {
    static constexpr std::string_view type = "ice_candidate";
    Id lobby_id;
    Id from;
    Negotiation negotiation;
    Nullable<IceCandidate> candidate;
};
BOOST_DESCRIBE_STRUCT(IceCandidateEvent, (), (lobby_id, from, negotiation, candidate))

/// To one participant or, without `to`, to all others. Topics that begin with `parlor.` are reserved.
struct RelayData {
    static constexpr std::string_view type = "relay_data";
    using Result = Empty;
    Id lobby_id;
    std::optional<Id> to;
    Text<1, 64> topic;
    Json payload;
};
BOOST_DESCRIBE_STRUCT(RelayData, (), (lobby_id, to, topic, payload))

struct RelayedData {
    static constexpr std::string_view type = "relayed_data";
    Id lobby_id;
    Id from;
    std::string topic;
    Json payload;
};
BOOST_DESCRIBE_STRUCT(RelayedData, (), (lobby_id, from, topic, payload))

} // namespace parlor::protocol
