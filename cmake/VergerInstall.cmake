# Where things are put: in the wheel (scikit-build-core, component python), or below an install prefix for
# find_package(verger) (component native). A developer's tree serves both.
set(models "${PROJECT_SOURCE_DIR}/models")
set(library_rpath "")
set(command_rpath "")

if(SKBUILD)
  # The libraries of the wheels Verger depends on stand beside it.
  list(APPEND library_rpath "$ORIGIN" "$ORIGIN/../pyarrow" "$ORIGIN/../openvino/libs" "$ORIGIN/../scipy_openblas32/lib")
  install(TARGETS verger LIBRARY DESTINATION verger NAMELINK_SKIP COMPONENT python)

  # The command stands in bin/, the packages in one of these: an environment, Debian's own Python, pip --target.
  set(python "python${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}")
  foreach(packages "lib/${python}/site-packages/" "lib64/${python}/site-packages/" "lib/${python}/dist-packages/"
                   "local/lib/${python}/dist-packages/" "")
    list(APPEND command_rpath "$ORIGIN/../${packages}verger" "$ORIGIN/../${packages}pyarrow")
  endforeach()
  install(TARGETS verger_cli RUNTIME DESTINATION "${SKBUILD_SCRIPTS_DIR}" COMPONENT python)

  set(made "${models}")
  if(NOT EXISTS "${models}/mobilenet_v2.onnx")
    set(made "${PROJECT_BINARY_DIR}/models")
    add_custom_command(
      OUTPUT "${made}/mobilenet_v2.onnx" "${made}/mobilenet_v2.json"
      COMMAND "${Python_EXECUTABLE}" "${models}/fetch.py" --out "${made}"
      DEPENDS "${models}/fetch.py" "${models}/convert_keras.py" "${models}/onnx_graph.py" "${models}/weights.toml"
      COMMENT "Fetching the weights of the default model" VERBATIM)
    add_custom_target(verger_default_model ALL DEPENDS "${made}/mobilenet_v2.onnx")
  endif()
  install(FILES "${made}/mobilenet_v2.onnx" "${made}/mobilenet_v2.json" DESTINATION verger/models COMPONENT python)
endif()

if(NOT SKBUILD OR VERGER_DEVELOPER_MODE)
  # The libraries of the wheels stay where they are, and are found there.
  set(wheels "${PYARROW_DIR}" "${OPENVINO_DIR}/libs" "${OPENBLAS_DIR}/lib")
  list(APPEND library_rpath ${wheels})
  list(APPEND command_rpath "$ORIGIN/../lib" ${wheels})

  include(CMakePackageConfigHelpers)
  set(package "lib/cmake/verger")
  get_target_property(arrow_library verger_arrow IMPORTED_LOCATION)
  cmake_path(GET arrow_library FILENAME arrow_library)
  configure_package_config_file(cmake/vergerConfig.cmake.in vergerConfig.cmake INSTALL_DESTINATION "${package}")
  write_basic_package_version_file(vergerConfigVersion.cmake COMPATIBILITY SameMinorVersion)

  install(TARGETS verger EXPORT vergerTargets LIBRARY DESTINATION lib COMPONENT native)
  install(TARGETS verger_cli RUNTIME DESTINATION bin COMPONENT native)
  install(DIRECTORY include/verger DESTINATION include COMPONENT native)
  install(FILES "${models}/mobilenet_v2.onnx" "${models}/mobilenet_v2.json" DESTINATION share/verger/models
    COMPONENT native OPTIONAL)
  install(EXPORT vergerTargets NAMESPACE verger:: DESTINATION "${package}" COMPONENT native)
  install(FILES "${PROJECT_BINARY_DIR}/vergerConfig.cmake" "${PROJECT_BINARY_DIR}/vergerConfigVersion.cmake"
    DESTINATION "${package}" COMPONENT native)
endif()

set_target_properties(verger PROPERTIES INSTALL_RPATH "${library_rpath}")
set_target_properties(verger_cli PROPERTIES INSTALL_RPATH "${command_rpath}")

if(VERGER_DEVELOPER_MODE AND NOT VERGER_SANITIZE)
  add_test(NAME install
    COMMAND "${Python_EXECUTABLE}" -m pytest -q -p no:cacheprovider "${PROJECT_SOURCE_DIR}/tests/install")
  set_tests_properties(install PROPERTIES ENVIRONMENT "VERGER_BUILD_DIR=${PROJECT_BINARY_DIR}")
endif()
