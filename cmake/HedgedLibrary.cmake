# hedged_library(NAME SOURCES a.cpp ... DEPENDS hedged::core ... PRIVATE simdjson::simdjson ...)
# One library a folder. DEPENDS is what its headers may show; tests/architecture holds the includes
# against docs/layers.txt. PRIVATE is the third-party library that stays inside the folder.
function(hedged_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(arg_SOURCES)
    add_library(hedged_${name} STATIC ${arg_SOURCES})
    target_link_libraries(hedged_${name} PUBLIC hedged_flags ${arg_DEPENDS}
                                         PRIVATE hedged_warnings ${arg_PRIVATE})
    target_include_directories(hedged_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include
                                              PRIVATE ${PROJECT_SOURCE_DIR}/src)
  else()
    add_library(hedged_${name} INTERFACE)
    target_link_libraries(hedged_${name} INTERFACE hedged_flags ${arg_DEPENDS})
    target_include_directories(hedged_${name} INTERFACE ${PROJECT_SOURCE_DIR}/include)
  endif()
  add_library(hedged::${name} ALIAS hedged_${name})
endfunction()

# hedged_program(NAME SOURCES main.cpp LINKS ...): one executable, named as people type it.
function(hedged_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hedged_warnings hedged_flags ${arg_LINKS})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/include
                                             ${PROJECT_SOURCE_DIR}/src)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# hedged_test(NAME LABEL unit SOURCES x_test.cpp LINKS hedged::core): one GoogleTest program.
# Tests run with the source tree's tests/ folder in HEDGED_TEST_DIR.
set(HEDGED_TEST_TIMEOUT 120 CACHE STRING "Seconds one test may take; the sanitizers need more")
function(hedged_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINKS" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE hedged_warnings hedged_flags ${arg_LINKS}
                                             GTest::gtest_main GTest::gmock)
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/include
                                                  ${PROJECT_SOURCE_DIR}/src
                                                  ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE
    HEDGED_SOURCE_DIR="${PROJECT_SOURCE_DIR}" HEDGED_BINARY_DIR="${PROJECT_BINARY_DIR}"
    HEDGED_TEST_DIR="${PROJECT_SOURCE_DIR}/tests")
  # Named by what each case is called: printed values hold addresses, which differ in every run.
  gtest_discover_tests(test_${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${HEDGED_TEST_TIMEOUT})
endfunction()
