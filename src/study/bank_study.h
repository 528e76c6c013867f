#pragma once

#include <string>
#include <vector>

#include "chip/chip.h"
#include "rooms.h"

namespace tron::study {

/// How well a bank encodes values under one choice of compensation.
struct EncodingRow {
  std::string compensation;
  std::string impossible;     ///< why the bank cannot be built this way; then the rest is empty
  double full_scale = 0;      ///< share of the light that stands for a value of 1
  double rms = 0, worst = 0;  ///< error of values in [-1, 1]
  double worst_bits = 0, effective_bits = 0;
  double ideal_dac_bits = 0;  ///< effective bits with an infinitely fine drive
  double moved_bits = 0;      ///< effective bits with rings moved by fabrication, heaters and drift
};

/// What `tron explain bank` shows, computed once for the page and the picture.
struct BankStudy {
  std::string title;  ///< "weight bank of tron, paper assumptions"
  BankDesign design;
  bool shifts_modelled = false;  ///< do fabrication, heaters or drift move a ring at all
  std::vector<double> wavelength_nm;
  std::vector<double> rest_db,
      open_db;  ///< bus transmission, rings on resonance and at the end of their range
  std::vector<std::vector<double>> crosstalk;  ///< [channel][ring], share of light taken, rings half way open
  double group_levels = 0, group_bits = 0;     ///< CrossLight eqs 8-10
  std::vector<EncodingRow> encode;             ///< none, static, per symbol
};

enum class BankChoice { weight, dynamic, activation };

BankStudy study_bank(const Chip& chip, BankChoice choice);

}  // namespace tron::study
