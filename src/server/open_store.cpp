#include "server/open_store.hpp"

#include "service/secrets.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <filesystem>
#include <future>

namespace parlor::server {
namespace {

Result<std::string> load_secret(service::Store& store)
{
    service::SystemRandom random;
    std::string fresh(32, '\0');
    random.fill({reinterpret_cast<unsigned char*>(fresh.data()), fresh.size()});
    std::promise<Result<std::string>> answer;
    store.load_secret("participant_ids", fresh,
                      [&](Result<std::string> secret) { answer.set_value(std::move(secret)); });
    return answer.get_future().get();
}

} // namespace

Result<OpenedStore> open_store(const StoreSettings& settings)
{
    std::error_code fault;
    std::filesystem::create_directories(settings.data, fault);
    if (fault)
        return Error{Errc::unavailable,
                     "The data folder " + settings.data + " cannot be made: " + fault.message() + "."};
    auto store = store::SqliteStore::open({.path = (std::filesystem::path{settings.data} / "parlor.db").string(),
                                           .max_queued = settings.queue,
                                           .max_batch = settings.batch,
                                           .page_cache = settings.page_cache,
                                           .backups = {settings.backups, settings.keep_backups}});
    if (!store) return store.error();
    auto secret = load_secret(**store);
    if (!secret) return secret.error();
    return OpenedStore{std::move(*store), std::move(*secret)};
}

} // namespace parlor::server
