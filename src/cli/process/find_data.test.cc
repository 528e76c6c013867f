#include "cli/process/find_data.h"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>

#include "base/testing/scratch_folder.h"
#include "tron/error.h"

namespace tron::cli {
namespace {

using testing::HasSubstr;

class FindData : public testing::Test {
 protected:
  void TearDown() override { unsetenv("TRON_DATA"); }
};

TEST_F(FindData, TheEnvironmentComesFirst) {
  const ScratchFolder folder;
  setenv("TRON_DATA", folder.path().c_str(), 1);
  EXPECT_EQ(find_data(), folder.path());
  setenv("TRON_DATA", "/no/such", 1);
  try {
    find_data();
    ADD_FAILURE() << "a folder that is not there";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such: TRON_DATA: found no such folder"));
  }
}

TEST_F(FindData, ElseItIsLookedForNearTheProgram) {
  unsetenv("TRON_DATA");
  EXPECT_TRUE(std::filesystem::is_regular_file(program_file()));
  try {
    EXPECT_TRUE(std::filesystem::is_directory(find_data()));
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("share/tron/data"));
  }
}

}  // namespace
}  // namespace tron::cli
