"""Every option that writes a file, pointed at what no output may be: what the command reads, by every path
that leads there, other outputs, folders, devices, names and folders that take no file."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

from program import NETWORK, ROOT, TRON, small_data

LLAMA = ROOT / "tests" / "golden" / "llama"
SPACE = """
name = "small"
what = "four chips, the best through light"
chip = "CHIP"
assumptions = "SET"
objectives = ["throughput", "accuracy"]
[stages]
event = 2
inference = 1
samples = 4
[network.vit]
network = "NETWORK"
data = "DATA"
[parameter.drive]
path = "sizes.feed_forward_arrays"
values = ["3", "6"]
"""


class Command:
    """A command line on files of one folder: what it writes, and what it reads."""

    def __init__(self, arguments, writes, reads):
        self.arguments, self.writes, self.reads = list(map(str, arguments)), writes, reads


class Workplace:
    """A folder of inputs of every kind, all copies: what is lost in it is lost to nobody."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        # The program's own data, without the demo's weights.
        self.data = self.folder / "tron-data"
        shutil.copytree(ROOT / "data", self.data, ignore=shutil.ignore_patterns("vit-fashion-mnist"))
        self.network, self.writer = self.folder / "vit", self.folder / "llama"
        shutil.copytree(NETWORK, self.network)
        shutil.copytree(LLAMA, self.writer)
        self.samples = small_data(self.folder)
        self.chip, self.set, self.space = (self.folder / name for name in ("chip.toml", "set.toml", "space.toml"))
        shutil.copy(ROOT / "data" / "chip" / "tron.toml", self.chip)
        shutil.copy(ROOT / "data" / "assumptions" / "paper.toml", self.set)
        text = SPACE
        for word, path in (("CHIP", self.chip), ("SET", self.set), ("NETWORK", self.network), ("DATA", self.samples)):
            text = text.replace(word, str(path))
        self.space.write_text(text, encoding="utf-8")
        self.store = self.folder / "shown.sqlite"
        # Where a user without rights may run it.
        self.program = self.folder / "program" / "tron"
        self.program.parent.mkdir()
        shutil.copy(TRON, self.program)
        self.environment = {**os.environ, "TRON_DATA": str(self.data)}

    def run(self, arguments, **keywords):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, env=self.environment, timeout=300,
                              check=False, **keywords)

    def commands(self):
        own = [self.data / "device" / "microring.toml"]
        chip = [*own, self.chip, self.set]
        network = [self.network / "config.json", self.network / "model.safetensors"]
        samples = [self.samples, self.folder / "images.labels.txt"]
        on_chip = ["--chip", self.chip, "--assumptions", self.set]
        seen = ["--network", self.network, "--data", self.samples, "--samples", 0]
        writer = [self.writer / "config.json", self.writer / "model.safetensors"]
        return [
            Command(["infer", *seen, *on_chip], ["--json", "--logits"], chip + network + samples),
            Command(["run", *seen, *on_chip], ["--json"], chip + network + samples),
            Command(["yield", *seen, *on_chip, "--chips", 2], ["--csv", "--json", "--plot"], chip + network + samples),
            Command(["generate", "--network", self.writer, "--ids", "1 2", *on_chip], ["--json"], chip + writer),
            Command(["simulate", "--network", self.network, *on_chip], ["--json", "--trace"], chip + network),
            Command(["explain", "bank", *on_chip], ["--plot"], chip),
            Command(["reproduce", "--fast", "--chip", self.chip], ["--json"],
                    [*own, self.chip, self.data / "claim" / "tron.toml", self.data / "baseline" / "a3.toml",
                     self.data / "network" / "bert-base.toml", self.data / "assumptions" / "audited.toml"]),
            Command(["validate"], ["--json"],
                    [*own, self.data / "validation" / "rings.toml", self.data / "chip" / "lightmatter.toml"]),
            Command(["explore", self.space], ["--csv", "--json", "--plot", "--sensitivity", "--store"],
                    [*chip, *network, *samples, self.space]),
            Command(["explore", "--show", self.store], ["--csv", "--json", "--plot", "--sensitivity"], [self.store]),
        ]

    def state(self):
        """Name, inode, mode, size and time of every file; of folders, where files are tried, all but the time."""
        out = {}
        for path in self.folder.rglob("*"):
            status = path.lstat()
            time = 0 if path.is_dir() and not path.is_symlink() else status.st_mtime_ns
            out[str(path)] = (status.st_ino, status.st_mode, status.st_size, time)
        return out


def ways_to(path, folder):
    """Paths that lead to one file; its links lie in a folder where no command looks."""
    hard, soft = (folder / f"{kind}-{path.parent.name}-{path.name}" for kind in ("hard", "soft"))
    if not hard.exists():
        os.link(path, hard)
        soft.symlink_to(path)
    return [path, soft, hard, path.parent / ".." / path.parent.name / path.name]


def without_rights():
    os.setgid(65534)
    os.setuid(65534)


class Matrix:
    """Runs the combinations; `wrong` lists what was not refused as it should be."""

    def __init__(self, folder, every):
        self.place, self.every = Workplace(folder), every
        self.count, self.wrong = 0, []
        made = self.place.run(["explore", str(self.place.space), "--store", str(self.place.store)])
        assert made.returncode == 0, made.stderr
        self.closed, self.loose, self.links = (self.place.folder / name for name in ("closed", "loose", "links"))
        self.links.mkdir()
        self.closed.mkdir()
        (self.closed / "old").write_text("old", encoding="utf-8")
        self.loose.mkdir(mode=0o777)
        (self.loose / "readonly").write_text("old", encoding="utf-8")
        os.chmod(self.loose / "readonly", 0o444)

    def nowhere(self):
        """What takes no file, whoever asks."""
        folder = self.place.folder
        (folder / "circle").is_symlink() or (folder / "circle").symlink_to("circle")
        return [folder, folder / "no-such-folder" / "x", "/dev/full", "/proc/version", "/proc/none", folder / ("n" * 300),
                folder / "circle", folder / "chip.toml" / "x", "/no/such/folder/x", str(folder) + "/new/"]

    def combinations(self):
        number = 0
        for command in self.place.commands():
            for option in command.writes:
                for path in command.reads:
                    number += 1
                    ways = ways_to(path, self.links)
                    for way in ways if self.every else [ways[number % len(ways)]]:
                        yield command, [option, str(way)], None
                for path in self.nowhere():
                    yield command, [option, str(path)], None
                for other in command.writes:
                    if other != option:
                        yield command, [option, str(self.place.folder / "new"), other, str(self.place.folder / "new")], None
                if option == "--store":
                    yield command, [option, str(self.place.folder / ("s" * 251))], None
                    yield command, [option, str(self.place.folder / "new"), "--csv",
                                    str(self.place.folder / "new-journal")], None
                # Rights are asked of a user who has not all of them.
                if os.geteuid() == 0 and "--show" not in command.arguments:
                    for path in (self.closed / "new", self.closed / "old", self.loose / "readonly"):
                        yield command, [option, str(path)], without_rights

    def try_one(self, combination):
        command, options, rights = combination
        process = self.place.run([*command.arguments, *options], preexec_fn=rights)
        said = process.stderr
        if process.returncode != 2 or process.stdout or options[0] not in said or "allowed: " not in said:
            return f"{command.arguments[0]} {options}: exit {process.returncode}: {said or process.stdout[:80]}"
        return None

    def run(self):
        combinations = list(self.combinations())
        os.chmod(self.place.folder, 0o755)
        contents = {path: path.read_bytes() for path in self.place.folder.rglob("*") if path.is_file()}
        before = self.place.state()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            self.wrong = [one for one in pool.map(self.try_one, combinations) if one]
        self.count = len(combinations)
        if self.place.state() != before:
            changed = set(self.place.state().items()) ^ set(before.items())
            self.wrong.append(f"files changed: {sorted(changed)[:5]}")
        for path, content in contents.items():
            if path.read_bytes() != content:
                self.wrong.append(f"{path} has another content")
        print(f"{self.count} combinations of an option and what no output may be", file=sys.stderr)
