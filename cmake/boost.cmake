# Debian's Boost 1.81. Asio and Beast are compiled once, in src/runtime/asio_impl.cpp and
# src/net/beast_impl.cpp, and not in every file that uses them.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)

add_library(parlor_boost INTERFACE)
target_link_libraries(parlor_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(parlor_boost INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE BOOST_ASIO_DISABLE_BOOST_CONTEXT_FIBER)
