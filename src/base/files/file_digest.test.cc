#include "base/files/file_digest.h"

#include <filesystem>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

namespace fs = std::filesystem;

std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0) {
  return xxh64({reinterpret_cast<const unsigned char*>(text.data()), text.size()}, seed);
}

class DigestOfFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& content) const {
    const std::string path = (folder_ / name).string();
    write_file(path, content);
    return path;
  }
  const fs::path folder_ = fs::path(testing::TempDir()) / "digest";
};

TEST(Xxh64, IsThePublishedFunction) {
  EXPECT_EQ(hash_of(""), 0xef46db3751d8e999u);
  EXPECT_EQ(hash_of("abc"), 0x44bc2cf5ad770999u);
  EXPECT_EQ(hash_of("xxhash"), 0x32dd38952c4bc720u);
  EXPECT_EQ(hash_of("xxhash", 20141025), 0xb559b98d844e0635u);
  EXPECT_EQ(hash_of("Nobody inspects the spammish repetition"), 0xfbcea83c8a378bf1u);
}

TEST_F(DigestOfFile, FollowsEveryByteWhereverItStands) {
  const std::string content(700'000, 'x');
  const FileDigest whole = digest_of_file(file("a", content));
  EXPECT_EQ(whole.size, content.size());
  EXPECT_EQ(whole.hash, digest_of_file(file("b", content)).hash);
  for (std::size_t at : {std::size_t{0}, std::size_t{262'143}, std::size_t{262'144}, content.size() - 1}) {
    std::string other = content;
    other[at] ^= 1;
    EXPECT_NE(whole.hash, digest_of_file(file("c", other)).hash) << at;
  }
  EXPECT_NE(whole.hash, digest_of_file(file("c", content + "x")).hash);
  EXPECT_THAT(whole.text(), testing::MatchesRegex("700000 bytes with hash [0-9a-f]{16}"));
}

TEST_F(DigestOfFile, MayLookAtTheBeginningAlone) {
  const FileDigest one = digest_of_file(file("a", "head and one body"), 4);
  const FileDigest two = digest_of_file(file("b", "head, other body!"), 4);
  EXPECT_EQ(one.hash, two.hash);
  EXPECT_EQ(one.size, 17u);
  EXPECT_NE(one.hash, digest_of_file(file("c", "Head and one body"), 4).hash);
  EXPECT_EQ(digest_of_file(file("d", "ab"), 9).hash, digest_of_file(file("d", "ab")).hash);
}

TEST_F(DigestOfFile, RefusesWhatIsNoFileAndWaitsForNoPipe) {
  const auto refusal = [](const std::string& path) {
    return input_error_of([&] { digest_of_file(path); }).found();
  };
  EXPECT_EQ(refusal((folder_ / "nowhere").string()), "no such file");
  EXPECT_EQ(refusal(folder_.string()), "a folder");
  EXPECT_EQ(refusal(""), "no file name");
  const std::string pipe = (folder_ / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(refusal(pipe), "a pipe or a device");
}

}  // namespace
}  // namespace tron::base
