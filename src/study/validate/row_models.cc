#include "study/validate/row_models.h"

namespace tron::study {
namespace {

std::vector<RowModel> gathered() {
  std::vector<RowModel> out;
  for (const auto& subject : {ring_models, bank_models, light_models, dot_product_models, fabrication_models,
                              chip_models, accuracy_models}) {
    for (const RowModel& model : subject()) out.push_back(model);
  }
  return out;
}

const std::vector<RowModel>& all_models() {
  static const std::vector<RowModel> models = gathered();
  return models;
}

}  // namespace

const RowModel* find_row_model(const std::string& name) {
  for (const RowModel& model : all_models()) {
    if (name == model.name) return &model;
  }
  return nullptr;
}

std::vector<std::string> row_model_names() {
  std::vector<std::string> out;
  for (const RowModel& model : all_models()) out.emplace_back(model.name);
  return out;
}

}  // namespace tron::study
