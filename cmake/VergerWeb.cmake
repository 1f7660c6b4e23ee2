# web/dist/report.html, built by npm, as a string in C++: verger_web_page(OUT_CC)
set(VERGER_WEB_PAGE "${PROJECT_SOURCE_DIR}/web/dist/report.html")

file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/web/src/*")
add_custom_command(
  OUTPUT "${VERGER_WEB_PAGE}"
  COMMAND "${Python_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/dev/build_web.py"
  DEPENDS ${web_sources} "${PROJECT_SOURCE_DIR}/web/report.html" "${PROJECT_SOURCE_DIR}/web/vite.config.ts"
          "${PROJECT_SOURCE_DIR}/web/package-lock.json" "${PROJECT_SOURCE_DIR}/dev/build_web.py"
  COMMENT "Building the report page (npm)" VERBATIM)

function(verger_web_page out)
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${Python_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/dev/embed.py" "${VERGER_WEB_PAGE}" kReportPage "${out}"
    DEPENDS "${VERGER_WEB_PAGE}" "${PROJECT_SOURCE_DIR}/dev/embed.py"
    COMMENT "Embedding the report page" VERBATIM)
endfunction()
