"""Weights kept in a file."""

import numpy as np
import pytest

import helpers


def test_weights_come_back_from_a_file(tmp_path):
    params = helpers.init_params(np.random.default_rng(0))
    helpers.save_weights(tmp_path / "w.npz", *params)
    loaded = helpers.load_weights(tmp_path / "w.npz")
    assert all((p == q).all() for p, q in zip(params, loaded, strict=True))
    with pytest.raises(ValueError, match="npz"):
        helpers.save_weights(tmp_path / "w.txt", *params)


@pytest.mark.parametrize(
    "damage", ["pickle", "other names", "one array", "text", "truncated", "empty"]
)
def test_load_weights_refuses_what_it_did_not_write(tmp_path, damage):
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *helpers.init_params(np.random.default_rng(0)))
    if damage == "pickle":
        np.savez(path, W1=np.array([object()]))
    elif damage == "other names":
        np.savez(path, weights=np.zeros(3))
    elif damage == "one array":
        with open(path, "wb") as file:
            np.save(file, np.zeros(3))
    else:
        damaged = {"text": b"no weights", "truncated": path.read_bytes()[:-50], "empty": b""}
        path.write_bytes(damaged[damage])
    with pytest.raises(ValueError, match="not a file that save_weights wrote"):
        helpers.load_weights(path)
    with pytest.raises(FileNotFoundError):
        helpers.load_weights(tmp_path / "none.npz")
