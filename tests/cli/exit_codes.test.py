"""Exit codes and messages: 0 done, 1 failed, 2 wrong usage or input, 3 the design cannot work."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from program import NETWORK, TRON, infer, small_data, tron


class ExitCodes(unittest.TestCase):
    def refused(self, process, *parts):
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertEqual(process.stdout, "")
        for part in ("tron: ", "found ", "allowed: ", *parts):
            self.assertIn(part, process.stderr)

    def test_help_and_version(self):
        for arguments in ([], ["--help"], ["infer", "--help"], ["simulate", "--help"], ["run", "--help"],
                          ["explain", "--help"]):
            self.assertEqual(tron(*arguments).returncode, 0)
        self.assertRegex(tron("--version").stdout, r"^tron \d+\.\d+\.\d+")
        self.assertIn("Exit codes", tron("--help").stdout)

    def test_misspelt_words_get_the_nearest(self):
        self.refused(tron("infr"), "nearest is infer")
        self.refused(tron("simulat"), "nearest is simulate")
        self.refused(tron("infer", "--fideltiy", "photonic"), "'--fideltiy'", "nearest is --fidelity")
        self.refused(tron("infer", "--fidelity", "photnic"), "--fidelity", "nearest is photonic")
        self.refused(tron("infer", "--assumptions", "papr"), "nearest is paper")
        self.refused(tron("infer", "--chip", "trn"), "nearest is tron")
        self.refused(tron("explain", "bnak"), "nearest is bank")
        self.refused(tron("explain", "device", "microrin"), "microring")
        self.refused(tron("explain", "bank", "--bank", "weights"), "nearest is weight")

    def test_wrong_values(self):
        self.refused(tron("infer", "--samples", "many"), "--samples", "'many'")
        self.refused(tron("infer", "--batch", "0"), "--batch", "from 1 to")
        self.refused(tron("infer", "--seed", "-1"), "--seed")
        self.refused(tron("infer", "--samples"), "--samples")
        self.refused(tron("infer", "stray"), "'stray'")
        self.refused(tron("infer", "--fidelity", "digital,digital"), "twice")
        self.refused(tron("explain", "bank", "more"), "'more'")

    def test_an_empty_value_is_no_value(self):
        self.refused(tron("simulate", "--json", ""), "--json", "an empty text")
        self.refused(tron("infer", "--text", ""), "--text", "an empty text")
        self.refused(tron("explain", "bank", "--assumptions", ""), "--assumptions", "an empty text")
        self.refused(tron("explore", "--store", ""), "--store", "an empty text")

    def test_an_option_that_would_not_act(self):
        self.refused(tron("simulate", "--trace-slices", "5"), "--trace-slices", "no --trace beside it")
        self.refused(tron("infer", "--attribution-samples", "5"), "no --attribute beside it")
        self.refused(tron("generate", "--network", "n", "--choice-seed", "5"), "no --temperature beside it")
        self.refused(tron("explore", "tron-ten", "--all"), "--all", "no --csv beside it")
        for option in (["tron-ten"], ["--budget", "5"], ["--time", "5"], ["--threads", "1"], ["--store", "b"]):
            self.refused(tron("explore", "--show", "a", *option), "--show", "beside it")

    def test_missing_input(self):
        self.refused(tron("infer", "--network", "no/such/folder"), "no/such/folder")
        self.refused(tron("infer", "--network", "no-such-name"), "--network")
        self.refused(tron("infer", "--network", "bert-base"), "no weights")
        self.refused(tron("infer", "--network", NETWORK, "--data", "/no/such/data"), "/no/such/data")

    def test_unwritable_output_is_refused_before_the_work(self):
        self.refused(tron("infer", "--json", "/no/such/folder/x.json"), "--json", "folder does not exist")
        self.refused(tron("explain", "bank", "--plot", "/no/such/folder/x.svg"), "--plot")

    def test_settings_are_checked(self):
        with tempfile.TemporaryDirectory() as folder:
            data = small_data(folder)
            self.refused(infer(data, "--set", "bank.spacin=1 nm"), "spacin")
            self.refused(infer(data, "--set", "bank.spacing=1.1"), "spacing")
            self.refused(infer(data, "--set", "bank.spacing=1.1 mW"), "spacing")
            self.refused(infer(data, "--set", "nonsense"), "nonsense")

    def test_an_infeasible_design(self):
        process = tron("explain", "bank", "--assumptions", "audited", "--set", "link.wanted_enob=16")
        self.assertEqual(process.returncode, 3, process.stderr)
        self.assertIn("this design cannot work", process.stderr)
        self.assertIn("margin -", process.stderr)
        with tempfile.TemporaryDirectory() as folder:
            process = infer(small_data(folder), "--set", "link.wanted_enob=16")
        self.assertEqual(process.returncode, 3, process.stderr)
        self.assertIn("under the audited assumptions", process.stderr)

    def test_ctrl_c_reports_what_is_complete(self):
        with tempfile.TemporaryDirectory() as folder:
            images = pathlib.Path(folder) / "many.npy"
            source = small_data(folder).read_bytes()
            header = source.index(b"\n") + 1
            copies, sample = 4000, source[header:]
            # The same four images over and over: a job far longer than the time until the signal.
            text = source[:header].replace(b"(4,", f"({4 * copies},".encode())
            text = text[: header - 1].rstrip().ljust(header - 1)[: header - 1] + b"\n"
            images.write_bytes(text + sample * copies)
            labels = (pathlib.Path(folder) / "images.labels.txt").read_text(encoding="utf-8")
            (pathlib.Path(folder) / "many.labels.txt").write_text(labels * copies, encoding="utf-8")
            command = [TRON, "infer", "--network", NETWORK, "--data", images, "--samples", "0", "--threads", "1",
                       "--fidelity", "digital,device", "--assumptions", "paper"]
            with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  text=True) as process:
                time.sleep(3)
                os.kill(process.pid, signal.SIGINT)
                out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("Interrupted", out)


if __name__ == "__main__":
    unittest.main()
