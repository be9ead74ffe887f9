"""Whatever is handed in where something else belongs, the answer is a ValueError in words.

Every public function is called as it should be, and then with one of its arguments replaced.
"""

import contextlib
import copy
import gzip
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

import helpers

RNG = np.random.default_rng
PARAMS = helpers.init_params(RNG(0), n_hidden=4)
W1, b1, W2, b2 = PARAMS
X, Y = RNG(1).random((784, 12), dtype=np.float32), np.arange(12) % 10
Z1, A1, Z2, A2 = helpers.forward_prop(*PARAMS, X)
WEIGHTS = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
PAGE = np.ones((60, 60), np.float32)
PAGE[20:40, 28:31] = 0
INK = helpers.to_ink(PAGE)
STROKES = [[[0.1, 0.1], [0.5, 0.5]]]
IMAGES = RNG(2).random((1, 4, 4, 2), dtype=np.float32)
NETWORK = helpers.Network(helpers.Dense(RNG(3), 784, 5), helpers.Dense(RNG(3), 5, 10))
SGD = helpers.SGD(NETWORK.params)
LISTS = {"updates": [], "train_accuracy": [], "test_accuracy": [], "loss": []}
HISTORY = {name: [0.5, 0.6] for name in LISTS}
LAYER = helpers.Dense(RNG(4), 3, 2, dtype=np.float64)


def quietly(X):
    return np.full((10, X.shape[1]), 0.1)


def number():
    return 1.0


# By its name, what each function is called with; files are made by the fixture below.
VALID = {
    "parse_idx": {"data": bytes([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]), "n_dims": 1},
    "gunzip": {"path": "three.gz", "max_bytes": 50},
    "to_columns": {"images": np.ones((2, 2, 3), np.uint8)},
    "init_params": {"rng": RNG(0), "n_hidden": 4, "dtype": np.float32},
    "layer_loop": {"W": W2, "b": b2, "X": A1},
    "layer_product": {"W": W2, "b": b2, "X": A1},
    "sigmoid": {"Z": Z1},
    "deriv_sigmoid": {"Z": Z1},
    "softmax": {"Z": Z2},
    "forward_prop": {**WEIGHTS, "X": X},
    "get_predictions": {"A2": A2},
    "get_accuracy": {"predictions": Y, "Y": Y},
    "cross_entropy": {"A2": A2, "Y": Y},
    "one_hot": {"Y": Y, "n_classes": 10},
    "back_prop": {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "W1": W1, "W2": W2, "X": X, "Y": Y},
    "numerical_gradient": {"loss": number, "W": np.ones((2, 2)), "eps": 1e-5},
    "relative_error": {"a": np.ones(3), "b": np.ones(3)},
    "check_layer": {"layer": LAYER, "X": np.ones((3, 2)), "seed": 0},
    "update_params": {
        **WEIGHTS, "dW1": W1, "db1": b1, "dW2": W2, "db2": b2, "lr": 0.1,
    },
    "full_gradient": {**WEIGHTS, "X": X, "Y": Y, "slice_size": 5},
    "start_params": {**WEIGHTS, "rng": None},
    "record": {"history": LISTS, "A2": A2, "Y": Y, "test_predictions": Y, "Y_test": Y},
    "gradient_descent": {
        "X": X, "Y": Y, "X_test": X, "Y_test": Y, "lr": 0.1, "epochs": 1, **WEIGHTS,
        "rng": None, "progress": False,
    },
    "save_weights": {"path": "new.npz", **WEIGHTS},
    "load_weights": {"path": "weights.npz"},
    "make_predictions": {"X": X, **WEIGHTS},
    "image_gradient": {"X": X, "Y": Y, **WEIGHTS},
    "confusion_matrix": {"predictions": Y, "Y": Y},
    "with_threshold": {
        "confidence": np.array([0.2, 0.9]), "right": np.array([True, False]), "threshold": 0.5,
    },
    "distort": {"X": X, "rng": RNG(0), "shift": 1.0, "angle": 1.0, "scale": 0.1, "elastic": 0.1},
    "loss_and_gradient": {"Z": Z2, "Y": Y},
    "train_step": {
        "network": NETWORK, "X": X, "Y": Y, "optimiser": SGD, "lr": 0.1, "rng": RNG(0),
        "loss": helpers.loss_and_gradient,
    },
    "train_epoch": {
        "network": NETWORK, "X": X, "Y": Y, "optimiser": SGD, "rate": helpers.constant(0.1),
        "rng": RNG(0), "batch_size": 4, "augment": None, "loss": helpers.loss_and_gradient,
    },
    "train": {
        "network": NETWORK, "X": X, "Y": Y, "X_val": X, "Y_val": Y, "optimiser": SGD,
        "schedule": helpers.constant(0.1), "epochs": 1, "rng": RNG(0), "batch_size": 4,
        "augment": None, "loss": helpers.loss_and_gradient, "progress": False,
    },
    "constant": {"lr": 0.1},
    "one_cycle": {"lr": 0.1, "warm_up": 0.1},
    "PlainSGD": {"params": NETWORK.params},
    "SGD": {"params": NETWORK.params, "momentum": 0.5},
    "Adam": {
        "params": NETWORK.params, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "weight_decay": 0.1,
    },
    "he": {"inputs": 3, "units": 2},
    "xavier": {"inputs": 3, "units": 2},
    "Dense": {"rng": RNG(0), "inputs": 3, "units": 2, "init": helpers.he, "dtype": np.float32},
    "Conv": {
        "rng": RNG(0), "channels": 1, "filters": 2, "kernel_size": 3, "init": helpers.he,
        "dtype": np.float32,
    },
    "ReLU": {"leak": 0.1},
    "Dropout": {"p": 0.5},
    "lenet": {"rng": RNG(0)},
    "DataParallel": {"network": NETWORK, "slice_size": 4},
    "convolve_loop": {"image": np.ones((4, 4)), "filter": np.ones((2, 2))},
    "cut_patches": {"X": IMAGES, "size": 2},
    "add_patches": {"patches": np.ones((4, 18)), "shape": (1, 4, 4, 2), "size": 2},
    "encode_array": {"array": np.ones((1, 2)), "dtype": "float16"},
    "decode_array": {"text": "ADwAwA==", "shape": (1, 2), "dtype": "float16"},
    "describe_network": {"network": NETWORK, "dtype": "float16"},
    "save_webpage": {"path": "new.html", "network": NETWORK, "title": "a", "dtype": "float16"},
    "read_image": {"image": PAGE},
    "to_mnist": {"image": PAGE},
    "find_digits": {"image": PAGE},
    "to_ink": {"grey": PAGE},
    "find_frame": {"dark": PAGE < 0.5},
    "label_digits": {"ink": INK},
    "split_touching": {"groups": np.ones((5, 5), int)},
    "crop": {"ink": INK, "faintest": 0.1},
    "fit_box": {"ink": INK},
    "centre": {"small": np.ones((20, 20), np.float32)},
    "check_strokes": {"strokes": STROKES},
    "draw_strokes": {"strokes": STROKES},
    "strokes_to_mnist": {"strokes": STROKES},
    "save_drawings": {"path": "new.json", "drawings": [(STROKES, 3)]},
    "load_drawings": {"path": "drawings.json"},
    "drawings_to_samples": {"drawings": [(STROKES, 3)]},
    "mix_in": {"X": X, "Y": Y, "X_own": X, "Y_own": Y, "rng": RNG(0), "n": 5, "n_own": 5},
    "DigitPad": {"predict": quietly, "strokes": STROKES, "inside": None},
    "look_inside": {"source": PARAMS},
    "show_digits": {"images": X, "titles": list(Y), "columns": 5},
    "show_weights": {"weights": W1, "titles": list("abcd"), "columns": 2},
    "show_probabilities": {"image": X[:, :1], "probabilities": A2[:, :1], "title": "a"},
    "test_prediction": {"index": 1, **WEIGHTS, "X_test": X, "Y_test": Y},
    "plot_history": {"history": HISTORY},
    "draw_network": {"sizes": (2, 2), "names": ("a", "b"), "shown": 3, "weights": None},
    "draw_numbers": {
        "nodes": [None] * 3, "lines": [None] * 2, "title": "a", "sizes": (3, 2, 2),
        "names": ("a", "b", "c"),
    },
    "shard_gradient": {"params": PARAMS, "shard": (X, Y), "n": 12},
    "add_gradients": {"one": [np.ones(2)], "other": [np.ones(2)]},
    "tree_sum": {"parts": [1, 2], "add": max},
    "cluster_gradient": {"client": None, "params": PARAMS, "shards": [], "n": 12},
    "step_time": {"workers": 2, "work": 1.0, "size": 1.0, "bandwidth": 1.0, "latency": 0.0},
    "hint": {"n": 1, "step": 1},
    "patient": {"n": 1},
}  # fmt: skip
ELSEWHERE = {  # they want nothing, are tested by their kind in other files, or are no functions
    "Digit", "Explorer", "Layer", "MaxPool", "Network", "Reshape", "Sigmoid", "Tanh",
    "describe_source", "examine", "fetch", "find_mnist", "load_mnist", "on_every_core",
    "one_blas_thread", "open_image", "show_progress", "your_turn",
}  # fmt: skip
NEVER_VALID = {"cluster_gradient"}  # no cluster here
WORDS = ValueError, FileNotFoundError, FloatingPointError
ALSO = {"test_prediction": [IndexError]}  # of an index
# Matplotlib makes a text of it; any object is true; gradient_descent checks what it gives.
ANYTHING = {"title", "progress", "start_params"}
THING = object()
GARBAGE = [
    THING, None, "x", 3, -1, 1e300, np.nan, True, b"x", [1, 2], {"a": 1}, np.arange(3.0),
    np.ones((2, 3)), np.full((3, 3), np.nan), np.ones((0, 3)), np.ones((2, 2)) * 1j,
    np.array([None, 1]), np.array(["a"]), np.ma.ones((2, 2)), np.ones((4, 4), np.float16),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    helpers.save_weights("weights.npz", *PARAMS)
    helpers.save_drawings("drawings.json", [(STROKES, 3)])
    with gzip.open("three.gz", "wb") as file:
        file.write(b"123")
    yield
    plt.close("all")


def call(name, arguments):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return getattr(helpers, name)(**copy.deepcopy(arguments))  # some are changed in place


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")  # a learning rate of 1e300
@pytest.mark.parametrize("name", VALID)
def test_any_argument_is_taken_or_refused_in_words(name, folder):
    arguments = VALID[name]
    if name not in NEVER_VALID:
        call(name, arguments)
    for argument in arguments:
        for garbage in GARBAGE:
            try:
                call(name, arguments | {argument: garbage})
            except (*WORDS, *ALSO.get(name, ())) as error:
                assert len(str(error)) > 20, (argument, garbage)
            except Exception as error:
                pytest.fail(f"{argument}={garbage!r:.60}: {type(error).__name__}: {error}")
            else:
                taken = f"{argument}: any object is taken"
                assert garbage is not THING or {argument, name} & ANYTHING, taken
            plt.close("all")


def test_no_function_is_forgotten():
    checks = {name for name in helpers.__all__ if name.startswith("check_")} - set(VALID)
    functions = {name for name in helpers.__all__ if callable(getattr(helpers, name))}
    assert functions - checks == set(VALID) | ELSEWHERE
