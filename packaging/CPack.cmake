# The Debian package: what goes where, and what it needs. `bin/package` makes it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # packing builds nothing: the tests are not in the package

install(TARGETS saat RUNTIME DESTINATION bin)
install(FILES packaging/systemd/saat.service DESTINATION /lib/systemd/system)
install(FILES packaging/systemd/saat.default DESTINATION /etc/default RENAME saat
  PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES README.md docs/operating.md packaging/nginx/saat.conf DESTINATION share/doc/saat)
install(FILES LICENSE DESTINATION share/doc/saat RENAME copyright)
install(DIRECTORY packaging/ha DESTINATION share/doc/saat FILES_MATCHING
  PATTERN "*.md" PATTERN "*.cfg" PATTERN "*.yml")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME saat)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Sa-at maintainers <maintainers@example.go.th>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reports of Thai local authorities on their community waste")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Web server on which local authorities report their waste indicators and
provinces and the department follow them. One program; the database is a
file, or PostgreSQL.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)    # saat_0.1.0_amd64.deb
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_DEPENDS adduser)  # the libraries' packages are added to it
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx, postgresql-15")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/packaging/deb/conffiles ${CMAKE_SOURCE_DIR}/packaging/deb/postinst
  ${CMAKE_SOURCE_DIR}/packaging/deb/prerm ${CMAKE_SOURCE_DIR}/packaging/deb/postrm)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)                  # /etc and /lib are not under the prefix
set(CPACK_INSTALL_PREFIX /usr)
include(CPack)
