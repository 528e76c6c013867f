#include "network/onnx/file/onnx_tensor.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "network/onnx/file/onnx_writer_for_test.h"

namespace tron::network {
namespace {

using testing_only::tensor_proto;

const Place kPlace{.file = "net.onnx", .line = 0, .column = 0, .item = "constant"};

HostTensor read(const Wire& proto) {
  const std::string& text = proto.text();
  const ProtobufReader message({reinterpret_cast<const unsigned char*>(text.data()), text.size()}, kPlace);
  return read_onnx_tensor(message, "net.onnx", "constant").tensor;
}

template <class T>
HostTensor read_raw(std::int64_t type, const std::vector<T>& values) {
  return read(tensor_proto("t", {static_cast<std::int64_t>(values.size())}, type, raw_bytes(values)));
}

TEST(OnnxTensor, RealNumbersOfEveryWidth) {
  EXPECT_EQ(read_raw<float>(1, {1.5f, -2}).real, (std::vector<float>{1.5f, -2}));
  EXPECT_EQ(read_raw<double>(11, {0.1, 1e10}).real, (std::vector<float>{0.1f, 1e10f}));
  EXPECT_EQ(read_raw<std::uint16_t>(10, {0x3C00, 0xC000, 0x0001}).real,
            (std::vector<float>{1, -2, std::ldexp(1.0f, -24)}));
  EXPECT_EQ(read_raw<std::uint16_t>(16, {0x3F80, 0xC040}).real, (std::vector<float>{1, -3}));
}

TEST(OnnxTensor, IntegersOfEveryWidth) {
  using Wholes = std::vector<std::int64_t>;
  EXPECT_EQ(read_raw<std::int64_t>(7, {-5, 1LL << 40}).whole, (Wholes{-5, 1LL << 40}));
  EXPECT_EQ(read_raw<std::int32_t>(6, {-5, 7}).whole, (Wholes{-5, 7}));
  EXPECT_EQ(read_raw<std::uint32_t>(12, {0xFFFFFFFF}).whole, (Wholes{4294967295}));
  EXPECT_EQ(read_raw<std::int16_t>(5, {-300}).whole, (Wholes{-300}));
  EXPECT_EQ(read_raw<std::uint16_t>(4, {65535}).whole, (Wholes{65535}));
  EXPECT_EQ(read_raw<std::int8_t>(3, {-3}).whole, (Wholes{-3}));
  EXPECT_EQ(read_raw<std::uint8_t>(2, {253}).whole, (Wholes{253}));
  const HostTensor truth = read_raw<std::uint8_t>(9, {0, 1, 7});
  EXPECT_EQ(truth.kind, HostKind::truth);
  EXPECT_EQ(truth.whole, (Wholes{0, 1, 1}));
}

TEST(OnnxTensor, TypedFields) {
  const auto of = [](std::int64_t type) { return Wire().number(1, 2).number(2, type); };
  EXPECT_EQ(read(of(1).real(4, 1.5f).real(4, 2)).real, (std::vector<float>{1.5f, 2}));
  EXPECT_EQ(read(of(11).bytes(10, raw_bytes<double>({1.5, 2}))).real, (std::vector<float>{1.5f, 2}));
  EXPECT_EQ(read(of(10).number(5, 0x3C00).number(5, 0x4000)).real, (std::vector<float>{1, 2}));
  EXPECT_EQ(read(of(16).number(5, 0x3F80).number(5, 0x4000)).real, (std::vector<float>{1, 2}));
  EXPECT_EQ(read(of(6).number(5, -1).number(5, 3)).whole, (std::vector<std::int64_t>{-1, 3}));
  EXPECT_EQ(read(of(7).number(7, -1).number(7, 3)).whole, (std::vector<std::int64_t>{-1, 3}));
  EXPECT_EQ(read(of(13).number(11, 1).number(11, 3)).whole, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(read(of(9).number(5, 5).number(5, 0)).whole, (std::vector<std::int64_t>{1, 0}));
}

TEST(OnnxTensor, ASingleNumberAndNone) {
  EXPECT_EQ(read(tensor_proto("t", {}, 1, raw_bytes<float>({3}))).real, (std::vector<float>{3}));
  const HostTensor none = read(tensor_proto("t", {0, 5}, 1, ""));
  EXPECT_EQ(none.size(), 0U);
  EXPECT_EQ(none.dims, (Dims{0, 5}));
}

TEST(OnnxTensor, CountsMustAgree) {
  EXPECT_THROW(read(tensor_proto("t", {3}, 1, raw_bytes<float>({1, 2}))), InputError);
  EXPECT_THROW(read(tensor_proto("t", {2}, 7, raw_bytes<float>({1, 2}))), InputError);
  EXPECT_THROW(read(Wire().number(1, 2).number(2, 1).real(4, 1)), InputError);
  EXPECT_THROW(read(Wire().number(1, 2).number(2, 1)), InputError) << "no data at all";
  EXPECT_THROW(read(tensor_proto("t", {-1}, 1, "")), InputError);
  EXPECT_THROW(read(tensor_proto("t", {1LL << 31, 2}, 1, "")), InputError);
}

TEST(OnnxTensor, InfinitiesPassAndNaNDoesNot) {
  const float infinite = std::numeric_limits<float>::infinity();
  EXPECT_EQ(read_raw<float>(1, {-infinite}).real[0], -infinite) << "masks are made of them";
  EXPECT_THROW(read_raw<float>(1, {std::nanf("")}), InputError);
  EXPECT_THROW(read_raw<std::uint16_t>(10, {0x7E00}), InputError);
}

TEST(OnnxTensor, KindsByType) {
  EXPECT_EQ(onnx_kind(1), HostKind::real);
  EXPECT_EQ(onnx_kind(7), HostKind::whole);
  EXPECT_EQ(onnx_kind(9), HostKind::truth);
  for (std::int64_t type : {0, 8, 14, 15, 17, 99, -1}) EXPECT_EQ(onnx_kind(type), std::nullopt) << type;
}

}  // namespace
}  // namespace tron::network
