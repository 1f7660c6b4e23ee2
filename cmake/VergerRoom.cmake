# verger_room(name SOURCES ... LIBS ...)   an object library for src/<name>, its header include/verger/<name>.h, and core
# verger_test(name SOURCES ... LIBS ...)   a GoogleTest binary; LIBS name the rooms under test
#
# A room's include path is a folder of links made for it: itself, core, and their public headers. A sibling's header is
# not on it, so a breach of the house's first law does not build (tests/rooms holds the proof).

add_library(verger_options INTERFACE)
target_compile_features(verger_options INTERFACE cxx_std_20)
target_compile_options(verger_options INTERFACE -Wall -Wextra -Wno-unused-parameter $<$<AND:$<BOOL:${VERGER_DEVELOPER_MODE}>,$<CONFIG:Debug>>:-Werror>)
if(VERGER_SANITIZE)
  target_compile_options(verger_options INTERFACE -fsanitize=${VERGER_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all -Wno-maybe-uninitialized)  # which g++ 12 tells of its own headers under sanitizers
  target_link_options(verger_options INTERFACE -fsanitize=${VERGER_SANITIZE})
endif()
target_link_libraries(verger_options INTERFACE Threads::Threads)

# What programs link beside: nothing, or what sanitizers need to load OpenVINO.
add_library(verger_program INTERFACE)
target_link_libraries(verger_program INTERFACE verger_options)
if(VERGER_SANITIZE)
  add_library(verger_sanitized OBJECT "${PROJECT_SOURCE_DIR}/tests/sanitizers/dlopen.cc")
  target_sources(verger_program INTERFACE $<TARGET_OBJECTS:verger_sanitized>)
  target_link_options(verger_program INTERFACE -rdynamic)
endif()

function(verger_link_headers name)
  set(links "${PROJECT_BINARY_DIR}/rooms/${name}")
  file(MAKE_DIRECTORY "${links}/verger")
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/src/${name}" "${links}/${name}" SYMBOLIC)
  foreach(header ${ARGN})
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/include/verger/${header}.h" "${links}/verger/${header}.h" SYMBOLIC)
  endforeach()
endfunction()

function(verger_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBS;HEADERS" ${ARGN})
  if(NOT ROOM_HEADERS)
    set(ROOM_HEADERS ${name})
  endif()
  verger_link_headers(${name} ${ROOM_HEADERS})
  add_library(verger_${name} OBJECT ${ROOM_SOURCES})
  set_target_properties(verger_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON CXX_EXTENSIONS OFF)
  target_include_directories(verger_${name} PUBLIC "${PROJECT_BINARY_DIR}/rooms/${name}")
  target_link_libraries(verger_${name} PUBLIC verger_options verger_arrow ${ROOM_LIBS})
  if(NOT name STREQUAL core)
    target_include_directories(verger_${name} PUBLIC "${PROJECT_BINARY_DIR}/rooms/core")
    target_link_libraries(verger_${name} PUBLIC $<TARGET_PROPERTY:verger_core,INTERFACE_LINK_LIBRARIES>)
  endif()
endfunction()

function(verger_test name)
  if(NOT VERGER_DEVELOPER_MODE)
    return()
  endif()
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBS} verger_program GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    VERGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" VERGER_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}"
    ENVIRONMENT "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/sanitizers/lsan.supp:print_suppressions=0;ASAN_OPTIONS=detect_container_overflow=0;UBSAN_OPTIONS=print_stacktrace=1;TSAN_OPTIONS=ignore_noninstrumented_modules=1;ARROW_DEFAULT_MEMORY_POOL=system")
endfunction()
