"""The results page: README.md and plots, made of the numbers in results.json and nothing else."""

import math
import re
from pathlib import Path
from statistics import mean, median

from costs import count_flop
from ladder import RUNGS, TOGETHER

TEMPLATE = Path(__file__).resolve().parent / "template.md"
AXES = {"samples": "samples (40 hidden units)", "hidden": "hidden units (60,000 samples)"}

LADDER_TARGETS = {98.0: 2.5, 99.0: 25, 99.3: 60, 99.5: 200, 99.6: 900}  # seconds
TARGET_STEP = 0.0105  # seconds of PyTorch for a step of section 3 where these targets were set
COLOURS = {
    "ours": "#0072B2",
    "PyTorch": "#D55E00",
    "scikit-learn": "#009E73",
    "plain": "#666666",
}
MARKS = {"ours": "o", "PyTorch": "s", "scikit-learn": "^", "plain": "D"}
TASKS = {
    "product": "a product",
    "seed": "1. the seed's",
    "mini": "2. mini-batches",
    "conv": "3. convolution",
}
NAMES = {"plain": "plain float64", "ours": "ours"}
PARTS = {
    "W1 @ X": ("`W1 @ X`", "large product: X is repacked for only 40 rows of `W1`"),
    "dZ1 @ X.T": ("`dZ1 @ X.T`", "large product, the same"),
    "small": ("products with `W2`", "only 10 rows: too thin for the processor's full rate"),
    "sigmoid": ("sigmoid", "exp and a division for each hidden unit"),
    "softmax": ("softmax", "exp"),
    "slope": ("`dA1 * A1 * (1 - A1)`", "memory traffic"),
    "rest": ("biases, one-hot, sums", "memory traffic"),
    "measure": ("loss and train accuracy", "gathering, logarithms"),
    "test": ("the test digits", "forward only"),
}


def values(entries, key="seconds"):
    return [entry[key] for entry in entries]


def spread(numbers, digits=2):
    """'median (lowest to highest)' of numbers, with this many digits after the point."""
    low, middle, high = min(numbers), median(numbers), max(numbers)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def ratios(ours, theirs, key="seconds"):
    """Ours over theirs, run by run, as they took turns."""
    return [a / b for a, b in zip(values(ours, key), values(theirs, key), strict=True)]


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def exponent(xs, ys):
    """The slope of log y over log x by least squares: y grows like x to this power."""
    xs, ys = [math.log(x) for x in xs], [math.log(y) for y in ys]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return slope / sum((x - x_mean) ** 2 for x in xs)


def growth_points(growth):
    """(samples, hidden, cores): medians of seconds, of MB, and of MB without the program."""
    points = {}
    for name, entries in growth.items():
        memory = median(values(entries, "megabytes"))
        own = median([entry["megabytes"] - entry["before"] for entry in entries])
        key = tuple(int(number) for number in re.findall(r"\d+", name))
        points[key] = median(values(entries)), memory, own
    return points


def counted(growth):
    """What was counted when growth was measured: "cores", or "threads" in older results."""
    return next(iter(growth)).split()[-1]


def along(points, axis, cores):
    """Points along "samples" (at 40 hidden units) or "hidden" (at 60,000 samples), sorted."""
    if axis == "samples":
        chosen = {n: v for (n, hidden, t), v in points.items() if (hidden, t) == (40, cores)}
    else:
        chosen = {h: v for (n, h, t), v in points.items() if (n, t) == (60_000, cores)}
    return dict(sorted(chosen.items()))


def targets(seed, mini, conv, busy, ladder, waiting, share):
    """Rows of (what, target, measured, met); share is that of section 5."""
    ours = seed["ours"]
    curves = [
        max(entry["train_difference"], entry["test_difference"])
        for entries in seed.values()
        for entry in entries
    ]
    slower = slowness(conv)
    numbers = {
        ("1: time, of the plain version's", 0.42): ratios(ours, seed["plain"]),
        ("1: time, of PyTorch's", 1): ratios(ours, seed["PyTorch"]),
        ("1: peak memory, of the plain version's", 0.45): ratios(ours, seed["plain"], "megabytes"),
        ("1: largest difference of accuracy curves, points", 0.3): [100 * max(curves)],
        ("1, busy: time, of the plain version's", 0.32): busy_ratios(busy, "seed", "plain"),
        ("1, busy: time, of PyTorch's", 0.65): busy_ratios(busy, "seed", "PyTorch"),
        ("2: time to 98 %, of PyTorch's", 0.95): ratios(mini["ours"], mini["PyTorch"]),
        ("2: time to 98 %, of scikit-learn's", 0.5): ratios(mini["ours"], mini["scikit-learn"]),
        ("2, busy: time of an epoch, of its quiet time", 1.15): ratios(
            busy["mini, ours, busy"], busy["mini, ours, quiet"]
        ),
        ("3: time of an epoch, of PyTorch's", 1.5): ratios(conv["ours"], conv["PyTorch"]),
        **{
            (f"4: seconds to {goal} %{words}", most): [s / factor for s in reached(ladder, goal)]
            for words, factor in (("", 1), (f", divided by {slower:.1f}", slower))
            for goal, most in LADDER_TARGETS.items()
        },
        ("7: pad, milliseconds", 50): [1000 * seconds for seconds in values(waiting["pad"])],
    }
    rows = [
        (
            what,
            f"at most {most}",
            "not reached" if math.inf in measured else spread(measured),
            "yes" if median(measured) <= most else "**no**",
        )
        for (what, most), measured in numbers.items()
    ]
    met = "yes" if share >= 0.8 else "**no**"
    rows.insert(-1, ("5: share of the product rate", "at least 0.8", f"{share:.2f}", met))
    return rows


def write(results, folder):
    """Write README.md and the plots into folder."""
    sections = {name: section["results"] for name, section in results.items()}
    (folder / "README.md").write_text(text(results), encoding="utf-8")
    plot_times(sections, folder / "times.png")
    plot_parts(sections["limit"], folder / "parts.png")
    plot_growth(sections["growth"], folder / "growth.png")


def text(results):
    """The page: the template with the numbers in it."""
    sections = {name: section["results"] for name, section in results.items()}
    seed, mini, conv, busy = (sections[name] for name in ("seed", "mini", "conv", "busy"))
    ladder, limit, growth = (sections[name] for name in ("ladder", "limit", "growth"))
    waiting = sections["waiting"]
    machines = [section["machine"] for section in results.values()]
    machine = [
        (what, " / ".join(dict.fromkeys(about[what] for about in machines))) for what in machines[0]
    ]
    counts = {len(e) for section in results.values() for e in section["results"].values()}
    near, share = limit_fields(seed, limit)
    return TEMPLATE.read_text(encoding="utf-8").format(
        runs=" or ".join(map(str, sorted(counts))),
        machine=table(["machine", ""], machine),
        targets=table(
            ["what", "target", "measured", "met"],
            targets(seed, mini, conv, busy, ladder, waiting, share),
        ),
        seed=contest(seed, ["train", "test"]),
        mini=contest(mini, ["test"], epochs=True),
        conv=contest(conv, ["test"]),
        busy=busy_table(busy),
        busy_epochs=busy["seed, ours, busy"][0]["measurements"] - 1,
        ladder=ladder_table(ladder),
        slower=f"{slowness(conv):.1f}",
        **near,
        **growth_fields(growth),
        waiting=waiting_table(waiting),
    )


def slowness(conv):
    """How many times as long PyTorch takes as on the machine for which the ladder's targets are."""
    steps = math.ceil(60_000 / 128)
    return median(values(conv["PyTorch"])) / (steps * TARGET_STEP)


def contest(section, curves, epochs=False):
    """A table of contenders: seconds, epochs if wanted, MB, and the last accuracies of curves."""
    head = ["", "seconds", *(["seconds an epoch", "epochs"] if epochs else []), "peak MB"]
    rows = []
    for name, entries in section.items():
        row = [NAMES.get(name, name), spread(values(entries))]
        if epochs:
            row.append(spread([entry["seconds"] / entry["epochs"] for entry in entries]))
            row.append(spread(values(entries, "epochs"), 0))
        row.append(spread(values(entries, "megabytes"), 0))
        row += [spread([100 * entry[curve][-1] for entry in entries]) for curve in curves]
        rows.append(row)
    return table(head + [f"{curve} accuracy (%)" for curve in curves], rows)


def busy_ratios(busy, task, peer):
    return ratios(busy[f"{task}, ours, busy"], busy[f"{task}, {peer}, busy"])


def epoch_milliseconds(entries):
    """Of every run; the seed's training measures once more than it has epochs."""
    return [
        1000 * entry["seconds"] / entry.get("measurements", entry.get("epochs"))
        for entry in entries
    ]


def busy_table(busy):
    """Milliseconds an epoch (of the control, a product), quiet and with one core taken."""
    rows = []
    for name, entries in busy.items():
        task, who, state = name.split(", ")
        if state == "quiet":
            continue
        before = busy[f"{task}, {who}, quiet"]
        took = [spread(epoch_milliseconds(each), 0) for each in (before, entries)]
        rows.append((TASKS[task], NAMES.get(who, who), *took, spread(ratios(entries, before))))
    return table(["training", "by", "quiet, ms an epoch", "busy, ms an epoch", "times"], rows)


def limit_fields(seed, limit):
    """What the template says in section 5, and the share of the product rate that is reached."""
    entries, counts = limit["ours"], count_flop(60_000, 10_000)
    rate = median(values(entries, "flop_rate"))
    flop = {
        "W1 @ X": counts["large"] / 2,
        "dZ1 @ X.T": counts["large"] / 2,
        "small": counts["small"],
        "test": counts["test"],
    }
    total = sum(flop.values())
    core_rate = median(values(entries, "core_rate"))
    rows = []
    for part, (name, why) in PARTS.items():
        took, work = part_seconds(limit, part), ["", ""]
        if part in flop:
            work = [f"{flop[part] / 1e9:.2f}", f"{flop[part] / took / core_rate:.2f}"]
        rows.append((name, f"{1000 * took:.1f}", *work, why))
    took = sum(part_seconds(limit, part) for part in PARTS)
    rows.append(
        ("sum", f"{1000 * took:.1f}", f"{total / 1e9:.2f}", f"{total / took / core_rate:.2f}", "")
    )
    each = median([entry["seconds"] / entry["measurements"] for entry in seed["ours"]])
    share = total / each / rate
    fields = {
        "rate": f"{rate / 1e9:.0f}",
        "core_rate": f"{core_rate / 1e9:.0f}",
        "flop": f"{total / 1e9:.2f}",
        "each": f"{1000 * each:.0f}",
        "achieved": f"{total / each / 1e9:.0f}",
        "share": f"{share:.2f}",
        "ideal": f"{1000 * total / rate:.0f}",
        "traffic": f"{2000 * entries[0]['bytes_of_X'] / median(values(entries, 'byte_rate')):.0f}",
        "exp": f"{1000 * 60_000 * 50 / median(values(entries, 'exp_rate')):.1f}",
        "parts": table(["part", "ms an epoch", "GFLOP", "share of the rate", "why"], rows),
    }
    return fields, share


def rung_accuracies(entries):
    return [100 * entry["test"][-1] for entry in entries]


def reached(ladder, goal):
    """Seconds of a rung's runs, or infinity if they do not reach it on average."""
    entries = ladder[str(goal)]
    return values(entries) if mean(rung_accuracies(entries)) >= goal else [math.inf]


def ladder_table(ladder):
    """Each rung with its recipe, seconds, and accuracy."""
    rows, words = [], {goal: rung.words for goal, rung in RUNGS.items()}
    for goal, (count, rung) in TOGETHER.items():
        words[goal] = f"{count} networks of the {rung} line, averaged"
    for goal, recipe in words.items():
        entries = ladder[str(goal)]
        test = rung_accuracies(entries)
        seconds = spread(values(entries), 1)
        accuracies = f"{mean(test):.2f} ({min(test):.2f} to {max(test):.2f})"
        rows.append((goal, recipe, entries[0]["epochs"], seconds, accuracies))
    head = ["goal for the mean (%)", "recipe", "epochs", "seconds", "test accuracy (%), mean"]
    return table(head, rows)


def part_seconds(limit, part):
    return median([entry["parts"][part] for entry in limit["ours"]])


def growth_fields(growth):
    """What the template says in section 6."""
    points, unit = growth_points(growth), counted(growth)
    rows = []
    for axis, upper in (("samples", 10_000), ("hidden", 40)):
        for cores in (1, 2):
            line = along(points, axis, cores)
            time = {x: seconds for x, (seconds, _, _) in line.items()}
            late = {x: seconds for x, seconds in time.items() if x >= upper}
            own = {x: memory for x, (_, _, memory) in line.items()}
            fits = [exponent(fit.keys(), fit.values()) for fit in (time, late, own)]
            rows.append((AXES[axis], cores, *(f"{p:.2f}" for p in fits), f"{upper:,}"))
    head = ["what grows", unit, "p of time", "p of time, upper part", "p of memory", "from"]
    cells = [
        (f"{n:,}", f"{hidden:,}", cores, f"{1000 * seconds:.1f}", f"{memory:.0f}")
        for (n, hidden, cores), (seconds, memory, _) in sorted(points.items())
    ]
    faster = [points[n, h, 1][0] / points[n, h, 2][0] for n, h, _ in points]
    return {
        "growth": table(head, rows),
        "unit": unit[:-1],
        "speed": f"{min(faster):.1f} to {max(faster):.1f}",
        "points": table(["samples", "hidden", unit, "ms an epoch", "peak MB"], cells),
    }


def waiting_table(waiting):
    rows = [
        ("`import helpers`", spread(values(waiting["import"]), 3)),
        ("and every name in it", spread(values(waiting["import"], "everything"))),
        ("`load_mnist`, cached", spread(values(waiting["load"]))),
        ("pad: median stroke of each run", spread(values(waiting["pad"]), 3)),
        ("pad: slowest stroke of each run", spread(values(waiting["pad"], "slowest"), 3)),
    ]
    rows += [
        (f"`{name}.ipynb`", spread(values(entries), 1))
        for name, entries in waiting.items()
        if name not in ("import", "load", "pad")
    ]
    return table(["", "seconds"], rows)


def plot_times(sections, path):
    import matplotlib.pyplot as plt

    titles = {
        "seed": "1. Seed's training",
        "mini": "2. To 98 %",
        "conv": "3. Convolution, one epoch",
    }
    fig, axes = plt.subplots(1, 3, figsize=(11, 3), layout="constrained")
    for ax, (name, title) in zip(axes, titles.items(), strict=True):
        contenders = sections[name]
        for row, (contender, entries) in enumerate(contenders.items()):
            numbers = values(entries)
            ax.barh(row, median(numbers), color=COLOURS[contender], alpha=0.45)
            ax.plot(numbers, [row] * len(numbers), MARKS[contender], color=COLOURS[contender])
        ax.set_yticks(range(len(contenders)), [NAMES.get(c, c) for c in contenders])
        ax.set(xlabel="seconds (bar: median)", title=title, xlim=(0, None))
        ax.invert_yaxis()
    fig.savefig(path, dpi=80)
    plt.close(fig)


def plot_parts(limit, path):
    import matplotlib.pyplot as plt

    numbers = {part: 1000 * part_seconds(limit, part) for part in PARTS}
    fig, ax = plt.subplots(figsize=(8, 3.4), layout="constrained")
    bars = ax.barh([PARTS[part][0].replace("`", "") for part in PARTS], numbers.values())
    ax.bar_label(bars, fmt="%.1f", padding=3)
    ax.set(
        xlabel="milliseconds an epoch, on one core",
        title="The two large products take most of the time",
    )
    ax.margins(x=0.1)
    ax.invert_yaxis()
    fig.savefig(path, dpi=80)
    plt.close(fig)


def plot_growth(growth, path):
    import matplotlib.pyplot as plt

    points = growth_points(growth)
    fig, axes = plt.subplots(2, 2, figsize=(10, 6.4), layout="constrained")
    for column, (axis, label) in zip(axes.T, AXES.items(), strict=True):
        for cores, style, colour in ((1, "o--", "#D55E00"), (2, "s-", "#0072B2")):
            line = along(points, axis, cores)
            word = f"{cores} {counted(growth)[: None if cores > 1 else -1]}"
            for row, ax in enumerate(column):
                ys = [point[row] for point in line.values()]
                ax.loglog(list(line), ys, style, color=colour, label=word)
        column[0].set(
            xlabel=label, ylabel="seconds an epoch", title=f"Time grows with {label.split(' (')[0]}"
        )
        column[1].set(
            xlabel=label, ylabel="peak MB", title=f"Memory grows with {label.split(' (')[0]}"
        )
        for ax in column:
            ax.grid(alpha=0.3)
            ax.legend()
    fig.savefig(path, dpi=80)
    plt.close(fig)
