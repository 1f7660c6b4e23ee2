# Arrow, OpenVINO and OpenBLAS come inside Python wheels: one copy for C++, Python and Spark. The rest is the system's.
find_package(Python 3.9 REQUIRED COMPONENTS Interpreter OPTIONAL_COMPONENTS Development.Module)

function(verger_wheel_dir package out)
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -c
      "import importlib.util as u; s = u.find_spec('${package}'); print(s.submodule_search_locations[0] if s else '')"
    OUTPUT_VARIABLE dir OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dir)
    message(FATAL_ERROR "Python package '${package}' is missing from ${Python_EXECUTABLE}: run `make setup`, or "
                        "`pip install -r dev/requirements.txt` into the environment in use")
  endif()
  set(${out} "${dir}" PARENT_SCOPE)
endfunction()

verger_wheel_dir(pyarrow PYARROW_DIR)
verger_wheel_dir(openvino OPENVINO_DIR)
verger_wheel_dir(scipy_openblas32 OPENBLAS_DIR)

function(verger_import target library include)
  if(NOT EXISTS "${library}")
    message(FATAL_ERROR "${library} is missing: the pins in pyproject.toml and the installed wheels differ")
  endif()
  add_library(${target} SHARED IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${library}" INTERFACE_INCLUDE_DIRECTORIES "${include}")
endfunction()

verger_import(verger_arrow "${PYARROW_DIR}/libarrow.so.2600" "${PYARROW_DIR}/include")
verger_import(verger_parquet "${PYARROW_DIR}/libparquet.so.2600" "${PYARROW_DIR}/include")
target_link_libraries(verger_parquet INTERFACE verger_arrow)
verger_import(verger_openblas "${OPENBLAS_DIR}/lib/libscipy_openblas.so" "${OPENBLAS_DIR}/include")

set(OpenVINO_DIR "${OPENVINO_DIR}/cmake")
find_package(OpenVINO REQUIRED COMPONENTS Runtime)

find_package(Threads REQUIRED)
find_package(JPEG REQUIRED)
find_package(TIFF REQUIRED)
find_package(ZLIB REQUIRED)
find_package(HWY REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PkgConfig REQUIRED)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpdemux)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
