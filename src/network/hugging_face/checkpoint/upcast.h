#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::network {

/// How weights are stored. All three upcast to float32 exactly.
enum class Storage { f32, f16, bf16 };

/// Bytes of one number.
constexpr std::size_t bytes_of(Storage storage) {
  return storage == Storage::f32 ? 4 : 2;
}

/// Writes `count` little-endian numbers, at any alignment, as float32 to `to`. Whether all of them are
/// finite; where one is not, the values are of no use.
bool upcast(Storage storage, const unsigned char* from, std::size_t count, float* to);

/// The same as a vector, which is filled as it grows: no pass to clear it first.
bool upcast(Storage storage, const unsigned char* from, std::size_t count, std::vector<float>& to);

}  // namespace tron::network
