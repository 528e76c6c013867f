#include "base/files/files.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/error.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string gzip(const std::string& text) {
  const std::string path = scratch_path("member.gz");
  gzFile file = gzopen(path.c_str(), "wb");
  EXPECT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  gzclose(file);
  return read_file(path);
}

std::string unzipped(const std::string& content, std::size_t limit = 1 << 20) {
  const std::string path = scratch_path("in.gz");
  write_file(path, content);
  const auto bytes = read_maybe_gzip(path, limit);
  return {bytes.begin(), bytes.end()};
}

TEST(ReadFile, ReturnsTheBytesAsTheyAre) {
  const std::string path = scratch_path("a"), content("a\0b\r\n\xFF", 6);
  write_file(path, content);
  EXPECT_EQ(read_file(path), content);
}

TEST(ReadFile, RefusesWhatItCannotRead) {
  EXPECT_THAT(input_error_of([] { read_file("/no/such/file"); }).what(), HasSubstr("found no such file"));
  EXPECT_THAT(input_error_of([] { read_file("/tmp"); }).what(), HasSubstr("found a folder"));
  EXPECT_THAT(input_error_of([] { read_file(""); }).what(), HasSubstr("found no file name"));
  const std::string path = scratch_path("big");
  write_file(path, "12345");
  EXPECT_EQ(read_file(path, 5), "12345");
  EXPECT_THAT(input_error_of([&] { read_file(path, 4); }).what(), HasSubstr("more than 4 bytes"));
  EXPECT_THROW(read_file("/dev/zero", 1 << 20), InputError);
}

TEST(ReadMaybeGzip, UnzipsOnlyWhatIsZipped) {
  EXPECT_EQ(unzipped("plain"), "plain");
  EXPECT_EQ(unzipped(""), "");
  EXPECT_EQ(unzipped(gzip("zipped")), "zipped");
  EXPECT_EQ(unzipped(gzip("")), "");
  const std::string large(300'000, 'x');
  EXPECT_EQ(unzipped(gzip(large)), large);
  EXPECT_EQ(unzipped(gzip("one ") + gzip("two")), "one two") << "members follow each other";
}

TEST(ReadMaybeGzip, RefusesBrokenStreams) {
  const std::string whole = gzip("a text that is long enough to be cut");
  for (std::size_t cut = 2; cut < whole.size(); ++cut)
    EXPECT_THROW(unzipped(whole.substr(0, cut)), InputError) << "cut at " << cut;
  std::string bad_sum = whole;
  bad_sum[whole.size() - 6] ^= 1;
  EXPECT_THAT(input_error_of([&] { unzipped(bad_sum); }).what(), HasSubstr("broken gzip stream"));
  EXPECT_THROW(unzipped(whole + "garbage"), InputError);
}

TEST(ReadMaybeGzip, BoundsTheUnzippedSize) {
  const std::string bomb = gzip(std::string(1 << 20, '\0'));
  EXPECT_LT(bomb.size(), 5000U);
  EXPECT_THAT(input_error_of([&] { unzipped(bomb, 100'000); }).what(),
              HasSubstr("more than 100000 unzipped bytes"));
}

TEST(MappedFile, ShowsTheBytesAndMoves) {
  const std::string path = scratch_path("a");
  write_file(path, "bytes");
  MappedFile first(path);
  const MappedFile map(std::move(first));
  EXPECT_EQ(std::string(map.bytes().begin(), map.bytes().end()), "bytes");
  write_file(path, "");
  EXPECT_TRUE(MappedFile(path).bytes().empty());
  EXPECT_THROW(MappedFile("/no/such/file"), InputError);
  EXPECT_THROW(MappedFile("/tmp"), InputError);
  EXPECT_THROW(MappedFile("/dev/null"), InputError);
}

/// Sets TRON_DATA for the length of a test.
class DataFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = scratch_path("data");
    fs::create_directories(folder_ + "/chip");
    write_file(folder_ + "/chip/small.toml", "");
    write_file(folder_ + "/chip/large.toml", "");
    set_data_folder(folder_);
  }

  std::string folder_;
};

TEST_F(DataFolder, IsTheCallers) {
  EXPECT_EQ(data_folder(), folder_);
  EXPECT_THAT(input_error_of([] { set_data_folder("/no/such"); }).what(),
              HasSubstr("/no/such: data folder: found no such folder"));
  EXPECT_EQ(data_folder(), folder_) << "as before";
}

TEST_F(DataFolder, FindsDescriptionsByNameOrPath) {
  EXPECT_EQ(find_description("chip", "small"), folder_ + "/chip/small.toml");
  EXPECT_EQ(find_description("chip", "small.toml"), folder_ + "/chip/small.toml");
  EXPECT_EQ(find_description("chip", "./mine.toml"), "./mine.toml");
  // A program or folder of the same name in the working folder is not meant.
  const std::string before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  write_file("small", "no chip");
  EXPECT_EQ(find_description("chip", "small"), folder_ + "/chip/small.toml");
  std::filesystem::current_path(before);
  const InputError error = input_error_of([] { find_description("chip", "smal"); });
  EXPECT_THAT(error.what(), HasSubstr("chip 'smal': found no description of that name"));
  EXPECT_THAT(error.allowed(), HasSubstr("large, small; nearest is small"));
}

}  // namespace
}  // namespace tron::base
