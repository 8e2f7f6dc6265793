#include "loader/package/validate.h"

#include "tests/support/helpers.h"
#include "tests/support/sample_model.h"

namespace ecc::loader {
namespace {

TEST(Validate, APackageSaysWhatItsObjectSays) {
  Package package;
  CheckAgainstObject(package, test::SampleModel());  // of another tool
  package.model = test::SampleModel();
  CheckAgainstObject(package, test::SampleModel());

  layout::Model object = test::SampleModel();
  object.records[1].size = 40;
  std::string refusal = test::ErrorFrom([&] { CheckAgainstObject(package, object); });
  EXPECT_NE(refusal.npos, refusal.find("'struct event' in package does not match object"));
  EXPECT_NE(refusal.npos, refusal.find("help: the package was changed after it was built"));
}

}  // namespace
}  // namespace ecc::loader
