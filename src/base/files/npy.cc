#include "base/files/npy.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/numbers/half.h"

static_assert(std::endian::native == std::endian::little, "the arrays are copied as they lie");

namespace tron::base {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxRank = 32;  // what NumPy allows

[[noreturn]] void refuse(const std::string& path, std::string item, std::string found, std::string allowed) {
  throw InputError(Place{path, 0, 0, std::move(item)}, std::move(found), std::move(allowed));
}

struct Header {
  std::string dtype;
  std::vector<std::size_t> shape;
};

/// The header: a Python dictionary with the three keys descr, fortran_order and shape, in any order.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& path) : text_(text), path_(path) {}

  Header read() {
    Header out;
    bool seen[3] = {};
    expect('{');
    while (!take('}')) {
      const std::string key = word();
      expect(':');
      const int index = key == "descr" ? 0 : key == "fortran_order" ? 1 : key == "shape" ? 2 : -1;
      if (index < 0 || seen[index]) fail("the key '" + key + "'");
      seen[index] = true;
      if (index == 0) out.dtype = word();
      if (index == 1) row_major();
      if (index == 2) out.shape = shape();
      if (!take(',') && !at('}')) fail("no ',' or '}'");
    }
    skip();
    if (!text_.empty()) fail("text after the dictionary");
    if (!seen[0] || !seen[1] || !seen[2]) fail("a missing key");
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& found) const {
    refuse(path_, "header", found, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}");
  }

  void skip() { text_.remove_prefix(std::min(text_.size(), text_.find_first_not_of(" \t\n"))); }
  bool at(char c) {
    skip();
    return !text_.empty() && text_[0] == c;
  }
  bool take(char c) {
    if (!at(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(fmt::format("no '{}'", c));
  }

  std::string word() {
    const char quote = at('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = text_.find(quote);
    if (end == std::string_view::npos) fail("an open string");
    std::string out(text_.substr(0, end));
    text_.remove_prefix(end + 1);
    return out;
  }

  void row_major() {
    skip();
    if (text_.starts_with("True"))
      refuse(path_, "header", "column-major (Fortran) order", "row-major (C) order");
    if (!text_.starts_with("False")) fail("no truth value for fortran_order");
    text_.remove_prefix(5);
  }

  std::vector<std::size_t> shape() {
    std::vector<std::size_t> out;
    expect('(');
    while (!take(')')) {
      skip();
      std::size_t extent = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), extent);
      if (error != std::errc()) fail("a shape that is no list of sizes");
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      out.push_back(extent);
      if (out.size() > kMaxRank) fail(fmt::format("more than {} dimensions", kMaxRank));
      if (!take(',') && !at(')')) fail("a shape that is no list of sizes");
    }
    return out;
  }

  std::string_view text_;
  const std::string& path_;
};

template <class T>
void convert(const char* from, std::vector<float>& to) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    T value;
    std::memcpy(&value, from + i * sizeof(T), sizeof(T));
    to[i] = static_cast<float>(value);
  }
}

struct Half {
  std::uint16_t bits;
  explicit operator float() const { return float_from_half(bits); }
};

struct Type {
  std::string_view name;
  std::size_t bytes;
  void (*convert)(const char*, std::vector<float>&);
};

constexpr Type kTypes[] = {
    {"<f4", 4, convert<float>},         {"<f8", 8, convert<double>},
    {"<f2", 2, convert<Half>},          {"|i1", 1, convert<std::int8_t>},
    {"|u1", 1, convert<std::uint8_t>},  {"<i2", 2, convert<std::int16_t>},
    {"<u2", 2, convert<std::uint16_t>}, {"<i4", 4, convert<std::int32_t>},
    {"<u4", 4, convert<std::uint32_t>}, {"<i8", 8, convert<std::int64_t>},
    {"<u8", 8, convert<std::uint64_t>},
};

const Type& type_of(const std::string& dtype, const std::string& path) {
  for (const Type& type : kTypes)
    if (type.name == dtype) return type;
  refuse(path, "header", "dtype '" + dtype + "'",
         "little-endian floats <f2 <f4 <f8, or integers |i1 |u1 <i2 ... <u8");
}

/// Splits the file into the dictionary's text and the data.
std::pair<std::string_view, std::string_view> split(std::string_view file, const std::string& path) {
  if (!file.starts_with(kMagic) || file.size() < 10)
    refuse(path, "", "no NumPy magic", "a .npy file: \\x93NUMPY, version, header, data");
  const int version = static_cast<unsigned char>(file[6]);
  if (version < 1 || version > 3)
    refuse(path, "", fmt::format("format version {}", version), "version 1, 2 or 3");
  const std::size_t width = version == 1 ? 2 : 4;
  std::uint32_t length = 0;
  if (file.size() < 8 + width) refuse(path, "header", "a truncated file", "a whole header");
  std::memcpy(&length, file.data() + 8, width);
  const std::string_view rest = file.substr(8 + width);
  if (length > rest.size())
    refuse(path, "header", fmt::format("a length of {} bytes with {} left", length, rest.size()),
           "a whole header");
  return {rest.substr(0, length), rest.substr(length)};
}

std::size_t element_count(const std::vector<std::size_t>& shape, std::size_t bytes, const std::string& path) {
  std::size_t total = bytes;
  for (const std::size_t extent : shape)
    if (__builtin_mul_overflow(total, extent, &total))
      refuse(path, "shape", "a size beyond 64 bits", "a shape that fits the file");
  return total / bytes;
}

}  // namespace

std::vector<std::size_t> npy_shape(const std::string& path) {
  const MappedFile map(path);
  const auto bytes = map.bytes();
  const auto text = split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path).first;
  return HeaderReader(text, path).read().shape;
}

NpyArray read_npy(const std::string& path) {
  const MappedFile map(path);
  const auto bytes = map.bytes();
  const auto [text, data] = split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
  Header header = HeaderReader(text, path).read();
  const Type& type = type_of(header.dtype, path);
  const std::size_t count = element_count(header.shape, type.bytes, path);
  if (data.size() != count * type.bytes)
    refuse(path, "data", fmt::format("{} bytes", data.size()),
           fmt::format("{} bytes for this shape", count * type.bytes));
  NpyArray out{std::move(header.shape), std::vector<float>(count), type.name == "|u1", false};
  out.integers = type.name[1] != 'f' && !out.bytes;
  type.convert(data.data(), out.data);
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(out.data[i]))
      refuse(path, fmt::format("element {}", i), fmt::format("{}", out.data[i]),
             "finite numbers within float32");
  return out;
}

std::string npy_text(const std::vector<std::size_t>& shape, const float* data, const std::string& path) {
  std::string extents;
  for (const std::size_t extent : shape) extents += fmt::format("{}, ", extent);
  // (3,) and (2, 3): Python needs the comma only behind a single one.
  if (shape.size() > 1) extents.resize(extents.size() - 2);
  if (shape.size() == 1) extents.resize(extents.size() - 1);
  std::string dictionary =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", extents);
  // The data starts at a multiple of 64 bytes: 10 bytes before the dictionary, a newline behind it.
  dictionary.append((64 - (10 + dictionary.size() + 1) % 64) % 64, ' ');
  dictionary += '\n';
  const auto length = static_cast<std::uint16_t>(dictionary.size());
  std::string file(kMagic);
  file += {'\x01', '\x00', static_cast<char>(length & 0xFF), static_cast<char>(length >> 8)};
  file += dictionary;
  const std::size_t count = element_count(shape, sizeof(float), path);
  file.append(reinterpret_cast<const char*>(data), count * sizeof(float));
  return file;
}

void write_npy(const std::string& path, const std::vector<std::size_t>& shape, const float* data) {
  write_file(path, npy_text(shape, data, path));
}

}  // namespace tron::base
