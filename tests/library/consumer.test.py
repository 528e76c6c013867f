"""A project of its own finds the installed library, builds on it, and gets the command line's figures, bit for bit."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ["TRON"]).parent
# What a run is not a function of.
OF_THE_RUN = {"command_line", "wall_s", "threads", "batch", "network_path", "chip_file", "file", "data"}


def figures(value):
    """A JSON value without what belongs to one run alone."""
    if isinstance(value, dict):
        return {key: figures(member) for key, member in value.items() if key not in OF_THE_RUN}
    if isinstance(value, list):
        return [figures(member) for member in value]
    return value


def run(*command, code=0):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def is_sanitized():
    """Then the library wants a program that is, too."""
    cache = (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
    return not re.search(r"^TRON_SANITIZE:\w+=(OFF)?$", cache, flags=re.MULTILINE)


@unittest.skipIf(is_sanitized(), "a library under a sanitizer needs a program under the same")
class Consumer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="tron_consumer_"))
        cls.prefix = cls.folder / "prefix"
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        for project, build in ((ROOT / "examples" / "library", "build"), (HERE / "every_call", "every_call")):
            run("cmake", "-S", project, "-B", cls.folder / build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={cls.prefix}",
                f'-DCMAKE_CXX_FLAGS=-DTRON_GOLDEN=\\"{ROOT}/tests/golden\\"')
            run("cmake", "--build", cls.folder / build)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_its_figures_are_the_command_lines(self):
        printed = run(self.folder / "build" / "tron_example")
        library = json.loads(printed[printed.index("{"):])
        path = self.folder / "run.json"
        run(self.prefix / "bin" / "tron", "run", "--samples", "20", "--fidelity", "photonic", "--json", path)
        self.assertEqual(figures(library), figures(json.loads(path.read_text(encoding="utf-8"))))

    def test_every_call_gives_what_its_command_writes(self):
        for call, *command in (
                ("simulate", "simulate", "--network", "bert-base", "--batch", "2"),
                ("infer", "infer", "--samples", "12", "--fidelity", "moments", "--assumptions", "audited", "--set",
                 "sizes.wavelengths=8"),
                ("generate", "generate", "--network", ROOT / "tests/golden/llama", "--ids", "1 2 3", "--tokens", "5",
                 "--fidelity", "photonic"),
                ("explore", "explore", "tron-memory", "--best", "5"),
                ("validate", "validate"),
                ("yield", "yield", "--chips", "3", "--samples", "20", "--varied-chips", "0"),
                ("infeasible", "simulate", "--network", "bert-base", "--set", "tuning.eo_in_symbol=false")):
            with self.subTest(call=call):
                library = json.loads(run(self.folder / "every_call" / "every_call", call))
                path = self.folder / f"{call}.json"
                run(self.prefix / "bin" / "tron", *command, "--json", path, code=3 if call == "infeasible" else 0)
                self.assertEqual(figures(library), figures(json.loads(path.read_text(encoding="utf-8"))))

    def test_explanations_are_the_command_lines(self):
        page = run(self.folder / "every_call" / "every_call", "bank")
        self.assertEqual(page.strip(), run(self.prefix / "bin" / "tron", "explain", "bank", "--bank", "dynamic").strip())

    def test_options_out_of_range_name_themselves(self):
        refused = run(self.folder / "every_call" / "every_call", "refusals").strip().splitlines()
        names = ["InferOptions::batch", "InferOptions::fidelities", "SimulateOptions::trace_slices",
                 "GenerateOptions::top_k", "ExploreOptions::listed", "YieldStudyOptions::rises_k", "ChipOptions::settings",
                 "flux capacitor"]
        self.assertEqual(len(refused), len(names), refused)
        for line, name in zip(refused, names):
            self.assertIn(name, line)

    def test_the_installed_program_finds_its_data(self):
        environment = {key: value for key, value in os.environ.items() if key != "TRON_DATA"}
        done = subprocess.run([self.prefix / "bin" / "tron", "explain", "device", "microring"], capture_output=True,
                              text=True, check=False, cwd=self.folder, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_wrong_input_and_impossible_chips_are_exceptions(self):
        done = subprocess.run([self.folder / "build" / "tron_example", "/no/such"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such", done.stderr)

    def test_public_headers_need_nothing_else(self):
        for header in sorted((self.prefix / "include" / "tron").glob("*.h")):
            source = self.folder / "alone.cc"
            source.write_text(f"#include <tron/{header.name}>\nint main() {{}}\n", encoding="utf-8")
            run("g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", self.prefix / "include",
                source)


if __name__ == "__main__":
    unittest.main()
