# Warnings, hardening and sanitizers, carried by two interface targets.
find_program(HEDGED_CCACHE ccache)
if(HEDGED_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HEDGED_CCACHE})
endif()

add_library(hedged_warnings INTERFACE)
target_compile_options(hedged_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion -Wimplicit-fallthrough -Wswitch-enum
  $<$<BOOL:${HEDGED_WERROR}>:-Werror>)

add_library(hedged_flags INTERFACE)
# Greeks and replay hashes must not depend on the build machine, so nothing is fused or reordered.
target_compile_options(hedged_flags INTERFACE -ffp-contract=off -fno-omit-frame-pointer)
if(HEDGED_SANITIZE)
  target_compile_options(hedged_flags INTERFACE -fsanitize=${HEDGED_SANITIZE}
                                                -fno-sanitize-recover=all)
  target_link_options(hedged_flags INTERFACE -fsanitize=${HEDGED_SANITIZE})
  if(HEDGED_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The queue between the threads has fences, which the sanitizer does not follow: it may see a
    # race that is none, never miss one.
    target_compile_options(hedged_flags INTERFACE -Wno-tsan)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_options(hedged_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
                                                -D_GLIBCXX_ASSERTIONS -fstack-protector-strong)
  target_link_options(hedged_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(HEDGED_FUZZ)  # without it libFuzzer would not see which branches an input reaches
  target_compile_options(hedged_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
