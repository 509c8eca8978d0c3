# saat_sql(slice file.sql header): makes generated/<slice>/<file>_sql.h, one db::Statement a `-- name:`.
function(saat_sql slice sql header)
  get_filename_component(stem ${sql} NAME_WE)
  set(out ${CMAKE_BINARY_DIR}/generated/${slice}/${stem}_sql.h)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${sql} -DOUT=${out} -DSLICE=${slice} -P ${CMAKE_SOURCE_DIR}/cmake/sql_header.cmake
    DEPENDS ${sql} ${CMAKE_SOURCE_DIR}/cmake/sql_header.cmake VERBATIM)
  set(${header} ${out} PARENT_SCOPE)
endfunction()

# saat_embed(target): a library that holds the data files, reached by base::embedded. Bundled
# scripts, styles and fonts come from build/ui, made by bin/assets before.
function(saat_embed target)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
    frameworks/*.yaml data/*.csv data/*.json data/*.yaml data/*.txt migrations/*.sql words/*.yaml ui/templates/* src/api/openapi.yaml)
  file(GLOB_RECURSE assets CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} build/ui/*)
  set(asm "")
  set(cpp "#include \"base/embedded_table.h\"\n")
  set(table "")
  set(n 0)
  set(depends "")
  foreach(file ${files} ${assets})
    string(APPEND asm ".global saat_file_${n}\n.global saat_file_${n}_end\nsaat_file_${n}:\n.incbin \"${CMAKE_SOURCE_DIR}/${file}\"\nsaat_file_${n}_end:\n.byte 0\n")
    string(APPEND cpp "extern \"C\" const char saat_file_${n}[], saat_file_${n}_end[];\n")
    string(APPEND table "  {\"${file}\", saat_file_${n}, saat_file_${n}_end},\n")
    list(APPEND depends ${CMAKE_SOURCE_DIR}/${file})
    math(EXPR n "${n}+1")
  endforeach()
  string(APPEND cpp "namespace base {\nconst EmbeddedFile embedded_files[] = {\n${table}  {nullptr, nullptr, nullptr}};\n}\n")
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded.S
    CONTENT ".section .rodata\n${asm}.section .note.GNU-stack,\"\",@progbits\n")
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/embedded.cpp CONTENT "${cpp}")
  set_source_files_properties(${CMAKE_BINARY_DIR}/generated/embedded.S PROPERTIES OBJECT_DEPENDS "${depends}")
  add_library(${target} STATIC ${CMAKE_BINARY_DIR}/generated/embedded.S ${CMAKE_BINARY_DIR}/generated/embedded.cpp)
  target_include_directories(${target} PRIVATE src)
endfunction()
