#pragma once

#include <span>
#include <vector>

#include "circuit/bank.h"

namespace tron {

/// Power transmission of a bank's input bus at any wavelength (m), its rings at these detunings: the product
/// over all rings of T_thru(wavelength - resonance - detuning). At a channel's wavelength it is what
/// Bank::respond gives.
std::vector<double> bus_spectrum(const Bank& bank, std::span<const double> detuning_m,
                                 std::span<const double> wavelength_m);

/// `points` wavelengths evenly from half a spacing below the first channel to half a spacing above the last,
/// and every channel's own among them.
std::vector<double> spectrum_wavelengths(const WdmGrid& grid, int points);

}  // namespace tron
