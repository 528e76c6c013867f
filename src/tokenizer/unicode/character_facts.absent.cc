#include "tokenizer/unicode/character_facts.h"

#include "base/error.h"

namespace tron::tokenizer {
namespace {

[[noreturn]] void refuse() {
  throw InputError({"", 0, 0, "tokenizer"}, "a step that needs ICU, which this build was made without",
                   "a build with TRON_ICU=ON, or samples as token ids");
}

}  // namespace

bool is_alphabetic(std::int32_t) {
  refuse();
}

int unicode_age(std::int32_t) {
  refuse();
}

}  // namespace tron::tokenizer
