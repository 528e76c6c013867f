#include "base/files/output_file.h"

#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files/file_digest.h"
#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::base {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const Place kAsked{"command line", 0, 0, "--csv"};

/// A folder of its own for each test, empty at its start.
class OutputFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = scratch_path("folder");
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  std::string refusal(const std::string& path) const {
    return input_error_of([&] { try_output(kAsked, output_place(kAsked, path)); }).what();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  static mode_t mode(const std::string& path) {
    struct stat status = {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  std::string folder_;
};

TEST_F(OutputFile, ReplacesAndLeavesNothingBesideIt) {
  write_file(at("a"), "old");
  write_file(at("a"), "new");
  EXPECT_EQ(read_file(at("a")), "new");
  EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, TouchesNoFileOfAUsersOwn) {
  write_file(at("precious"), "mine");
  write_file(at("a.part"), "mine too");
  fs::create_symlink("precious", at("b.part"));
  write_file(at("a"), "new");
  write_file(at("b"), "new");
  EXPECT_EQ(read_file(at("precious")), "mine");
  EXPECT_EQ(read_file(at("a.part")), "mine too");
  EXPECT_TRUE(fs::is_symlink(at("b.part")));
  EXPECT_FALSE(fs::is_symlink(at("b")));
}

TEST_F(OutputFile, KeepsTheModeAndMakesNewFilesByTheMask) {
  const mode_t before = ::umask(027);
  write_file(at("new"), "x");
  EXPECT_EQ(mode(at("new")), 0640u);
  for (const mode_t wanted : {0600u, 0644u, 0666u}) {
    ASSERT_EQ(::chmod(at("new").c_str(), wanted), 0);
    write_file(at("new"), "y");
    EXPECT_EQ(mode(at("new")), wanted);
  }
  ::umask(before);
}

TEST_F(OutputFile, WritesThroughLinks) {
  write_file(at("target"), "old");
  fs::create_symlink("target", at("link"));
  fs::create_symlink(at("link"), at("second"));
  write_file(at("second"), "new");
  EXPECT_TRUE(fs::is_symlink(at("second")));
  EXPECT_TRUE(fs::is_symlink(at("link")));
  EXPECT_EQ(read_file(at("target")), "new");
  // One that leads nowhere yet makes what it points to.
  fs::create_directory(at("sub"));
  fs::create_symlink("sub/later", at("dangling"));
  write_file(at("dangling"), "made");
  EXPECT_TRUE(fs::is_symlink(at("dangling")));
  EXPECT_EQ(read_file(at("sub/later")), "made");
}

TEST_F(OutputFile, LeavesHardLinksTheirContent) {
  write_file(at("a"), "old");
  fs::create_hard_link(at("a"), at("b"));
  write_file(at("a"), "new");
  EXPECT_EQ(read_file(at("b")), "old");
}

TEST_F(OutputFile, TakesEveryNameThatTheFileSystemTakes) {
  const std::string longest(255, 'n');
  try_output(kAsked, output_place(kAsked, at(longest)));
  write_file(at(longest), "x");
  EXPECT_EQ(read_file(at(longest)), "x");
  EXPECT_THAT(refusal(at(longest + "n")), HasSubstr("too long"));
}

TEST_F(OutputFile, WritesIntoAPipeInsteadOfReplacingIt) {
  write_file("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const std::string pipe = at("pipe");
  std::jthread writer([&] { write_file(pipe, "through"); });
  EXPECT_EQ(read_file(pipe), "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(OutputFile, RefusesWhatNoOutputCanBe) {
  EXPECT_THAT(refusal(""), HasSubstr("no file name"));
  EXPECT_THAT(refusal(folder_), HasSubstr("a folder"));
  EXPECT_THAT(refusal(at("sub/")), HasSubstr("a folder"));
  EXPECT_THAT(refusal("/no/such/folder/a"), HasSubstr("folder does not exist"));
  EXPECT_THAT(refusal("/dev/full"), HasSubstr("a device"));
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("a device"));
  EXPECT_THAT(refusal("/proc/version"), HasSubstr("may not be written"));
  EXPECT_THAT(refusal("/proc/no-such-file"), HasSubstr("may not be written"));
  write_file(at("file"), "x");
  EXPECT_THAT(refusal(at("file/a")), HasSubstr("folder does not exist"));
  fs::create_symlink("round", at("about"));
  fs::create_symlink("about", at("round"));
  EXPECT_THAT(refusal(at("round")), HasSubstr("circle"));
  EXPECT_EQ(files(), 3u) << "trying leaves nothing behind";
}

/// In a process of its own, as a user without rights.
template <class Body>
void as_nobody(const Body& body) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool dropped = ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
    ::_exit(dropped && body() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

bool is_refused(const std::string& path) {
  try {
    try_output(kAsked, output_place(kAsked, path));
  } catch (const InputError&) {
    return true;
  }
  return false;
}

TEST_F(OutputFile, AskedOfAUserWithoutTheRight) {
  write_file(at("readable"), "x");
  ASSERT_EQ(::chmod(at("readable").c_str(), 0444), 0);
  ASSERT_EQ(::chmod(folder_.c_str(), 0777), 0);
  as_nobody([&] { return is_refused(at("readable")) && !is_refused(at("new")); });
  ASSERT_EQ(::chmod(folder_.c_str(), 0555), 0);
  as_nobody([&] { return is_refused(at("new")); });
}

TEST_F(OutputFile, FailureIsARunErrorAndKeepsTheOldFile) {
  EXPECT_THROW(write_file("/no/such/folder/a", "x"), RunError);
  EXPECT_THROW(write_file(folder_, "x"), RunError);
  EXPECT_THROW(write_file("/dev/full", "x"), RunError);
  write_file(at("a"), "old");
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit most{100'000, RLIM_INFINITY}, all{RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &most), 0);
  EXPECT_THROW(write_file(at("a"), std::string(200'000, 'x')), RunError);
  const rlimit none{0, RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  EXPECT_THAT(refusal(at("b")), HasSubstr("room"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &all), 0);
  EXPECT_EQ(read_file(at("a")), "old");
  EXPECT_EQ(files(), 1u);
}

TEST_F(OutputFile, IsTheSameByWhateverPathItIsMeant) {
  fs::create_directory(at("sub"));
  fs::create_symlink("sub", at("way"));
  fs::create_symlink("sub/new", at("link"));
  const auto same = [&](const std::string& a, const std::string& b) {
    return output_place(kAsked, at(a)).same_as(output_place(kAsked, at(b)));
  };
  EXPECT_TRUE(same("sub/new", "sub/../sub//./new"));
  EXPECT_TRUE(same("sub/new", "way/new"));
  EXPECT_TRUE(same("sub/new", "link"));
  EXPECT_FALSE(same("sub/new", "sub/other"));
  EXPECT_FALSE(same("sub/new", "new"));
  write_file(at("a"), "x");
  fs::create_hard_link(at("a"), at("b"));
  EXPECT_TRUE(same("a", "b"));
  EXPECT_FALSE(output_place(kAsked, "/dev/null").same_as(output_place(kAsked, "/dev/null")));
}

TEST(FilesRead, KnowsAFileByEveryName) {
  const std::string path = scratch_path("a"), link = scratch_path("link"), hard = scratch_path("hard");
  write_file(path, "x");
  fs::remove(link), fs::remove(hard);
  fs::create_symlink(path, link);
  fs::create_hard_link(path, hard);
  FilesRead outer;
  {
    const FilesRead files;
    read_file(link);
    EXPECT_EQ(files.path_of(*identity_at(path)), link);
    EXPECT_EQ(files.path_of(*identity_at(hard)), link);
  }
  EXPECT_EQ(outer.path_of(*identity_at(path)), std::nullopt) << "each knows its own";
  MappedFile map(hard);
  EXPECT_EQ(outer.path_of(*identity_at(path)), hard);
  const FilesRead digested;
  digest_of_file(link);
  EXPECT_EQ(digested.path_of(*identity_at(path)), link);
  EXPECT_EQ(identity_at("/no/such/file"), std::nullopt);
}

}  // namespace
}  // namespace tron::base
