#include "net/tls_context.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace parlor::test {
namespace {

using net::TlsContext;
using testing::HasSubstr;

class TlsContextTest : public testing::Test {
protected:
    net::TlsFiles files(const std::string& name) const
    {
        return {.certificate = folder_.file(name + ".crt"), .key = folder_.file(name + ".key")};
    }
    net::TlsFiles made(const std::string& name) const
    {
        const auto where = files(name);
        make_certificate({.certificate = where.certificate, .key = where.key}, name);
        return where;
    }

    TempFolder folder_;
};

TEST_F(TlsContextTest, takes_a_certificate_with_its_key)
{
    auto context = TlsContext::load(made("here"));

    ASSERT_TRUE(context) << context.error().message;
    EXPECT_TRUE((*context)->reload());
}

TEST_F(TlsContextTest, says_which_file_is_of_no_use)
{
    const auto here = made("here");
    std::ofstream{folder_.file("broken.crt")} << "no certificate";

    EXPECT_THAT(TlsContext::load(files("missing")).error().message, HasSubstr("missing.crt cannot be used"));
    EXPECT_THAT(TlsContext::load({.certificate = folder_.file("broken.crt"), .key = here.key}).error().message,
                HasSubstr("broken.crt cannot be used"));
    EXPECT_THAT(TlsContext::load({.certificate = here.certificate, .key = folder_.file("none.key")}).error().message,
                HasSubstr("none.key cannot be used"));
    EXPECT_THAT(TlsContext::load({.certificate = here.certificate, .key = made("other").key}).error().message,
                HasSubstr("cannot be used"));
}

TEST_F(TlsContextTest, keeps_what_it_has_where_what_is_there_now_is_of_no_use)
{
    const auto here = made("here");
    auto context = TlsContext::load(here).value();
    std::ofstream{here.key} << "half a file";

    const auto reloaded = context->reload();

    ASSERT_FALSE(reloaded);
    EXPECT_EQ(reloaded.error().code, Errc::unavailable);
    EXPECT_TRUE(context->accept(-1)) << "new connections still come about";
}

} // namespace
} // namespace parlor::test
