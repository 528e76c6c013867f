#pragma once

#include <cstdio>
#include <cstdlib>

#include "base/error.h"

namespace tron::fuzzing {

/// Runs `action`; an InputError is a good answer if it names a file, what was found and what is allowed.
/// Everything else that is thrown ends the program, as libFuzzer wants it.
template <class Action>
void expect_answer_or_refusal(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    if (!error.place().file.empty() && !error.found().empty() && !error.allowed().empty()) return;
    std::fprintf(stderr, "an error that does not say enough: %s\n", error.what());
    std::abort();
  }
}

}  // namespace tron::fuzzing
