#include "explore/store/store.h"

#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "explore/store/sqlite.h"

namespace tron::explore {
namespace {

using testing::HasSubstr;

StoreIdentity identity() {
  return {"0.1.0", {{"chip", "tron"}, {"parameter.heads", "2, 4"}}, "tiny.toml", "name = \"tiny\"\n", 9};
}

EvaluatedDesign design(std::uint64_t number) {
  EvaluatedDesign evaluated;
  evaluated.number = number;
  evaluated.status = Status::design;
  for (int i = 0; i < kPackedMetrics; ++i)
    evaluated.metrics.stored[static_cast<std::size_t>(i)] = 0.1 * i + static_cast<double>(number);
  return evaluated;
}

std::vector<EvaluatedDesign> designs(std::uint64_t first, std::uint64_t count) {
  std::vector<EvaluatedDesign> results;
  for (std::uint64_t i = 0; i < count; ++i) results.push_back(design(first + i));
  return results;
}

std::string fresh(const std::string& name) {
  const std::string path = scratch_path(name);
  std::remove(path.c_str());
  return path;
}

TEST(Store, GivesBackWhatItWasGiven) {
  const std::string path = fresh("a.sqlite");
  {
    Store store(path, identity());
    store.keep_chunk(pack(designs(0, 3)));
    store.keep({design(1), EvaluationStage::event, "", {{"heads", "2"}}});
    store.keep(Piece{1, "vit", 7, std::string("\0\1", 2)});
  }
  const StoreContent content = read_store(path);
  EXPECT_EQ(content.identity.space, identity().space);
  EXPECT_EQ(content.identity.text, identity().text);
  EXPECT_EQ(content.identity.budget, 9U);
  ASSERT_EQ(content.chunks.size(), 1U);
  EXPECT_EQ(content.chunks[0], pack(designs(0, 3)));
  ASSERT_EQ(content.findings.size(), 1U);
  EXPECT_EQ(content.findings[0].evaluated.number, 1U);
  EXPECT_EQ(content.findings[0].evaluated.metrics[Metric::latency], design(1).metrics[Metric::latency]);
  ASSERT_EQ(content.pieces.size(), 1U);
  EXPECT_EQ(content.pieces[0].bytes, std::string("\0\1", 2));
}

TEST(Store, GoesOnWhereItStopped) {
  const std::string path = fresh("a.sqlite");
  { Store(path, identity()).keep_chunk(pack(designs(0, 2))); }
  {
    Store store(path, identity());
    EXPECT_EQ(store.take_content().chunks.size(), 1U);
    store.keep_chunk(pack(designs(2, 2)));
  }
  EXPECT_EQ(read_store(path).chunks.size(), 2U);
}

TEST(Store, CanBeReadWhileARunWrites) {
  const std::string path = fresh("a.sqlite");
  Store store(path, identity());
  store.keep_chunk(pack(designs(0, 2)));
  store.flush();
  EXPECT_EQ(read_store(path).chunks.size(), 1U);
}

TEST(Store, BelongsToOneRunAtATime) {
  const std::string path = fresh("a.sqlite");
  const Store store(path, identity());
  const InputError error = input_error_of([&] { Store(path, identity()); });
  EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(getpid())));
}

TEST(Store, OfAnotherSpaceIsRefusedAndKept) {
  const std::string path = fresh("a.sqlite");
  { Store(path, identity()).keep_chunk(pack(designs(0, 2))); }
  StoreIdentity other = identity();
  other.space[1].second = "2, 4, 8";
  const InputError error = input_error_of([&] { Store(path, other); });
  EXPECT_THAT(error.what(), HasSubstr("parameter.heads = 2, 4"));
  EXPECT_THAT(error.what(), HasSubstr("parameter.heads = 2, 4, 8"));
  EXPECT_EQ(read_store(path).chunks.size(), 1U);
}

TEST(Store, OfAnotherFormatIsRefused) {
  const std::string path = fresh("a.sqlite");
  { const Store store(path, identity()); }
  Database(path, Database::Open::write).run("PRAGMA user_version = 99");
  EXPECT_THAT(input_error_of([&] { Store(path, identity()); }).what(), HasSubstr("format 99"));
  EXPECT_THAT(input_error_of([&] { read_store(path); }).what(), HasSubstr("format 99"));
}

TEST(Store, OfAnotherVersionIsRefusedToARunAndShown) {
  const std::string path = fresh("a.sqlite");
  { const Store store(path, identity()); }
  StoreIdentity newer = identity();
  newer.program = "0.2.0";
  EXPECT_THAT(input_error_of([&] { Store(path, newer); }).what(), HasSubstr("a store of tron 0.1.0"));
  EXPECT_EQ(read_store(path).identity.program, "0.1.0");
}

TEST(Store, RemembersWhatWasDoneUntilMoreIsWanted) {
  const std::string path = fresh("a.sqlite");
  const StagesDone done = {true, true, false};
  { Store(path, identity()).keep_done(done); }
  EXPECT_EQ(read_store(path).done, done);
  { const Store again(path, identity()); }
  EXPECT_EQ(read_store(path).done, done);
  StoreIdentity more = identity();
  more.budget = 10;
  { const Store again(path, more); }
  EXPECT_EQ(read_store(path).done, StagesDone{});
  EXPECT_EQ(read_store(path).identity.budget, 10U);
  more.text = "name = \"larger\"\n";
  { const Store again(path, more); }
  EXPECT_EQ(read_store(path).identity.text, more.text);
}

TEST(Store, WhatItsCallerRefusesIsLeftAsItIs) {
  const std::string path = fresh("a.sqlite");
  { Store(path, identity()).keep_chunk(pack(designs(0, 2))); }
  const std::string before = read_file(path);
  const auto refuse = [](const StoreContent& content) {
    if (!content.chunks.empty()) throw InputError({"a", 0, 0, ""}, "chunks", "none");
  };
  EXPECT_THAT(input_error_of([&] { Store(path, identity(), refuse); }).what(), HasSubstr("chunks"));
  EXPECT_EQ(read_file(path), before);
}

TEST(Store, KeepsAFileWhateverItsName) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(testing::TempDir());
  for (const char* name : {":memory:", "file:a?mode=memory", "file::memory:", " "}) {
    std::filesystem::remove(name);
    { Store(name, identity()).keep_chunk(pack(designs(0, 2))); }
    EXPECT_GT(std::filesystem::file_size(name), 1000U) << name;
    EXPECT_EQ(read_store(name).chunks.size(), 1U) << name;
    std::filesystem::remove(name);
    std::filesystem::remove(std::string(name) + "-journal");
  }
  std::filesystem::current_path(before);
  EXPECT_THAT(input_error_of([&] { Store("", identity()); }).what(), HasSubstr("No such file"));
  EXPECT_THAT(input_error_of([&] { Store(testing::TempDir() + std::string(248, 'a'), identity()); }).what(),
              HasSubstr("a name of 248 bytes"));
}

TEST(Store, ALinkToNothingYetMakesWhatItLeadsTo) {
  const std::string link = fresh("link.sqlite"), path = fresh("target.sqlite");
  std::filesystem::create_symlink(path, link);
  { Store(link, identity()).keep_chunk(pack(designs(0, 2))); }
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_store(path).chunks.size(), 1U);
}

TEST(Store, RowsThatAreMissingOrStandTwiceAreNoticed) {
  const std::string path = fresh("a.sqlite"), edited = fresh("b.sqlite");
  {
    Store store(path, identity());
    for (std::uint64_t i = 0; i < 3; ++i) store.keep_chunk(pack(designs(2 * i, 2)));
    store.keep({design(1), EvaluationStage::event, "", {{"heads", "2"}}});
    store.keep(Piece{1, "vit", 7, "bytes"});
  }
  for (const char* edit :
       {"DELETE FROM chunk WHERE id = 2", "DELETE FROM design", "DELETE FROM parameter", "DELETE FROM piece",
        "DELETE FROM metric WHERE name = 'area'", "DELETE FROM about WHERE key = 'done'", "DELETE FROM total",
        "INSERT INTO chunk (first, count, results, checksum) SELECT first, count, results, checksum FROM "
        "chunk",
        "UPDATE chunk SET (first, count, results, checksum) = (SELECT first, count, results, checksum FROM "
        "chunk "
        "WHERE id = 3) WHERE id = 1"}) {
    std::filesystem::copy_file(path, edited, std::filesystem::copy_options::overwrite_existing);
    Database(edited, Database::Open::write).run(edit);
    EXPECT_THAT(input_error_of([&] { read_store(edited); }).what(), HasSubstr("damaged")) << edit;
    EXPECT_THAT(input_error_of([&] { Store(edited, identity()); }).what(), HasSubstr(edited)) << edit;
  }
}

TEST(Store, AFrontTakesThePlaceOfTheOneBefore) {
  const std::string path = fresh("a.sqlite");
  const auto finding = [](std::uint64_t number) {
    return Finding{design(number), EvaluationStage::event, "", {{"heads", "2"}}};
  };
  {
    Store store(path, identity());
    store.keep_front({finding(3), finding(1), finding(2)});
    store.flush();
    store.keep_front({finding(2), finding(5)});
  }
  const StoreContent content = read_store(path);
  ASSERT_EQ(content.front.size(), 2U);
  EXPECT_EQ(content.front[0].number, 2U);
  EXPECT_EQ(content.findings.size(), 4U);
  EXPECT_EQ(content.parameters.size(), 4U);
}

TEST(Store, OfAnotherProgramIsRefused) {
  const std::string path = fresh("a.sqlite");
  Database(path, Database::Open::create).run("CREATE TABLE other (a)");
  EXPECT_THAT(input_error_of([&] { Store(path, identity()); }).what(), HasSubstr("another program"));
}

TEST(Store, OtherFilesAreNeverOverwritten) {
  const std::string path = fresh("a.txt");
  std::ofstream(path) << "something of value, and longer than a header";
  EXPECT_THAT(input_error_of([&] { Store(path, identity()); }).what(), HasSubstr("no SQLite database"));
  EXPECT_THAT(input_error_of([&] { read_store(path); }).what(), HasSubstr("no SQLite database"));
  EXPECT_EQ(std::filesystem::file_size(path), 44U);
  EXPECT_THAT(input_error_of([&] { Store(testing::TempDir(), identity()); }).what(),
              HasSubstr("no regular file"));
  EXPECT_THAT(input_error_of([&] { Store("/nowhere/a.sqlite", identity()); }).what(),
              HasSubstr("folder that can be written"));
}

TEST(Store, ADamagedFileIsRefusedAndLeftAsItIs) {
  const std::string path = fresh("a.sqlite");
  {
    Store store(path, identity());
    for (std::uint64_t i = 0; i < 20; ++i) store.keep_chunk(pack(designs(i * 4096, 4096)));
  }
  const auto whole = std::filesystem::file_size(path);
  for (const std::uintmax_t size : {whole - 65536 * 3, whole / 2, whole - 1000, std::uintmax_t{20000}}) {
    std::filesystem::resize_file(path, size);
    EXPECT_THAT(input_error_of([&] { Store(path, identity()); }).what(), HasSubstr("damaged")) << size;
    EXPECT_THAT(input_error_of([&] { read_store(path); }).what(), HasSubstr("damaged")) << size;
    EXPECT_EQ(std::filesystem::file_size(path), size);
  }
}

/// For its life no file of this program may grow beyond so many bytes: a write fails, as main() has it.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uintmax_t bytes) : before_signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }

 private:
  void (*before_signal_)(int);
  rlimit before_{};
};

TEST(Store, AFullDiskSaysHowMuchIsMissingAndKeepsTheRest) {
  const std::string path = fresh("a.sqlite");
  { Store(path, identity()).keep_chunk(pack(designs(0, 100))); }
  std::string what;
  {
    Store store(path, identity());
    const FileSizeLimit limit(std::filesystem::file_size(path) + 300'000);
    store.expect(1e9);
    try {
      for (std::uint64_t i = 0; i < 200; ++i) store.keep_chunk(pack(designs(i * 4096, 4096)));
      store.flush();
    } catch (const RunError& error) {
      what = error.what();
    }
  }
  EXPECT_THAT(what, HasSubstr(path));
  EXPECT_THAT(what, HasSubstr("GB"));
  EXPECT_THAT(what, HasSubstr("go on"));
  EXPECT_EQ(read_store(path).chunks.at(0), pack(designs(0, 100)));
  { Store(path, identity()).keep_chunk(pack(designs(100, 100))); }
  EXPECT_EQ(read_store(path).chunks.back(), pack(designs(100, 100)));
}

TEST(Packed, GivesBackEveryBit) {
  std::vector<EvaluatedDesign> results = designs(5, 4);
  results[1].status = Status::infeasible;
  results[1].metrics = {};
  results[3].number = 77;
  results[2].status = Status::outside;
  results[2].metrics[Metric::enob] = -0.0;
  const std::vector<EvaluatedDesign> again = unpack(pack(results), "test");
  ASSERT_EQ(again.size(), results.size());
  EXPECT_EQ(pack(again), pack(results));
  EXPECT_EQ(again[3].number, 77U);
  EXPECT_TRUE(std::signbit(again[2].metrics[Metric::enob]));
  EXPECT_TRUE(unpack(pack({}), "test").empty());
}

TEST(Packed, HostileBytesAreRefused) {
  const std::string good = pack(designs(5, 4));
  for (std::size_t size = 0; size < good.size(); ++size) {
    input_error_of([&] { unpack(std::string_view(good).substr(0, size), "test"); });
  }
  std::string huge = good;
  huge.replace(8, 8, 8, '\xff');
  input_error_of([&] { unpack(huge, "test"); });
  std::string order = good;
  order[16] = 2;
  input_error_of([&] { unpack(order, "test"); });
  std::string status = good;
  status[17] = 9;
  input_error_of([&] { unpack(status, "test"); });
}

}  // namespace
}  // namespace tron::explore
