#include "api/forms.h"

namespace tron {
namespace {

std::string made_by(const std::function<std::string()>& form) {
  return form ? form() : "";
}

}  // namespace

std::string Report::page() const {
  return forms_ ? made_by(forms_->page) : "";
}

std::string Report::json() const {
  return forms_ ? made_by(forms_->json) : "";
}

std::string Report::csv() const {
  return forms_ ? made_by(forms_->csv) : "";
}

std::vector<Picture> Report::pictures() const {
  std::vector<Picture> out;
  if (!forms_) return out;
  for (const auto& [name, form] : forms_->pictures) out.push_back({name, form()});
  return out;
}

}  // namespace tron
