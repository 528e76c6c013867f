#include "network/onnx/file/onnx_tensor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/numbers/half.h"

namespace tron::network {
namespace {

using Bytes = std::span<const unsigned char>;

/// TensorProto.DataType
enum Type : std::int64_t {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kHalf = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kBfloat16 = 16
};

std::size_t element_bytes(std::int64_t type) {
  switch (type) {
    case kFloat:
    case kInt32:
    case kUint32:
      return 4;
    case kDouble:
    case kInt64:
    case kUint64:
      return 8;
    case kHalf:
    case kBfloat16:
    case kInt16:
    case kUint16:
      return 2;
    case kBool:
    case kInt8:
    case kUint8:
      return 1;
    default:
      return 0;
  }
}

template <class T>
T load(const unsigned char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

/// A float from the bits of a type of two bytes.
float from_bits(std::int64_t type, std::uint16_t bits) {
  return type == kHalf ? float_from_half(bits) : std::bit_cast<float>(std::uint32_t{bits} << 16U);
}

float real_element(std::int64_t type, const unsigned char* from) {
  if (type == kDouble) return static_cast<float>(load<double>(from));
  return type == kFloat ? load<float>(from) : from_bits(type, load<std::uint16_t>(from));
}

std::int64_t whole_element(std::int64_t type, const unsigned char* from) {
  switch (type) {
    case kInt64:
    case kUint64:
      return load<std::int64_t>(from);
    case kInt32:
      return load<std::int32_t>(from);
    case kUint32:
      return load<std::uint32_t>(from);
    case kInt16:
      return load<std::int16_t>(from);
    case kUint16:
      return load<std::uint16_t>(from);
    case kInt8:
      return load<std::int8_t>(from);
    case kBool:
      return *from != 0 ? 1 : 0;
    default:
      return *from;
  }
}

/// A TensorProto's fields.
struct Proto {
  std::string name;
  std::vector<std::int64_t> dims;
  std::int64_t type = 0;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> integers;  ///< of the int32, int64 and uint64 fields
  std::optional<Bytes> raw;
  bool external = false;
  std::string location;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;
};

class TensorReader {
 public:
  TensorReader(ProtobufReader message, const std::string& file, const std::string& item)
      : file_(file), item_(item) {
    while (message.next()) read_field(message);
    if (!proto_.name.empty()) item_ = "constant '" + proto_.name + "'";
  }

  NamedTensor read() {
    const auto kind = onnx_kind(proto_.type);
    if (!kind)
      refuse(fmt::format("elements of type {}", proto_.type), "real numbers, integers or truth values");
    tensor_.kind = *kind;
    for (std::int64_t d : proto_.dims) {
      if (d < 0 || static_cast<std::uint64_t>(d) > kMostElements) {
        refuse(fmt::format("dimension {}", d), fmt::format("0 to {}", kMostElements));
      }
      tensor_.dims.push_back(static_cast<std::size_t>(d));
    }
    try {
      count_ = tensor_.size();
    } catch (const InputError& error) {
      refuse(error.found(), error.allowed());
    }
    if (proto_.external) {
      read_external();
    } else if (proto_.raw) {
      read_raw(*proto_.raw);
    } else {
      read_typed();
    }
    if (std::any_of(tensor_.real.begin(), tensor_.real.end(), [](float x) { return std::isnan(x); })) {
      refuse("NaN", "numbers");
    }
    return {proto_.name, std::move(tensor_)};
  }

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& allowed) const {
    throw InputError({.file = file_, .line = 0, .column = 0, .item = item_}, found, allowed);
  }

  void read_field(const ProtobufReader& field) {
    switch (field.number()) {
      case 1:
        return field.append_to(proto_.dims);
      case 2:
        proto_.type = field.integer();
        return;
      case 4:
        return field.append_to(proto_.floats);
      case 5:
      case 7:
      case 11:
        return field.append_to(proto_.integers);
      case 8:
        proto_.name = field.text();
        return;
      case 9:
        proto_.raw = field.bytes();
        return;
      case 10:
        return field.append_to(proto_.doubles);
      case 13:
        return read_entry(field.message());
      case 14:
        proto_.external = field.integer() == 1;
        return;
      default:
        return;
    }
  }

  /// One of the words that say where external data are.
  void read_entry(ProtobufReader entry) {
    std::string key, value;
    while (entry.next()) {
      if (entry.number() == 1) key = entry.text();
      if (entry.number() == 2) value = entry.text();
    }
    if (key == "location") proto_.location = value;
    if (key == "offset") proto_.offset = number(value);
    if (key == "length") proto_.length = number(value);
  }

  std::uint64_t number(const std::string& text) const {
    std::uint64_t value = 0;
    for (char c : text) {
      if (c < '0' || c > '9' || value > (std::uint64_t{1} << 50U))
        refuse("'" + text + "'", "a number of bytes");
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
  }

  void expect_size(std::size_t found, std::size_t wanted, const char* unit) const {
    if (found == wanted) return;
    refuse(fmt::format("{} {} of data", found, unit),
           fmt::format("{}, as dimensions {} say", wanted, dims_text(tensor_.dims)));
  }

  void read_raw(Bytes bytes) {
    const std::size_t size = element_bytes(proto_.type);
    expect_size(bytes.size(), count_ * size, "bytes");
    tensor_.allocate();
    for (std::size_t i = 0; i < count_; ++i) {
      const unsigned char* from = bytes.data() + i * size;
      if (tensor_.kind == HostKind::real) {
        tensor_.real[i] = real_element(proto_.type, from);
      } else {
        tensor_.whole[i] = whole_element(proto_.type, from);
      }
    }
  }

  void read_typed() {
    const bool narrow = proto_.type == kHalf || proto_.type == kBfloat16;
    const std::size_t found = proto_.type == kFloat    ? proto_.floats.size()
                              : proto_.type == kDouble ? proto_.doubles.size()
                                                       : proto_.integers.size();
    expect_size(found, count_, "elements");
    if (proto_.type == kFloat) {
      tensor_.real = std::move(proto_.floats);
    } else if (proto_.type == kDouble) {
      tensor_.real.assign(proto_.doubles.begin(), proto_.doubles.end());
    } else if (narrow) {
      for (std::int64_t bits : proto_.integers) {
        tensor_.real.push_back(from_bits(proto_.type, static_cast<std::uint16_t>(bits)));
      }
    } else {
      tensor_.whole = std::move(proto_.integers);
      for (std::int64_t& x : tensor_.whole) x = proto_.type == kBool ? std::int64_t{x != 0} : x;
    }
  }

  /// The path of a data file: inside the model's folder, whatever links lead there.
  std::filesystem::path inside() const {
    namespace fs = std::filesystem;
    const fs::path folder = fs::weakly_canonical(fs::absolute(file_).parent_path()), given(proto_.location);
    const fs::path path = fs::weakly_canonical(folder / given);
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    const bool text = proto_.location.find('\0') == std::string::npos;
    if (proto_.location.empty() || !text || given.is_absolute() || end != folder.end() ||
        rest == path.end()) {
      refuse("external data in '" + proto_.location + "'", "a file in the model's folder");
    }
    return path;
  }

  void read_external() {
    const std::filesystem::path path = inside();
    if (!std::filesystem::is_regular_file(path)) {
      refuse("external data in '" + proto_.location + "'", "a file that exists");
    }
    const MappedFile file(path.string());
    const std::size_t all = file.bytes().size();
    const std::uint64_t length = proto_.length.value_or(count_ * element_bytes(proto_.type));
    if (proto_.offset > all || length > all - proto_.offset) {
      refuse(fmt::format("{} bytes from byte {} of '{}'", length, proto_.offset, proto_.location),
             fmt::format("its {} bytes", all));
    }
    read_raw(file.bytes().subspan(proto_.offset, length));
  }

  const std::string& file_;
  std::string item_;
  Proto proto_;
  HostTensor tensor_;
  std::size_t count_ = 0;
};

}  // namespace

std::optional<HostKind> onnx_kind(std::int64_t type) {
  switch (type) {
    case kFloat:
    case kDouble:
    case kHalf:
    case kBfloat16:
      return HostKind::real;
    case kBool:
      return HostKind::truth;
    default:
      return element_bytes(type) == 0 ? std::nullopt : std::optional(HostKind::whole);
  }
}

NamedTensor read_onnx_tensor(ProtobufReader message, const std::string& file, const std::string& item) {
  return TensorReader(message, file, item).read();
}

}  // namespace tron::network
