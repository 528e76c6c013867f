#include "network/hugging_face/checkpoint/upcast.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include <sys/mman.h>

namespace tron::network {
namespace {

// A block stays in the first-level cache, and its fixed length lets the compiler vectorise the loops.
constexpr std::size_t kBlock = 2048;

/// Ored over numbers whose exponent bits are all ones only where a NaN or an infinity is among them.
constexpr std::uint32_t kExponent32 = 0x7f800000, kExponent16 = 0x7c00;

bool widen_f32(const unsigned char* from, float* to) {
  std::uint32_t bits[kBlock], odd = 0;
  std::memcpy(bits, from, sizeof bits);
  for (std::uint32_t b : bits) odd |= static_cast<std::uint32_t>((b & kExponent32) == kExponent32);
  std::memcpy(to, bits, sizeof bits);
  return odd == 0;
}

bool widen_bf16(const unsigned char* from, float* to) {
  std::uint16_t halves[kBlock];
  std::uint32_t bits[kBlock], odd = 0;
  std::memcpy(halves, from, sizeof halves);
  for (std::size_t i = 0; i < kBlock; ++i) bits[i] = std::uint32_t{halves[i]} << 16U;
  for (std::uint32_t b : bits) odd |= static_cast<std::uint32_t>((b & kExponent32) == kExponent32);
  std::memcpy(to, bits, sizeof bits);
  return odd == 0;
}

bool widen_f16(const unsigned char* from, float* to) {
  std::uint16_t halves[kBlock];
  std::uint32_t odd = 0;
  std::memcpy(halves, from, sizeof halves);
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint32_t half = halves[i];
    odd |= static_cast<std::uint32_t>((half & kExponent16) == kExponent16);
    // Exponent and fraction in their places of a float32, whose bias is 112 larger: right for subnormals too.
    const auto small = std::bit_cast<float>((half & 0x7fffU) << 13U) * 0x1p112F;
    to[i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(small) | (half & 0x8000U) << 16U);
  }
  return odd == 0;
}

bool widen_block(Storage storage, const unsigned char* from, float* to) {
  if (storage == Storage::f32) return widen_f32(from, to);
  return storage == Storage::f16 ? widen_f16(from, to) : widen_bf16(from, to);
}

/// The last numbers, fewer than a block.
bool widen_rest(Storage storage, const unsigned char* from, std::size_t count, float* to) {
  unsigned char bytes[kBlock * 4] = {};
  float values[kBlock];
  std::memcpy(bytes, from, count * bytes_of(storage));
  const bool finite = widen_block(storage, bytes, values);
  std::memcpy(to, values, count * sizeof(float));
  return finite;
}

/// Large pages spare a fault every 4 KiB, most of the time that fresh memory takes.
void ask_for_large_pages(float* data, std::size_t count) {
  constexpr std::size_t kPage = std::size_t{2} << 20U;
  const std::size_t bytes = count * sizeof(float);
  const std::size_t skipped = (kPage - reinterpret_cast<std::uintptr_t>(data) % kPage) % kPage;
  if (bytes < skipped + kPage) return;
  // A wish only: where it fails, pages are small.
  (void)::madvise(reinterpret_cast<unsigned char*>(data) + skipped, (bytes - skipped) / kPage * kPage,
                  MADV_HUGEPAGE);
}

}  // namespace

bool upcast(Storage storage, const unsigned char* from, std::size_t count, float* to) {
  bool finite = true;
  std::size_t done = 0;
  for (; done + kBlock <= count; done += kBlock) {
    finite &= widen_block(storage, from + done * bytes_of(storage), to + done);
  }
  if (done < count) finite &= widen_rest(storage, from + done * bytes_of(storage), count - done, to + done);
  return finite;
}

bool upcast(Storage storage, const unsigned char* from, std::size_t count, std::vector<float>& to) {
  to.clear();
  to.reserve(count);
  ask_for_large_pages(to.data(), count);
  bool finite = true;
  float block[kBlock];
  for (std::size_t done = 0; done < count; done += kBlock) {
    const std::size_t size = std::min(kBlock, count - done);
    finite &= upcast(storage, from + done * bytes_of(storage), size, block);
    to.insert(to.end(), block, block + size);
  }
  return finite;
}

}  // namespace tron::network
