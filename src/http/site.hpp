#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"
#include "http/static_files.hpp"
#include "net/edge_policy.hpp"

namespace parlor::http {

struct SiteSettings {
    /// Whether `/metrics` answers others than this machine.
    bool public_metrics = false;
};

/// Everything that HTTP answers: the interface under /api/v1, operations, the web client. Any shard; each request is
/// answered on its own.
class Site {
public:
    /// What is given outlives the site.
    Site(Services services, const net::EdgePolicy& policy, StaticFiles files, SiteSettings settings);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    /// Answers one request, exactly once.
    void handle(net::HttpRequest request, net::HttpResponder respond);
    const Routes& routes() const { return routes_; }

private:
    void dispatch(Call call, const Route& route);
    void authenticate(Call call, const Route& route);
    static void handle(Call call, const Route& route);
    void authenticate_admin(Call call, const Route& route);
    void answer_file(Call call) const;
    /// What keeps other sites from acting with a visitor's cookie (PROTOCOL.md "Sessions and names").
    Result<void> check_origin(const Call& call) const;

    Services services_;
    const net::EdgePolicy& policy_;
    StaticFiles files_;
    Routes routes_;
};

} // namespace parlor::http
