#!/usr/bin/env python3
"""Draws docs/figures/findings.svg from the tables of docs/results.md.

    tools/make_findings_plot.py docs/results.md > docs/figures/findings.svg
"""
import pathlib
import re
import sys

WIDTH, HEIGHT = 880, 340
INK, SOFT, GRID = "#1f2328", "#57606a", "#d8dee4"
COLOURS = {"fp32": "#8c959f", "paper": "#0969da", "audited": "#bc4c00"}
BEST_SER = 31.4  # ideal 8-bit operands, of the text above the table


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_after(text, heading, first_cell):
    """Rows of the table of a section whose head begins with these words."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = section.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_cell}"))
    rows = []
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            break
        rows.append(cells(line))
    return rows


def interval(cell):
    return tuple(float(x) for x in re.match(r"([\d.]+) % \[([\d.]+), ([\d.]+)\]", cell).groups())


def accuracies(text):
    rows = {row[0]: row for row in table_after(text, "Accuracy", "fidelity")}
    return [("fp32", "exact (fp32)", interval(rows["digital (fp32)"][1])),
            ("paper", "light, paper", interval(rows["photonic"][1])),
            ("audited", "light, audited", interval(rows["photonic"][2]))]


def sources(text):
    rows = table_after(text, "Sources of error", "`audited`")
    return [(row[0].split(",")[0], float(row[1])) for row in rows if re.fullmatch(r"[\d.]+", row[1])]


def text_at(x, y, words, size=13, anchor="start", fill=SOFT, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" '
            f'font-weight="{weight}">{words}</text>')


def line_at(x1, y1, x2, y2, colour=GRID, width=1.0):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"/>')


def bar(x, y, width, height, colour):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" fill="{colour}"/>'


def accuracy_panel(rows):
    left, right, top, low, high = 136, 370, 84, 75.0, 95.0
    to_x = lambda value: left + (value - low) / (high - low) * (right - left)
    out = [text_at(24, 34, "Accuracy through light", 16, fill=INK, weight="bold"),
           text_at(24, 55, "10,000 Fashion-MNIST images; bar: 95 % interval")]
    for tick in (75, 80, 85, 90, 95):
        out += [line_at(to_x(tick), top, to_x(tick), top + 216),
                text_at(to_x(tick), top + 236, f"{tick} %", anchor="middle")]
    for i, (key, label, (value, least, most)) in enumerate(rows):
        y = top + 36 + 72 * i
        out += [text_at(left - 10, y + 5, label, anchor="end", fill=INK),
                line_at(to_x(least), y, to_x(most), y, COLOURS[key], 5),
                f'<circle cx="{to_x(value):.1f}" cy="{y}" r="7" fill="{COLOURS[key]}"/>',
                text_at(to_x(value), y - 15, f"{value:.2f} %", anchor="middle", fill=INK, weight="bold")]
    return out


def sources_panel(rows):
    left, right, top, step = 590, 838, 84, 30
    to_x = lambda value: left + value / 35 * (right - left)
    bottom = top + step * len(rows) + 6
    out = [text_at(430, 34, "Which source costs it, under audited", 16, fill=INK, weight="bold"),
           text_at(430, 55, "signal-to-error ratio with that source alone, dB; shorter is worse")]
    for tick in (0, 10, 20, 30):
        out += [line_at(to_x(tick), top, to_x(tick), bottom), text_at(to_x(tick), top + 236, f"{tick}", anchor="middle")]
    out.append(line_at(to_x(BEST_SER), top, to_x(BEST_SER), bottom, INK, 1.5))
    out.append(text_at(to_x(BEST_SER) + 4, top - 8, "ideal 8-bit operands", 12, anchor="end"))
    for i, (label, value) in enumerate(rows):
        y = top + 8 + step * i
        colour = COLOURS["audited"] if value < 15 else "#e0b394"
        out += [text_at(left - 10, y + 15, label, anchor="end", fill=INK),
                bar(left, y, to_x(value) - left, 21, colour),
                text_at(to_x(value) - 6 if value > 5 else to_x(value) + 6, y + 15, f"{value:.1f}",
                        anchor="end", fill="#ffffff" if value < 15 else INK, weight="bold")]
    return out


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
          f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Helvetica, Arial, sans-serif">')
    print(f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="12" fill="#ffffff" stroke="#d0d7de"/>')
    print("\n".join(accuracy_panel(accuracies(text)) + sources_panel(sources(text))))
    print("</svg>")


if __name__ == "__main__":
    main()
