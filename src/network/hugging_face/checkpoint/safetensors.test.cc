#include "network/hugging_face/checkpoint/safetensors.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/testing/scratch_folder.h"

namespace tron::network {
namespace {

std::vector<unsigned char> file_of(const std::string& header, const std::string& data) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xff);
  bytes += header + data;
  return {bytes.begin(), bytes.end()};
}

template <class T>
std::string raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

Safetensors parse(const std::vector<unsigned char>& bytes) {
  return {bytes, "m.safetensors"};
}

TEST(Safetensors, ReadsTensorsInAnyOrderOfTheHeader) {
  const auto bytes =
      file_of(R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},)"
              R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   )",
              raw<float>({1.5F, -2, 3}));
  const Safetensors file = parse(bytes);
  ASSERT_EQ(file.entries().size(), 2U);
  EXPECT_EQ(file.entries()[0].name, "a");
  EXPECT_EQ(file.read(*file.find("a")), std::vector<float>{1.5F});
  EXPECT_EQ(file.read(*file.find("b")), (std::vector<float>{-2, 3}));
  EXPECT_EQ(file.find("c"), nullptr);
}

TEST(Safetensors, WidensHalfAndBrainFloat) {
  const auto bytes = file_of(
      R"({"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[10,16]}})",
      raw<std::uint16_t>({0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3f80, 0xc000, 0x0001}));
  const Safetensors file = parse(bytes);
  const std::vector<float> half = file.read(*file.find("h"));
  EXPECT_EQ(half, (std::vector<float>{1, -2, 5.9604644775390625e-8F, 65504, -0.0F}));
  EXPECT_TRUE(std::signbit(half[4]));
  EXPECT_EQ(file.read(*file.find("b")), (std::vector<float>{1, -2, 9.183549615799121e-41F}));
}

struct Broken {
  const char* what;
  std::string header;
  std::size_t data_bytes;
  std::vector<std::string> message;
};

class BrokenHeader : public testing::TestWithParam<Broken> {};

TEST_P(BrokenHeader, IsRefused) {
  const auto bytes = file_of(GetParam().header, std::string(GetParam().data_bytes, '\0'));
  auto fragments = GetParam().message;
  fragments.push_back("m.safetensors");
  expect_refused([&] { parse(bytes); }, fragments);
}

std::string tensor(const std::string& body, const std::string& name = "a") {
  return "\"" + name + "\":{" + body + "}";
}

const std::vector<Broken> kBroken = {
    {"json", R"({"a":)", 0, {"allowed"}},
    {"no_object", "[1, 2]", 0, {"header", "an object of tensors"}},
    {"no_tensor", R"({"__metadata__":{}})", 0, {"no tensor", "at least one tensor"}},
    {"entry_no_object", R"({"a":7})", 0, {"tensor 'a'", "found 7", "dtype, shape and data_offsets"}},
    {"no_dtype", "{" + tensor(R"("shape":[1],"data_offsets":[0,4])") + "}", 4, {"tensor 'a'", "no 'dtype'"}},
    {"odd_dtype",
     "{" + tensor(R"("dtype":"Q4","shape":[1],"data_offsets":[0,4])") + "}",
     4,
     {"tensor 'a'", "dtype 'Q4'", "F32, F16 or BF16"}},
    {"no_shape",
     "{" + tensor(R"("dtype":"F32","data_offsets":[0,4])") + "}",
     4,
     {"tensor 'a'", "no 'shape' list"}},
    {"negative_size",
     "{" + tensor(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])") + "}",
     4,
     {"tensor 'a'", "size -1", "integers from 0"}},
    {"broken_size",
     "{" + tensor(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,4])") + "}",
     4,
     {"size 1.5"}},
    {"too_deep_shape",
     "{" + tensor(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4])") + "}",
     4,
     {"9 dimensions", "at most 8"}},
    {"overflow",
     "{" + tensor(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0])") + "}",
     0,
     {"tensor 'a'", "more bytes than a 64-bit number counts"}},
    {"overflow_to_zero",
     "{" + tensor(R"("dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0])") + "}",
     0,
     {"more bytes than"}},
    {"shape_against_offsets",
     "{" + tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])") + "}",
     8,
     {"tensor 'a'", "shape [3] of F32 needs 12 bytes, data_offsets give 8"}},
    {"no_offsets", "{" + tensor(R"("dtype":"F32","shape":[1])") + "}", 4, {"no 'data_offsets' pair"}},
    {"one_offset",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0])") + "}",
     4,
     {"two integers"}},
    {"reversed_offsets",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])") + "}",
     4,
     {"data_offsets [4, 0]", "begin <= end"}},
    {"negative_offset",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])") + "}",
     4,
     {"data_offsets [-4, 0]"}},
    {"truncated_data",
     "{" + tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])") + "}",
     7,
     {"data_offsets [0, 8]", "<= 7, the bytes of data"}},
    {"overlap",
     "{" + tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])") + "," +
         tensor(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])", "b") + "}",
     12,
     {"tensor 'b'", "from byte 4 overlaps tensor 'a'", "from byte 8"}},
    {"gap",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])") + "," +
         tensor(R"("dtype":"F32","shape":[1],"data_offsets":[8,12])", "b") + "}",
     12,
     {"tensor 'b'", "a gap of 4 bytes after tensor 'a'"}},
    {"trailing",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])") + "}",
     9,
     {"5 bytes after the last tensor", "none"}},
    {"duplicate",
     "{" + tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])") + "," +
         tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])") + "}",
     8,
     {"a"}},
    {"nested", std::string(5000, '['), 0, {"allowed"}},
};

INSTANTIATE_TEST_SUITE_P(Safetensors, BrokenHeader, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return broken.param.what; });

TEST(Safetensors, RefusesAHeaderLengthBeyondTheFile) {
  expect_refused([] { parse({}); }, {"header length", "a file of 0 bytes", "at least 8 bytes"});
  expect_refused([] { parse({1, 0, 0}); }, {"a file of 3 bytes"});
  expect_refused([] { parse(std::vector<unsigned char>(8, 0)); }, {"header length", "0 bytes"});
  expect_refused([] { parse(std::vector<unsigned char>(16, 0xff)); },
                 {"18446744073709551615 bytes", "2 to 8 bytes"});
}

TEST(Safetensors, RefusesValuesThatAreNoNumbersByIndex) {
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()};
  for (float value : bad) {
    const auto bytes = file_of(R"({"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}})",
                               raw<float>({1, 2, value, value}));
    const Safetensors file = parse(bytes);
    expect_refused([&] { file.read(*file.find("w")); },
                   {"m.safetensors", "tensor 'w'", "at index 2", "finite"});
  }
  const auto half =
      file_of(R"({"w":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})", raw<std::uint16_t>({0x7c01}));
  const Safetensors file = parse(half);
  expect_refused([&] { file.read(*file.find("w")); }, {"nan at index 0"});
}

TEST(Safetensors, RefusesToReadIntegersAsWeights) {
  const auto bytes =
      file_of(R"({"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", std::string(8, '\0'));
  const Safetensors file = parse(bytes);
  expect_refused([&] { file.read(*file.find("w")); }, {"tensor 'w'", "dtype 'I64'", "F32, F16 or BF16"});
}

RC_GTEST_PROP(Safetensors, ReadsBackWhatWasWritten, (const std::vector<std::int16_t>& values)) {
  const std::vector<float> floats(values.begin(), values.end());
  const std::string size = std::to_string(floats.size()), end = std::to_string(4 * floats.size());
  const auto bytes = file_of(
      R"({"w":{"dtype":"F32","shape":[)" + size + R"(],"data_offsets":[0,)" + end + "]}}", raw(floats));
  const Safetensors file = parse(bytes);
  RC_ASSERT(file.read(*file.find("w")) == floats);
}

RC_GTEST_PROP(Safetensors, EveryTruncationIsRefused, ()) {
  const auto whole =
      file_of(R"({"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", std::string(16, '\1'));
  const auto kept = *rc::gen::inRange<std::size_t>(0, whole.size());
  RC_ASSERT_THROWS_AS(parse({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept)}), InputError);
}

}  // namespace
}  // namespace tron::network
