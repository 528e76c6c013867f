#include "cli/failure.h"

#include <filesystem>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace tron::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

template <class Action>
Failure failure_from(const Action& action) {
  try {
    action();
  } catch (...) {
    return failure_of(std::current_exception());
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

TEST(Failure, OursSayItThemselves) {
  const Failure wrong = failure_from([] { throw InputError({"a.toml", 3, 0, ""}, "x", "y"); });
  EXPECT_EQ(wrong.exit, Exit::wrong);
  EXPECT_EQ(wrong.message, "a.toml:3: found x; allowed: y");
  const Failure failed = failure_from([] { throw RunError("the disk is full"); });
  EXPECT_EQ(failed.exit, Exit::failed);
  EXPECT_EQ(failed.message, "the disk is full");
}

TEST(Failure, AFolderThatCannotBeReadIsWrongInput) {
  const Failure failure = failure_from([] { std::filesystem::directory_iterator("/no/such/folder"); });
  EXPECT_EQ(failure.exit, Exit::wrong);
  EXPECT_EQ(failure.message,
            "/no/such/folder: found No such file or directory; allowed: a file or folder that can be read");
}

TEST(Failure, NoLibraryHasTheOnlyWord) {
  const Failure memory = failure_from([] { throw std::bad_alloc(); });
  EXPECT_THAT(memory.message, HasSubstr("out of memory"));
  const Failure size = failure_from([] { std::vector<int>().reserve(std::size_t(-1)); });
  EXPECT_THAT(size.message, HasSubstr("out of memory"));
  EXPECT_THAT(size.message, Not(HasSubstr("vector")));
  const Failure thread = failure_from(
      [] { throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)); });
  EXPECT_THAT(thread.message, HasSubstr("--threads"));
  const Failure unforeseen = failure_from([] { (void)std::stod("x"); });
  EXPECT_EQ(unforeseen.exit, Exit::failed);
  EXPECT_THAT(unforeseen.message, HasSubstr("a fault of this program"));
  EXPECT_THAT(failure_from([] { throw 1; }).message, HasSubstr("a fault of this program"));
}

}  // namespace
}  // namespace tron::cli
