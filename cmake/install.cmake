# One shared library of all rooms but the command line, its public headers, the program, the data, and a package
# configuration: find_package(tron), target tron::tron.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(rooms base device circuit chip tokenizer network dataset program schedule inference timing explore study report api)
foreach(room ${rooms})
  list(APPEND objects $<TARGET_OBJECTS:tron_${room}>)
  get_target_property(linked tron_${room} LINK_LIBRARIES)
  list(FILTER linked EXCLUDE REGEX "^tron_")
  list(APPEND libraries ${linked})
endforeach()
list(REMOVE_DUPLICATES libraries)
add_library(tron_library SHARED ${objects})
target_link_libraries(tron_library PRIVATE ${libraries})
target_include_directories(tron_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(tron_library INTERFACE cxx_std_20)
set_target_properties(tron_library PROPERTIES OUTPUT_NAME tron EXPORT_NAME tron VERSION ${PROJECT_VERSION} SOVERSION 0)

install(TARGETS tron)
install(TARGETS tron_library EXPORT tron)
install(DIRECTORY include/tron TYPE INCLUDE)
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/tron/data)
install(DIRECTORY docs/schema/ DESTINATION ${CMAKE_INSTALL_DATADIR}/tron/schema)
install(FILES README.md LICENSE NOTICE CHANGELOG.md CITATION.cff TYPE DOC)

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/tron)
set(data_folder ${CMAKE_INSTALL_DATADIR}/tron/data)
configure_package_config_file(
  cmake/tron-config.cmake.in ${PROJECT_BINARY_DIR}/tron-config.cmake INSTALL_DESTINATION ${config_folder}
  PATH_VARS data_folder)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tron-config-version.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT tron NAMESPACE tron:: FILE tron-targets.cmake DESTINATION ${config_folder})
install(FILES ${PROJECT_BINARY_DIR}/tron-config.cmake ${PROJECT_BINARY_DIR}/tron-config-version.cmake
        DESTINATION ${config_folder})

# `make deb`
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tron-photonics)
set(CPACK_PACKAGE_CONTACT "The TRON developers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "End-to-end simulation of transformers on silicon-photonic accelerators")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The network that comes with the program runs on Fashion-MNIST; `tron reproduce` measures the host by OpenBLAS.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "dataset-fashion-mnist, libopenblas0-pthread")
set(CPACK_STRIP_FILES ON)
include(CPack)
