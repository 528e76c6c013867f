#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::study {

/// What a model is asked with: figures of the file, figures of the row, the caller's wish to stop, and what
/// models of the file's earlier rows found.
struct RowInputs {
  const Config& shared;
  const Config& own;
  std::string data;  ///< the folder of published figures, for curves beside them
  CancelToken cancel{};
  std::map<std::string, double>* found = nullptr;
};

/// A model's value in the row's unit, or why there is none.
struct RowAnswer {
  RowAnswer(double found) : value(found) {}
  static RowAnswer none(std::string why) {
    RowAnswer out(0);
    out.value.reset();
    out.why_not = std::move(why);
    return out;
  }
  std::optional<double> value;
  std::string why_not;
};

/// One quantity that the product's models give, under the name by which rows ask for it.
struct RowModel {
  const char* name;
  const char* unit;
  RowAnswer (*compute)(const RowInputs& inputs);
};

/// All of them, by subject.
std::vector<RowModel> ring_models();         ///< one ring, and measured curves of rings
std::vector<RowModel> bank_models();         ///< rings on a bus against a circuit solver; crosstalk
std::vector<RowModel> light_models();        ///< detectors, receivers, lasers, converters
std::vector<RowModel> dot_product_models();  ///< error of a measured dot product
std::vector<RowModel> fabrication_models();  ///< heaters, weight control, spread of resonances
std::vector<RowModel> chip_models();         ///< whole chips in time, energy, power and area
std::vector<RowModel> accuracy_models();     ///< a network through light

/// The model of that name, or nullptr.
const RowModel* find_row_model(const std::string& name);
/// Their names.
std::vector<std::string> row_model_names();

}  // namespace tron::study
