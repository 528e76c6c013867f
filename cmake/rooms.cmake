# tron_room(NAME [NUMERIC] [PRECOMPILED target] LINK target...): one static library from the *.cc files of the room and its folders,
# one test program from the *.test.cc files, one benchmark program from the *.perf.cc files.
#
# Floating-point contraction is off everywhere: results must be the same to the bit on every
# instruction set, so a fused multiply-add happens only where the code asks for one.
set(TRON_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# GCC 12 finds faults in its own std::string where that comes precompiled (its bugs 105329 and 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND TRON_WARNINGS -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
endif()
# Rooms go into the program and into the shared library; nobody may put another function in the place of theirs,
# so that calls are inlined as in a program.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(TRON_OPTIONS ${TRON_WARNINGS} -ffp-contract=off -fno-semantic-interposition)
if(TRON_SANITIZE)
  list(JOIN TRON_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
endif()
if(TRON_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Headers that almost every file includes are parsed once: half of the time of a build. Files include what they need
# all the same; a build with CMAKE_DISABLE_PRECOMPILE_HEADERS=ON, which `make lint` configures, shows what is missing.
set(TRON_PRECOMPILED <algorithm> <array> <cmath> <cstddef> <cstdint> <functional> <iterator> <limits> <map> <memory>
    <optional> <span> <stdexcept> <string> <string_view> <utility> <variant> <vector> <fmt/format.h> <fmt/ranges.h>)
file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cc "")
function(tron_precompiled NAME)
  cmake_parse_arguments(PRECOMPILED "" "" "OPTIONS;LINK;HEADERS" ${ARGN})
  add_library(${NAME} OBJECT EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/precompiled.cc)
  target_compile_options(${NAME} PRIVATE ${TRON_OPTIONS} ${PRECOMPILED_OPTIONS})
  target_link_libraries(${NAME} PRIVATE fmt::fmt ${PRECOMPILED_LINK})
  target_precompile_headers(${NAME} PRIVATE ${TRON_PRECOMPILED} ${PRECOMPILED_HEADERS})
endfunction()

# tron_without(NAME ABSENT file... PRESENT file...): a library that the room could use is left out. What needs it
# (PRESENT) gives way to files that refuse in words (ABSENT).
function(tron_without NAME)
  cmake_parse_arguments(ROOM "" "" "ABSENT;PRESENT" ${ARGN})
  get_target_property(sources tron_${NAME} SOURCES)
  foreach(file ${ROOM_PRESENT})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  foreach(file ${ROOM_ABSENT})
    list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  set_target_properties(tron_${NAME} PROPERTIES SOURCES "${sources}")
endfunction()

function(tron_room NAME)
  cmake_parse_arguments(ROOM "NUMERIC" "PRECOMPILED" "LINK" ${ARGN})
  if(NOT ROOM_PRECOMPILED)
    set(ROOM_PRECOMPILED tron_precompiled)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "\\.test\\.cc$")
  list(FILTER benches INCLUDE REGEX "\\.perf\\.cc$")
  list(FILTER sources EXCLUDE REGEX "\\.(test|perf|absent)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(/main\\.cc|/compile_fail/[^/]*|/testing/[^/]*)$")

  add_library(tron_${NAME} STATIC ${sources})
  target_include_directories(tron_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_compile_options(tron_${NAME} PRIVATE ${TRON_OPTIONS})
  target_link_libraries(tron_${NAME} PUBLIC ${ROOM_LINK})
  target_precompile_headers(tron_${NAME} REUSE_FROM ${ROOM_PRECOMPILED})

  if(tests AND TRON_TESTS AND NOT TRON_FUZZ)
    add_executable(${NAME}_test ${tests})
    target_compile_options(${NAME}_test PRIVATE ${TRON_OPTIONS} ${TRON_TEST_OPTIONS})
    target_precompile_headers(${NAME}_test REUSE_FROM tron_test_precompiled)
    target_link_libraries(${NAME}_test PRIVATE tron_${NAME} tron_testing rapidcheck GTest::gmock GTest::gtest)
    add_test(NAME ${NAME} COMMAND ${NAME}_test)
    if(ROOM_NUMERIC)
      set_tests_properties(${NAME} PROPERTIES LABELS numeric)
    endif()
  endif()
  if(benches AND TRON_TESTS AND NOT TRON_FUZZ)
    add_executable(${NAME}_perf ${benches})
    target_compile_options(${NAME}_perf PRIVATE ${TRON_OPTIONS})
    target_link_libraries(${NAME}_perf PRIVATE tron_${NAME} tron_testing benchmark::benchmark)
  endif()
endfunction()
