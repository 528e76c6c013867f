#pragma once

#include <string>
#include <vector>

#include "rooms.h"

namespace tron::inference {

/// The instruction set the kernels run on now, such as "AVX3+VNNI" (Highway's name for AVX-512).
std::string vector_target();

/// Those that the kernels are compiled for, best first.
std::vector<std::string> vector_targets();

/// Lets the kernels run on `name`, or on less where the machine has less; empty: on all that the machine has.
/// False where the name is none of vector_targets().
bool limit_vector_target(const std::string& name);

/// The environment variable TRON_TARGETS names such a limit, which holds from the program's start: so one
/// machine can compute as another would. An InputError where its value names nothing.
void check_target_variable();

/// Whether the AVX-512 kernel uses the byte products of VNNI; a test turns them off to compare.
bool vnni_in_use();
void allow_vnni(bool allowed);

}  // namespace tron::inference
