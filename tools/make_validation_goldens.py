#!/usr/bin/env python3
"""Spectra of ring banks by an independent circuit solver, SAX (PyPI, on JAX), for `tron validate`.

  pip install sax
  tools/make_validation_goldens.py data/validation/sax

Rings are couplers and waveguides: what a designer states (Q, free spectral range, extinction ratio) becomes couplings
and losses here by Newton's method on the definitions, not by the program's closed forms. Prints what it found.
"""
import math
import pathlib
import sys

import jax
import numpy as np
import sax

jax.config.update("jax_enable_x64", True)

CHANNELS, FIRST, SPACING = 16, 1550.0, 1.1  # nm
QUALITY, FSR, EXTINCTION_DB, AMPLITUDE = 8000.0, 18.0, 25.0, 0.999
RANGE = 0.2  # nm, of the drive of the two-arm bank
GROUP_INDEX, RING_DISTANCE = 4.2, 20e3  # nm, from ring to ring along a bus
SETTINGS = 20
GRID = FIRST + SPACING * np.arange(CHANNELS)


def solved(equations, start):
    """Newton's method with a numerical Jacobian."""
    x = np.array(start, dtype=float)
    for _ in range(60):
        f = np.array(equations(x))
        jacobian = np.empty((len(x), len(x)))
        for k in range(len(x)):
            step = np.zeros_like(x)
            step[k] = 1e-7
            jacobian[:, k] = (np.array(equations(x + step)) - np.array(equations(x - step))) / 2e-7
        x = x - np.linalg.solve(jacobian, f)
    return x


def all_pass_power(r, a, phase):
    return abs((r - a * np.exp(1j * phase)) / (1 - r * a * np.exp(1j * phase))) ** 2


def add_drop_powers(r, a, phase):
    loop = a * np.exp(1j * phase)
    through = (r - r * loop) / (1 - r * r * loop)
    drop = (1 - r * r) * np.sqrt(a) * np.exp(0.5j * phase) / (1 - r * r * loop)
    return abs(through) ** 2, abs(drop) ** 2


def all_pass_design(wavelength):
    """r and a: the line's full width at half its depth is wavelength / Q; the extinction ratio is T(pi) / T(0)."""
    half = np.pi * wavelength / QUALITY / FSR

    def equations(x):
        depth = 1 - all_pass_power(*x, 0.0)
        return [(1 - all_pass_power(*x, half)) / depth - 0.5,
                10 * np.log10(all_pass_power(*x, np.pi) / all_pass_power(*x, 0.0)) - EXTINCTION_DB]

    low, high = sorted(solved(equations, (0.985, 0.981)))
    return low, high  # r < a, over-coupled; the power is the same if they are exchanged


def add_drop_design(wavelength):
    half = np.pi * wavelength / QUALITY / FSR
    return solved(lambda x: [add_drop_powers(x[0], AMPLITUDE, half)[1] / add_drop_powers(x[0], AMPLITUDE, 0.0)[1] - 0.5],
                  (0.98,))[0]


def guide(phase, amplitude=1.0):
    """A waveguide of a phase at each wavelength and an amplitude."""
    return sax.reciprocal({("in0", "out0"): amplitude * np.exp(1j * phase)})


def all_pass_bus(wavelengths, detunings):
    """16 all-pass rings on one bus."""
    models, instances, connections = {}, {}, {}
    for j, centre in enumerate(GRID):
        r, a = all_pass_design(centre)
        phase = 2 * np.pi * (wavelengths - centre - detunings[j]) / FSR
        models[f"coupler{j}"] = lambda c=1 - r * r: sax.models.coupler_ideal(coupling=c)
        models[f"loop{j}"] = lambda p=phase, amplitude=a: guide(p, amplitude)
        instances[f"c{j}"], instances[f"l{j}"] = f"coupler{j}", f"loop{j}"
        connections[f"c{j},out1"] = f"l{j},in0"
        connections[f"l{j},out0"] = f"c{j},in1"
        if j > 0:
            connections[f"c{j - 1},out0"] = f"c{j},in0"
    circuit, _ = sax.circuit({"instances": instances, "connections": connections,
                              "ports": {"in": "c0,in0", "through": f"c{CHANNELS - 1},out0"}}, models=models)
    return np.abs(np.asarray(sax.sdict(circuit())["in", "through"])) ** 2


def ring_block(coupler, halves):
    """An add-drop ring: ports in, through on the input bus; add, drop on the other, where light runs back."""
    circuit, _ = sax.circuit({"instances": {"low": "coupler", "high": "coupler", "up": "half", "down": "half"},
                              "connections": {"low,out1": "up,in0", "up,out0": "high,in1", "high,out1": "down,in0",
                                              "down,out0": "low,in1"},
                              "ports": {"in": "low,in0", "through": "low,out0", "add": "high,in0", "drop": "high,out0"}},
                             models={"coupler": coupler, "half": halves})
    return circuit()


def add_drop_buses(blocks, bus):
    """16 rings between two buses; bus(j, which) is the guide behind ring j."""
    models, instances, connections = {}, {}, {}
    for j in range(CHANNELS):
        models[f"ring{j}"] = lambda s=blocks[j]: s
        instances[f"r{j}"] = f"ring{j}"
        if j == CHANNELS - 1:
            continue
        for which in ("input", "drop"):
            models[f"{which}{j}"] = lambda s=bus(j, which): s
            instances[f"{which[0]}{j}"] = f"{which}{j}"
        connections[f"r{j},through"] = f"i{j},in0"
        connections[f"i{j},out0"] = f"r{j + 1},in"
        connections[f"r{j + 1},drop"] = f"d{j},in0"
        connections[f"d{j},out0"] = f"r{j},add"
    circuit, _ = sax.circuit({"instances": instances, "connections": connections,
                              "ports": {"in": "r0,in", "drop": "r0,drop", "through": f"r{CHANNELS - 1},through"}},
                             models=models)
    out = sax.sdict(circuit())
    return np.asarray(out["in", "through"]), np.asarray(out["in", "drop"])


def add_drop_bank(wavelengths, detunings, phases):
    """Through and drop power of the fields that SAX adds, and of the powers alone: the same network of equations with
    each ring's powers in place of its fields."""
    fields, powers = [], []
    for j, centre in enumerate(GRID):
        r = add_drop_design(centre)
        phase = 2 * np.pi * (wavelengths - centre - detunings[j]) / FSR
        block = ring_block(lambda c=1 - r * r: sax.models.coupler_ideal(coupling=c),
                           lambda p=phase / 2: guide(p, AMPLITUDE**0.5))
        fields.append(block)
        powers.append({ports: np.abs(np.asarray(s)) ** 2 + 0j for ports, s in sax.sdict(block).items()})
    run = -2 * np.pi * GROUP_INDEX * RING_DISTANCE * (wavelengths - FIRST) / FIRST**2

    def bus(j, which):
        return guide(run + phases[0 if which == "input" else 1, j])

    through, drop = add_drop_buses(fields, bus)
    through_power, drop_power = add_drop_buses(powers, lambda j, which: guide(np.zeros_like(wavelengths)))
    return abs(through) ** 2, abs(drop) ** 2, through_power.real, drop_power.real


def detuning_of(value):
    """Of the Lorentzian line whose drop less through power is `value`."""
    return 0.5 * FIRST / QUALITY * np.sqrt((1 - value) / (1 + value))


def heater_law(sigma):
    """Mean shift and bias in sigmas: rings are drawn b to the blue, and one beyond its channel goes on by one FSR."""
    def mean(b):
        return b + FSR / sigma * 0.5 * math.erfc(b / math.sqrt(2))

    bias = min(np.linspace(0, 4, 400001), key=mean)
    return mean(bias), bias


def detector_power(bits, rate):
    """Al-Qadasi et al., APL Photonics 7, 020902, 2022, eq. 8, in uW, by bisection; and the thermal noise in nA of two
    loads."""
    charge, responsivity, dark, rin = 1.602176634e-19, 1.2, 35e-9, 1e-14
    thermal = 4 * 1.380649e-23 * 300.6 / 50

    def enob(power):
        current = responsivity * power
        beta1 = math.sqrt(2 * charge * (current + dark) + thermal + current**2 * rin)
        beta0 = math.sqrt(2 * charge * dark + thermal)
        return (20 * math.log10(current / ((beta1 + beta0) * math.sqrt(rate / math.sqrt(2)))) - 1.76) / 6.02

    low, high = 1e-9, 1e-2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if enob(middle) < bits else (low, middle)
    return 1e6 * high, 1e9 * math.sqrt(2 * thermal * rate / math.sqrt(2))


def write(path, title, header, rows):
    lines = [f"# {title}", f"# SAX {sax.__version__}, JAX {jax.__version__}; tools/make_validation_goldens.py", header]
    path.write_text("\n".join(lines + [",".join(f"{x:.10g}" for x in row) for row in rows]) + "\n", encoding="utf-8")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(2026)
    r, a = all_pass_design(FIRST)
    print(f"all-pass ring: r {r:.6f} a {a:.6f} T_min {all_pass_power(r, a, 0.0):.6f} "
          f"T_max {all_pass_power(r, a, np.pi):.6f}; add-drop ring: r {add_drop_design(FIRST):.6f}")
    for distance in (1.0, 1.2):
        taken = 1 - all_pass_power(r, a, 2 * np.pi * distance / FSR)
        print(f"a ring whose resonance is {distance} nm away takes {100 * taken:.4f} %")

    print("mean shift of heaters that only warm {:.4f} sigma, bias {:.4f} sigma".format(*heater_law(2.1)))
    print("8 bits at 48.03 MS/s: {:.3f} uW; thermal noise of two loads {:.2f} nA".format(*detector_power(8, 48.03e6)))

    # What is written is what was solved: numbers of few digits.
    detunings = np.round(RANGE * random.random(CHANNELS), 6)
    wavelengths = np.round(np.linspace(FIRST - 1, GRID[-1] + 1, 741), 3)
    power = all_pass_bus(wavelengths, detunings)
    write(folder / "all_pass_rings.csv", "detuning of each all-pass ring on its bus, nm", "ring,detuning_nm",
          enumerate(detunings))
    write(folder / "all_pass.csv", "16 all-pass rings on one bus: transmitted power", "wavelength_nm,power",
          zip(wavelengths, power))

    rows, difference = [], []
    for setting in range(SETTINGS):
        detunings = np.round([min(detuning_of(v), 0.4) for v in random.uniform(-1, 1, CHANNELS)], 6)
        phases = random.uniform(0, 2 * np.pi, (2, CHANNELS))
        through, drop, through_power, drop_power = add_drop_bank(GRID, detunings, phases)
        difference += list((drop - through) - (drop_power - through_power))
        rows += list(zip([setting] * CHANNELS, range(CHANNELS), detunings, through_power, drop_power, through, drop))
    write(folder / "add_drop.csv", "16 add-drop rings on two buses at the channels' wavelengths: powers by adding powers, "
          "and by adding fields with random bus phases",
          "setting,channel,detuning_nm,through_of_powers,drop_of_powers,through_of_fields,drop_of_fields", rows)
    print(f"drop less through: fields differ from powers by {np.sqrt(np.mean(np.square(difference))):.4f} rms of 2")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
