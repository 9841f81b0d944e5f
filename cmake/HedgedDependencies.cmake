# Debian packages only; each is linked PRIVATE into the one folder that uses it.
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(simdjson REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)

# Debian's package of ConcurrentQueue ships headers only, without a CMake configuration.
find_path(HEDGED_CONCURRENTQUEUE_INCLUDE concurrentqueue/concurrentqueue.h REQUIRED)
add_library(hedged_concurrentqueue INTERFACE)
target_include_directories(hedged_concurrentqueue SYSTEM INTERFACE ${HEDGED_CONCURRENTQUEUE_INCLUDE})

add_library(hedged_boost INTERFACE)
target_include_directories(hedged_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_link_libraries(hedged_boost INTERFACE Threads::Threads)
if(HEDGED_SANITIZE MATCHES "thread")
  # GCC's thread sanitizer does not know stand-alone fences; Asio's queue locks a mutex besides them.
  target_compile_definitions(hedged_boost INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

# yaml-cpp 0.7 exports the plain name, later releases a namespaced one.
add_library(hedged_yaml INTERFACE)
if(TARGET yaml-cpp::yaml-cpp)
  target_link_libraries(hedged_yaml INTERFACE yaml-cpp::yaml-cpp)
else()
  target_link_libraries(hedged_yaml INTERFACE yaml-cpp)
endif()
