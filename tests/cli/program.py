"""Runs the built program (environment variable TRON) on the small networks of tests/golden."""
import ast
import os
import pathlib
import shutil
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRON = os.environ.get("TRON", str(ROOT / "build" / "tron"))
# A sanitizer reserves terabytes of addresses, more than any limit on them leaves.
SANITIZED = "ASAN_OPTIONS" in os.environ
NETWORK = ROOT / "tests" / "golden" / "vit"


def tron(*arguments, cwd=None, timeout=300, variables=None):
    """The finished process: returncode, stdout, stderr. `variables` of the environment besides its own."""
    command = [TRON, *map(str, arguments)]
    environment = {**os.environ, **(variables or {})}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False, env=environment
    )


def read_npy(path):
    """Shape and flat values of a little-endian .npy file of floats or 32-bit integers."""
    content = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<H", content[8:10])
    header = ast.literal_eval(content[10 : 10 + length].decode())
    code = {"<f4": "f", "<f8": "d", "<i4": "i"}[header["descr"]]
    data = content[10 + length :]
    return header["shape"], struct.unpack(f"<{len(data) // struct.calcsize(code)}{code}", data)


def small_data(folder):
    """The golden inputs of NETWORK in `folder`, labelled with the golden logits' classes."""
    shape, logits = read_npy(NETWORK / "logits.npy")
    classes = [max(range(shape[1]), key=lambda c, s=s: logits[s * shape[1] + c]) for s in range(shape[0])]
    path = pathlib.Path(folder) / "images.npy"
    shutil.copy(NETWORK / "inputs.npy", path)
    (pathlib.Path(folder) / "images.labels.txt").write_text("".join(f"{c}\n" for c in classes), encoding="utf-8")
    return path


def infer(data, *arguments, **keywords):
    return tron("infer", "--network", NETWORK, "--data", data, "--samples", 0, *arguments, **keywords)


# On one machine, whatever its network and its cores, and as whoever runs the tests.
MPIRUN = ["mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "plm", "isolated", "--mca", "btl", "self,vader"]


def mpi_environment():
    # MPI's plugins, which keep memory to the end, are unloaded before a sanitizer could tell whose it was.
    no_leaks = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    return {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "ASAN_OPTIONS": no_leaks.lstrip(":")}


def mpirun(ranks, *arguments, timeout=300):
    """The program on so many ranks of this machine."""
    command = [*MPIRUN, "-n", str(ranks), TRON, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=mpi_environment())
