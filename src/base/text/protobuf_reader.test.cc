#include "base/text/protobuf_reader.h"

#include <string>

#include <gtest/gtest.h>

#include "base/testing/protobuf_writer.h"

namespace tron::base {
namespace {

const Place kPlace{.file = "net.onnx", .line = 0, .column = 0, .item = "model"};

ProtobufReader message(const std::string& bytes) {
  return {std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), kPlace};
}

TEST(ProtobufReader, WalksThroughFields) {
  const std::string bytes = Wire().number(1, 300).bytes(2, "abc").real(3, 1.5f).number(15, -1).text();
  ProtobufReader m = message(bytes);
  ASSERT_TRUE(m.next());
  EXPECT_EQ(m.number(), 1U);
  EXPECT_EQ(m.integer(), 300);
  ASSERT_TRUE(m.next());
  EXPECT_EQ(m.text(), "abc");
  ASSERT_TRUE(m.next());
  EXPECT_EQ(m.real(), 1.5f);
  ASSERT_TRUE(m.next());
  EXPECT_EQ(m.number(), 15U);
  EXPECT_EQ(m.integer(), -1) << "ten bytes of a negative number";
  EXPECT_FALSE(m.next());
}

TEST(ProtobufReader, ReadsListsPackedAndOneByOne) {
  std::vector<std::int64_t> integers;
  const std::string packed(" \x01\x7f", 3);
  const std::string bytes = Wire().number(1, 5).bytes(1, packed).text();
  for (ProtobufReader m = message(bytes); m.next();) m.append_to(integers);
  EXPECT_EQ(integers, (std::vector<std::int64_t>{5, 32, 1, 127}));

  std::vector<float> floats;
  const std::string real = Wire().real(1, 2.5f).bytes(1, raw_bytes<float>({-1, 4})).text();
  for (ProtobufReader m = message(real); m.next();) m.append_to(floats);
  EXPECT_EQ(floats, (std::vector<float>{2.5f, -1, 4}));

  std::vector<double> doubles;
  const std::string wide = Wire().bytes(1, raw_bytes<double>({0.1, -2})).text();
  for (ProtobufReader m = message(wide); m.next();) m.append_to(doubles);
  EXPECT_EQ(doubles, (std::vector<double>{0.1, -2}));
}

TEST(ProtobufReader, GoesIntoMessages) {
  const std::string bytes = Wire().bytes(7, Wire().number(2, 9).text()).text();
  ProtobufReader outer = message(bytes);
  ASSERT_TRUE(outer.next());
  ProtobufReader inner = outer.message();
  ASSERT_TRUE(inner.next());
  EXPECT_EQ(inner.number(), 2U);
  EXPECT_EQ(inner.integer(), 9);
  EXPECT_FALSE(inner.next());
}

TEST(ProtobufReader, RefusesWhatIsNoField) {
  const std::vector<std::string> broken{
      std::string("\x80", 1),   // a key that is cut off
      std::string(11, '\xff'),  // a number of more than 64 bits
      std::string("\x08", 1),   // no number behind the key
      std::string("\x12\x05"
                  "ab",
                  4),  // five bytes promised, two there
      std::string("\x12\xff\xff\xff\xff\x0f", 6),
      std::string("\x0d\x01\x02", 3),  // a float of two bytes
      std::string("\x09\x01", 2),      // a double of one
      std::string("\x0b", 1),          // a group, which no version writes any more
      std::string("\x00\x01", 2),      // field number 0
  };
  for (const std::string& bytes : broken) {
    ProtobufReader m = message(bytes);
    try {
      while (m.next()) {
      }
      ADD_FAILURE() << "accepted " << testing::PrintToString(bytes);
    } catch (const InputError& error) {
      EXPECT_EQ(error.place().file, "net.onnx");
    }
  }
}

TEST(ProtobufReader, RefusesOtherTypesThanAskedFor) {
  const std::string bytes = Wire().number(1, 5).text(), text = Wire().bytes(1, "abc").text();
  ProtobufReader number = message(bytes), word = message(text);
  ASSERT_TRUE(number.next());
  ASSERT_TRUE(word.next());
  EXPECT_THROW(number.bytes(), InputError);
  EXPECT_THROW(number.real(), InputError);
  EXPECT_THROW(word.integer(), InputError);
  std::vector<float> floats;
  EXPECT_THROW(word.append_to(floats), InputError) << "three bytes are no list of floats";
  std::vector<double> doubles;
  EXPECT_THROW(word.append_to(doubles), InputError);
}

}  // namespace
}  // namespace tron::base
