#pragma once

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "rooms.h"

namespace tron::base {

/// For tests: the InputError that `action` throws; a failed test and an empty error if it throws none.
template <class Action>
InputError input_error_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error;
  }
  ADD_FAILURE() << "no InputError was thrown";
  return {Place{}, "", ""};
}

/// For tests: a path for a scratch file, its own for each test.
inline std::string scratch_path(const std::string& name) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return testing::TempDir() + "tron_" + test->test_suite_name() + "_" + test->name() + "_" + name;
}

}  // namespace tron::base
