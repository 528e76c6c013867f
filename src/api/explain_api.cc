#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "api/checks.h"
#include "api/forms.h"
#include "base/config/config.h"
#include "base/files/files.h"
#include "chip/chip.h"
#include "device/library.h"
#include "report/explain/explain_bank.h"
#include "report/explain/explain_device.h"
#include "tron/explain.h"

namespace tron {
namespace {

constexpr const char* kBanks[] = {"weight", "dynamic", "activation"};

Report page_alone(std::function<std::string()> page) {
  return Report(std::make_shared<const Report::Forms>(Report::Forms{std::move(page), {}, {}, {}}));
}

}  // namespace

Report explain_devices() {
  return page_alone(&report::device_list);
}

Report explain_device(const std::string& name, const std::string& assumptions) {
  const device::DeviceKind& kind = device::device_kind(name);
  const device::DeviceLibrary library =
      assumptions.empty() ? device::DeviceLibrary::load()
                          : device::DeviceLibrary::load(base::data_folder() + "/device",
                                                        chip::read_assumption_set(assumptions));
  return page_alone(
      [&kind, library, assumptions] { return report::device_page(kind, library, assumptions); });
}

Report explain_bank(const Chip& chip, const std::string& bank) {
  const auto* const at = std::find(std::begin(kBanks), std::end(kBanks), bank);
  if (at == std::end(kBanks)) {
    throw InputError({"", 0, 0, "explain_bank::bank"}, "'" + bank + "'",
                     fmt::format("{}", fmt::join(kBanks, ", ")));
  }
  chip::require_inference(chip.internal());
  const auto study = std::make_shared<const study::BankStudy>(
      study::study_bank(chip.internal(), static_cast<study::BankChoice>(at - std::begin(kBanks))));
  return Report(std::make_shared<const Report::Forms>(Report::Forms{
      [study] { return report::bank_page(*study); }, {}, {}, {{"bank", [study] {
                                                                 return report::bank_picture(*study);
                                                               }}}}));
}

}  // namespace tron
