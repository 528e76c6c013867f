#include "tokenizer/unicode/character_facts.h"

#include <unicode/uchar.h>

namespace tron::tokenizer {

bool is_alphabetic(std::int32_t code) {
  return u_hasBinaryProperty(code, UCHAR_ALPHABETIC) != 0;
}

int unicode_age(std::int32_t code) {
  UVersionInfo age;
  u_charAge(code, age);
  return age[0];
}

}  // namespace tron::tokenizer
