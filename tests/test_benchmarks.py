"""The benchmarks measure the same work for everyone, and the page says what was measured."""

import copy
import json
import re

import bench
import costs
import nbformat
import page
import pytest
from paths import NOTEBOOKS
from which_mnist import NO_NETWORK


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """An environment in which only the sample is to be had."""
    return NO_NETWORK | {"MNIST_DIR": "", "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}


@pytest.mark.parametrize("peer", ["seed_plain", "seed_torch"])
def test_the_seed_s_training_is_the_same_for_all(sample, peer):
    if peer == "seed_torch":
        pytest.importorskip("torch", reason='PyTorch is missing: pip install -e ".[bench]"')
    ours = bench.child("contenders", "seed_ours", environment=sample, epochs=20)
    theirs = bench.child("contenders", peer, environment=sample, epochs=20)
    for curve in ("train", "test"):
        assert len(ours[curve]) == 21 and ours[curve][-1] > ours[curve][0] + 0.2
        assert ours[curve] == pytest.approx(theirs[curve], abs=0.003)


def test_the_parts_that_are_timed_are_those_of_the_lesson(sample):
    measured = bench.child("costs", "limit", environment=sample)  # it asserts that they are
    assert set(measured["parts"]) == set(page.PARTS)


def test_growth_is_measured_on_as_many_samples_as_it_says(sample, tmp_path):
    options = {"folder": str(tmp_path), "sizes": [1000, 6000]}  # the sample has 4,000
    bench.child("costs", "prepare", environment=sample, **options)
    options = {"folder": str(tmp_path), "n": 6000, "hidden": 10, "epochs": 3}
    measured = bench.child("costs", "grow", cores=1, environment=sample, **options)
    images = costs.np.load(tmp_path / "X_6000.npy")
    assert images.shape == (6000, 784) and 0 <= images.min() < 0.1 and 0.9 < images.max() <= 1
    assert not (images[4000:] == images[:2000]).all(axis=1).any(), "a copy is not distorted"
    assert measured["megabytes"] - measured["before"] > images.nbytes / 1e6


def test_a_rung_is_climbed_and_networks_are_averaged(sample, tmp_path):
    climbed = [
        bench.child(
            "ladder", "climb", environment=sample, goal=98.0, seed=seed, folder=str(tmp_path)
        )
        for seed in (0, 1)
    ]
    parts = [costs.np.load(tmp_path / f"98.0_{seed}.npy") for seed in (0, 1)]
    assert parts[0].shape == parts[1].shape and (parts[0] != parts[1]).any()
    assert all(one["test"][0] > 0.85 and one["seconds"] > 0 for one in climbed)
    costs.np.save(tmp_path / "98.0_0.npy", 0 * parts[0])
    options = {"folder": str(tmp_path), "goal": 98.0, "seeds": [0, 1]}
    average = bench.child("ladder", "together", environment=sample, **options)
    assert average["test"] == climbed[1]["test"], "half of seed 1's probabilities, and zeros"


def test_a_failing_contender_is_an_error_with_its_reason(sample):
    with pytest.raises(RuntimeError, match="unexpected keyword argument 'colour'"):
        bench.child("contenders", "seed_ours", environment=sample, colour="blue")


def test_operations_are_counted_as_by_hand():
    # one number each: W1 @ X and dZ1 @ X.T; W2 @ A1, dZ2 @ A1.T and W2.T @ dZ2; test: W1, W2
    counts = costs.count_flop(n=1, n_test=1, hidden=1, inputs=1, classes=1)
    assert counts == {"large": 4, "small": 6, "test": 4}
    assert sum(costs.count_flop(60_000, 10_000).values()) == 8_305_600_000


def test_exponents_of_exact_powers():
    xs = [1, 10, 40, 1000]
    assert page.exponent(xs, [3 * x**1.5 for x in xs]) == pytest.approx(1.5)


@pytest.fixture
def results():
    return json.loads(bench.RESULTS.read_text())


def test_the_page_says_what_was_measured(results):
    written = (bench.HERE / "README.md").read_text(encoding="utf-8")
    assert written == page.text(results), "run: python tests/benchmarks/bench.py --only"


def test_every_section_has_at_least_five_runs(results):
    assert set(results) == set(bench.SECTIONS)
    for section in results.values():
        assert all(len(entries) >= 5 for entries in section["results"].values())


def test_a_target_that_is_missed_is_called_so(results):
    slower = copy.deepcopy(results)
    for entry in slower["seed"]["results"]["ours"]:
        entry["seconds"] *= 100
    lines = page.text(slower).splitlines()
    row = next(line for line in lines if line.startswith("| 1: time, of PyTorch's"))
    assert row.endswith("| **no** |")


def test_targets_in_seconds_are_given_for_their_own_machine_as_well(results):
    slower = copy.deepcopy(results)
    for section in ("ladder", "conv"):
        for entries in slower[section]["results"].values():
            for entry in entries:
                entry["seconds"] *= 10
    before, after = (
        [line for line in page.text(r).splitlines() if re.match("[|] 4: .* divided by", line)]
        for r in (results, slower)
    )
    assert len(before) == len(page.LADDER_TARGETS)
    numbers = [[line.split("|")[3] for line in lines] for lines in (before, after)]
    assert numbers[0] == numbers[1], "a machine that is slower at everything"


def test_a_rung_that_is_not_reached_is_called_so(results):
    weaker = copy.deepcopy(results)
    for entry in weaker["ladder"]["results"]["99.3"]:
        entry["test"] = [0.992]
    lines = page.text(weaker).splitlines()
    row = next(line for line in lines if line.startswith("| 4: seconds to 99.3 %"))
    assert row.endswith("| not reached | **no** |")


def test_lesson_8_opens_with_the_ladder(results):
    lesson = nbformat.read(NOTEBOOKS / "08_higher_accuracy.ipynb", as_version=4)
    (cell,) = [cell for cell in lesson.cells if cell.id == "ladder"]
    rows = page.ladder_table(results["ladder"]["results"])
    assert rows in cell.source, "copy the table from section 4 of tests/benchmarks/README.md"
