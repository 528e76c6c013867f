#include "network/hugging_face/checkpoint/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files/files_read.h"
#include "base/text/json.h"

namespace tron::network {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kHeaderLimit = 100'000'000;  // what the reference implementation allows
constexpr std::size_t kRankLimit = 8;

[[noreturn]] void fail(const std::string& file, const std::string& item, std::string found,
                       std::string allowed) {
  throw InputError({.file = file, .item = item}, std::move(found), std::move(allowed));
}

std::string quoted(const std::string& tensor) {
  return fmt::format("tensor '{}'", tensor);
}

std::size_t bytes_of(std::string_view dtype) {
  constexpr std::pair<std::string_view, std::size_t> kSizes[] = {
      {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F64", 8}, {"I64", 8},  {"I32", 4},     {"I16", 2},    {"I8", 1},
      {"U64", 8}, {"U32", 4}, {"U16", 2},  {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
  for (const auto& [name, size] : kSizes) {
    if (name == dtype) return size;
  }
  return 0;
}

/// The header's length, from the first eight of a file's `size` bytes.
std::size_t header_length(std::span<const unsigned char> bytes, std::size_t size, const std::string& file) {
  if (size < kLengthBytes || bytes.size() < kLengthBytes) {
    fail(file, "header length", fmt::format("a file of {} bytes", size),
         "at least 8 bytes of header length, a JSON header and the data");
  }
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) length = length << 8 | bytes[i];
  const std::uint64_t room = std::min<std::uint64_t>(size - kLengthBytes, kHeaderLimit);
  if (length < 2 || length > room) {
    fail(file, "header length", fmt::format("{} bytes", length),
         fmt::format("2 to {} bytes (the file has {} bytes)", room, size));
  }
  return length;
}

std::vector<std::size_t> shape_of(const Json& value, const std::string& file, const std::string& item) {
  const Json* shape = value.find("shape");
  if (!shape || !shape->is_array()) fail(file, item, "no 'shape' list", "a list of sizes such as [64, 128]");
  if (shape->size() > kRankLimit) {
    fail(file, item, fmt::format("{} dimensions", shape->size()), fmt::format("at most {}", kRankLimit));
  }
  std::vector<std::size_t> sizes;
  for (const Json& size : shape->as_array()) {
    if (!size.is_integer() || size.as_integer() < 0) {
      fail(file, item, "size " + size.dump(0) + " in 'shape'", "integers from 0");
    }
    sizes.push_back(static_cast<std::size_t>(size.as_integer()));
  }
  return sizes;
}

std::pair<std::size_t, std::size_t> offsets_of(const Json& value, const std::string& file,
                                               const std::string& item, std::size_t data_size) {
  const Json* offsets = value.find("data_offsets");
  const bool pair = offsets && offsets->is_array() && offsets->size() == 2 &&
                    offsets->as_array()[0].is_integer() && offsets->as_array()[1].is_integer();
  if (!pair) fail(file, item, "no 'data_offsets' pair", "two integers [begin, end]");
  const std::int64_t begin = offsets->as_array()[0].as_integer(), end = offsets->as_array()[1].as_integer();
  if (begin < 0 || end < begin || static_cast<std::uint64_t>(end) > data_size) {
    fail(file, item, fmt::format("data_offsets [{}, {}]", begin, end),
         fmt::format("0 <= begin <= end <= {}, the bytes of data that are there", data_size));
  }
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

TensorEntry entry_of(const std::string& name, const Json& value, const std::string& file,
                     std::size_t data_size) {
  const std::string item = quoted(name);
  if (!value.is_object())
    fail(file, item, value.dump(0).substr(0, 40), "an object with dtype, shape and data_offsets");
  TensorEntry entry;
  entry.name = name;
  const Json* dtype = value.find("dtype");
  if (!dtype || !dtype->is_string()) fail(file, item, "no 'dtype'", "F32, F16 or BF16");
  entry.dtype = dtype->as_string();
  const std::size_t element = bytes_of(entry.dtype);
  if (element == 0) fail(file, item, fmt::format("dtype '{}'", entry.dtype), "F32, F16 or BF16");
  entry.shape = shape_of(value, file, item);
  std::tie(entry.begin, entry.end) = offsets_of(value, file, item, data_size);

  std::size_t wanted = element;
  bool overflow = false;
  for (std::size_t size : entry.shape) overflow |= __builtin_mul_overflow(wanted, size, &wanted);
  if (overflow || wanted != entry.end - entry.begin) {
    const std::string product =
        overflow ? "more bytes than a 64-bit number counts" : fmt::format("{} bytes", wanted);
    fail(file, item,
         fmt::format("shape [{}] of {} needs {}, data_offsets give {}", fmt::join(entry.shape, ", "),
                     entry.dtype, product, entry.end - entry.begin),
         "a shape that fills its data_offsets exactly");
  }
  return entry;
}

void check_cover(const std::vector<TensorEntry>& entries, const std::string& file, std::size_t data_size) {
  std::size_t at = 0;
  const TensorEntry* before = nullptr;
  for (const TensorEntry& entry : entries) {
    const std::string previous = before ? quoted(before->name) : "the header";
    if (entry.begin < at) {
      fail(file, quoted(entry.name), fmt::format("data from byte {} overlaps {}", entry.begin, previous),
           fmt::format("data from byte {} on", at));
    }
    if (entry.begin > at) {
      fail(file, quoted(entry.name), fmt::format("a gap of {} bytes after {}", entry.begin - at, previous),
           fmt::format("data from byte {} on, without gaps", at));
    }
    at = entry.end;
    before = &entry;
  }
  if (at != data_size) {
    fail(file, "end of file", fmt::format("{} bytes after the last tensor", data_size - at), "none");
  }
}

}  // namespace

std::size_t TensorEntry::count() const {
  std::size_t product = 1;
  for (std::size_t size : shape) product *= size;
  return product;
}

Safetensors Safetensors::open(const std::string& path) {
  auto map = std::make_shared<MappedFile>(path);
  Safetensors file(map->bytes(), path);
  file.map_ = std::move(map);
  return file;
}

Safetensors Safetensors::open_header(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) fail(path, "", "no such file", "a safetensors file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream stream(path, std::ios::binary);
  if (!stream || error) fail(path, "", "a file that cannot be read", "a safetensors file");
  note_read(path);
  unsigned char length_bytes[kLengthBytes] = {};
  stream.read(reinterpret_cast<char*>(length_bytes), kLengthBytes);
  const std::size_t length = header_length(length_bytes, size, path);
  std::string text(length, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(length));
  if (!stream) fail(path, "header", "a file that ends within its header", fmt::format("{} bytes", length));
  Safetensors file(path);
  file.read_header(text, size - kLengthBytes - length);
  return file;
}

Safetensors::Safetensors(std::span<const unsigned char> bytes, std::string name) : file_(std::move(name)) {
  const std::size_t length = header_length(bytes, bytes.size(), file_);
  data_ = bytes.subspan(kLengthBytes + length);
  read_header({reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length}, data_.size());
}

void Safetensors::read_header(std::string_view text, std::size_t data_size) {
  const Json header = Json::parse(text, file_);
  if (!header.is_object()) fail(file_, "header", "no JSON object", "an object of tensors");
  for (const auto& [key, value] : header.as_object()) {
    if (key != "__metadata__") entries_.push_back(entry_of(key, value, file_, data_size));
  }
  if (entries_.empty()) fail(file_, "header", "no tensor", "at least one tensor");
  std::stable_sort(entries_.begin(), entries_.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  check_cover(entries_, file_, data_size);
  for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i].name, i);
}

const TensorEntry* Safetensors::find(const std::string& name) const {
  const auto at = index_.find(name);
  return at == index_.end() ? nullptr : &entries_[at->second];
}

Storage Safetensors::storage_of(const TensorEntry& entry) const {
  if (entry.dtype == "F32") return Storage::f32;
  if (entry.dtype == "F16") return Storage::f16;
  if (entry.dtype == "BF16") return Storage::bf16;
  fail(file_, quoted(entry.name), fmt::format("dtype '{}'", entry.dtype), "F32, F16 or BF16");
}

void Safetensors::refuse_values(const TensorEntry& entry) const {
  const Storage storage = storage_of(entry);
  const std::size_t bytes = bytes_of(storage);
  const unsigned char* at = data_.data() + entry.begin;
  std::size_t index = 0;
  for (float value = 0; upcast(storage, at, 1, &value); at += bytes) ++index;
  std::uint32_t bits = 0;
  std::memcpy(&bits, at, bytes);
  const std::uint32_t fraction = storage == Storage::f32 ? 0x7fffff : storage == Storage::f16 ? 0x3ff : 0x7f;
  fail(file_, quoted(entry.name),
       fmt::format("{} at index {}", (bits & fraction) != 0 ? "nan" : "inf", index), "finite weights");
}

std::vector<float> Safetensors::read(const TensorEntry& entry) const {
  std::vector<float> values;
  if (!upcast(storage_of(entry), data_.data() + entry.begin, entry.count(), values)) refuse_values(entry);
  return values;
}

void Safetensors::read(const TensorEntry& entry, std::size_t first, std::size_t count, float* to) const {
  const Storage storage = storage_of(entry);
  const unsigned char* from = data_.data() + entry.begin + first * bytes_of(storage);
  if (!upcast(storage, from, count, to)) refuse_values(entry);
}

bool Safetensors::same(const TensorEntry& entry, const Safetensors& other, const TensorEntry& theirs) const {
  const auto mine = data_.subspan(entry.begin, entry.end - entry.begin);
  const auto yours = other.data_.subspan(theirs.begin, theirs.end - theirs.begin);
  return entry.dtype == theirs.dtype && entry.shape == theirs.shape && std::ranges::equal(mine, yours);
}

}  // namespace tron::network
