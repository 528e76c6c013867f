#include "base/files/npy.h"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A file as NumPy lays it out, from its parts.
std::string npy(const std::string& dictionary, const std::string& data, int version = 1) {
  std::string out = "\x93NUMPY";
  out += {static_cast<char>(version), '\0'};
  const std::size_t size = dictionary.size();
  out += {static_cast<char>(size & 0xFF), static_cast<char>(size >> 8)};
  if (version > 1) out += std::string(2, '\0');
  return out + dictionary + data;
}

std::string dictionary(const std::string& dtype, const std::string& shape) {
  return "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

template <class T>
std::string bytes(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

NpyArray read(const std::string& content) {
  const std::string path = testing::TempDir() + "tron_npy_test.npy";
  write_file(path, content);
  return read_npy(path);
}

TEST(ReadNpy, ReadsEveryType) {
  EXPECT_THAT(read(npy(dictionary("<f4", "(2,)"), bytes({1.5F, -2.0F}))).data, ElementsAre(1.5F, -2.0F));
  EXPECT_THAT(read(npy(dictionary("<f8", "(2,)"), bytes({1.5, -2.0}))).data, ElementsAre(1.5F, -2.0F));
  EXPECT_THAT(read(npy(dictionary("|u1", "(2,)"), "\x01\xFF")).data, ElementsAre(1.0F, 255.0F));
  EXPECT_THAT(read(npy(dictionary("|i1", "(2,)"), "\x01\xFF")).data, ElementsAre(1.0F, -1.0F));
  EXPECT_THAT(read(npy(dictionary("<i2", "(1,)"), bytes<std::int16_t>({-300}))).data, ElementsAre(-300.0F));
  EXPECT_THAT(read(npy(dictionary("<i8", "(1,)"), bytes<std::int64_t>({1LL << 40}))).data,
              ElementsAre(0x1p40F));
  EXPECT_THAT(read(npy(dictionary("<u4", "(1,)"), bytes<std::uint32_t>({7}))).data, ElementsAre(7.0F));
}

TEST(ReadNpy, ReadsHalfPrecision) {
  // 1, -2, largest 65504, smallest normal 2^-14, smallest subnormal 2^-24, -0: IEEE 754.
  const auto data = bytes<std::uint16_t>({0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x8000});
  const auto got = read(npy(dictionary("<f2", "(6,)"), data)).data;
  EXPECT_THAT(got, ElementsAre(1.0F, -2.0F, 65504.0F, 0x1p-14F, 0x1p-24F, 0.0F));
  EXPECT_TRUE(std::signbit(got[5]));
  EXPECT_THROW(read(npy(dictionary("<f2", "(1,)"), bytes<std::uint16_t>({0x7C00}))), InputError);
}

TEST(ReadNpy, ReadsShapesAndVersions) {
  EXPECT_THAT(read(npy(dictionary("|u1", "(2, 3)"), "abcdef")).shape, ElementsAre(2U, 3U));
  EXPECT_TRUE(read(npy(dictionary("|u1", "()"), "a")).shape.empty());
  EXPECT_TRUE(read(npy(dictionary("|u1", "(0, 3)"), "")).data.empty());
  EXPECT_THAT(read(npy(dictionary("|u1", "(1,)"), "a", 2)).data, ElementsAre(97.0F));
  EXPECT_THAT(read(npy(dictionary("|u1", "(1,)"), "a", 3)).data, ElementsAre(97.0F));
  EXPECT_THAT(read(npy("{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"|u1\"}", "a")).data,
              ElementsAre(97.0F));
}

TEST(ReadNpy, RefusesWhatItCannotRead) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "no NumPy magic"},
      {"PK\x03\x04 and more bytes", "no NumPy magic"},
      {npy(dictionary("|u1", "(1,)"), "a", 4), "format version 4"},
      {npy(dictionary("|u1", "(1,)"), "a").substr(0, 20), "a length of"},
      {npy(dictionary(">f4", "(1,)"), "abcd"), "dtype '>f4'"},
      {npy(dictionary("|O", "(1,)"), "abcd"), "dtype '|O'"},
      {npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1,), }", "a"), "column-major"},
      {npy("{'descr': '|u1', 'fortran_order': 0, 'shape': (1,), }", "a"), "no truth value"},
      {npy("{'descr': '|u1', 'shape': (1,), }", "a"), "a missing key"},
      {npy("{'descr': '|u1', 'descr': '|u1', }", "a"), "the key 'descr'"},
      {npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } x", "a"), "text after"},
      {npy("{'descr", "a"), "an open string"},
      {npy(dictionary("|u1", "(-1,)"), "a"), "a shape that is no list"},
      {npy(dictionary("|u1", "(1 2)"), "ab"), "a shape that is no list"},
      {npy(dictionary("<f4", "(2,)"), "abcd"), "4 bytes"},
      {npy(dictionary("|u1", "(1,)"), "ab"), "2 bytes"},
      {npy(dictionary("<f8", "(4294967296, 4294967296)"), "a"), "a size beyond 64 bits"},
      {npy(dictionary("|u1", "(9223372036854775807,)"), "a"), "1 bytes"},
      {npy(dictionary("<f4", "(2,)"), bytes({1.0F, std::nanf("")})), "nan"},
      {npy(dictionary("<f8", "(1,)"), bytes({1e300})), "inf"},
  };
  for (const auto& [content, found] : cases) {
    const InputError error = input_error_of([&c = content] { read(c); });
    EXPECT_THAT(error.found(), HasSubstr(found)) << error.what();
  }
  EXPECT_EQ(input_error_of([] {
              read(npy(dictionary("<f4", "(2,)"), bytes({1.0F, std::nanf("")})));
            })
                .place()
                .item,
            "element 1");
  EXPECT_THROW(read_npy("/no/such.npy"), InputError);
}

TEST(WriteNpy, AlignsTheDataAsNumPyDoes) {
  const std::string path = scratch_path("a.npy");
  const float data[] = {1, 2, 3, 4, 5, 6};
  write_npy(path, {2, 3}, data);
  const std::string file = read_file(path);
  EXPECT_EQ(file.size(), 128U + sizeof data);
  EXPECT_EQ(file[127], '\n');
  EXPECT_THAT(file, HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"));
  write_npy(path, {6}, data);
  EXPECT_THAT(read_file(path), HasSubstr("'shape': (6,), }"));
}

RC_GTEST_PROP(Npy, RoundTrips, ()) {
  const auto shape = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 5));
  RC_PRE(shape.size() <= 6);
  const std::size_t count = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  const auto data = *rc::gen::container<std::vector<float>>(count, rc::gen::arbitrary<float>());
  const std::string path = testing::TempDir() + "tron_npy_round_trip.npy";
  write_npy(path, shape, data.data());
  const NpyArray back = read_npy(path);
  RC_ASSERT(back.shape == shape);
  RC_ASSERT(back.data == data);
}

TEST(NpyShape, ReadsTheHeaderAlone) {
  const std::string path = testing::TempDir() + "/tron_npy_shape.npy";
  const std::vector<float> data(24, 1.0F);
  write_npy(path, {2, 3, 4}, data.data());
  EXPECT_EQ(npy_shape(path), (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_THROW(npy_shape(path + ".none"), InputError);
}

}  // namespace
}  // namespace tron::base
