# Sums that must not compile, each beside one that differs only in being legal: a test that fails for
# another reason than the units would take its neighbour down as well.
set(legal
  "Length{}+Length{}"
  "PowerDbm{}+Decibel{}"
  "PowerDbm{}-PowerDbm{}"
  "Decibel{}+Decibel{}"
  "Power{}*Time{}+Energy{}"
  "Length{}<Length{}"
  "DecibelPerLength{}*Length{}")
set(illegal
  "Length{}+Power{}"
  "PowerDbm{}+PowerDbm{}"
  "Decibel{}-PowerDbm{}"
  "Decibel{}+1.0"
  "Power{}*Time{}+Power{}"
  "Length{}<Time{}"
  "DecibelPerLength{}*Time{}"
  "Power{}+PowerDbm{}"
  "Length{}+1.0")

function(add_compile_test EXPRESSION FAILS)
  set(name "units.${EXPRESSION}")
  add_test(NAME ${name}
    COMMAND ${CMAKE_CXX_COMPILER} -fsyntax-only -std=c++20 -I ${PROJECT_SOURCE_DIR}/src
      "-DTRON_EXPRESSION=${EXPRESSION}" ${CMAKE_CURRENT_SOURCE_DIR}/compile_fail/expression.cc)
  set_tests_properties(${name} PROPERTIES WILL_FAIL ${FAILS})
endfunction()

foreach(expression IN LISTS legal)
  add_compile_test(${expression} FALSE)
endforeach()
foreach(expression IN LISTS illegal)
  add_compile_test(${expression} TRUE)
endforeach()
