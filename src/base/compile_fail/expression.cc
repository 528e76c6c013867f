// Compiled once for each expression of compile_fail.cmake: the legal ones must pass, the others must not.
#include "base/numbers/decibel.h"
#include "base/text/quantity.h"

using namespace tron::base;  // NOLINT: the expressions come from outside

[[maybe_unused]] const auto kResult = TRON_EXPRESSION;
