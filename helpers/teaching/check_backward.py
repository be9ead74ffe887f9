"""The checks of Lesson 3: one-hot labels, gradients, and the gradient check itself."""

import numpy as np

from helpers.network import functions, gradient_check, two_layer
from helpers.teaching.check_forward import W1, W2, X, b1, b2
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, in_single, use

Y = np.array([0, 1, 1, 0])
GRADIENT = ("dW2", "db2", "dW1", "db1")  # in the order in which they are worked out


def check_one_hot(one_hot):
    """Four labels of three classes, and the ten classes of the digits."""
    labels = np.array([2, 0, 1, 0])
    judge(one_hot, functions.one_hot, [call(np.array([9, 0])), call(labels, 3), call(labels, 4)], [
        (("one_hot_Y[Y, np.arange(Y.size)]", "one_hot_Y[np.arange(Y.size), Y]"),
         "The label is the row, and the sample is the column: [Y, np.arange(Y.size)]."),
        (("np.zeros((n_classes, Y.size), dtype=np.float32)",
          "np.zeros((Y.size, n_classes), dtype=np.float32)",
          "one_hot_Y[Y, np.arange(Y.size)]", "one_hot_Y[np.arange(Y.size), Y]"),
         "Each sample is a row here; it should be a column: (n_classes, n)."),
        (("one_hot_Y[Y, np.arange(Y.size)]", "one_hot_Y[Y]"),
         "one_hot_Y[Y] = 1 fills whole rows: [Y, np.arange(Y.size)] is one entry of each column."),
        (("np.zeros", "np.ones"), "Start from zeros ([[0] * n] * n_classes is one row, many times)."),
        (("zeros((n_classes,", "zeros((Y.max() + 1,"), "n_classes rows: not every Y has the highest."),
        (("np.arange(Y.size)", "np.arange(n_classes)"), "np.arange counts the samples: Y.size."),
        (("one_hot_Y[Y, np.arange(Y.size)] = 1", "pass"), "No 1 is written."),
        (("one_hot_Y[Y, np.arange(Y.size)] = 1", "one_hot_Y[Y - 1, np.arange(Y.size)] = 1"),
         "Labels count from 0, as rows do: no -1."),
        (("= 1", "= Y"), "Write a 1 at the label's row, and not the label."),
        ((", dtype=np.float32", ", dtype=int"), "Give np.zeros the dtype np.float32."),
        ((", dtype=np.float32", ""), "Give np.zeros the dtype np.float32."),
    ])  # fmt: skip


def check_deriv_sigmoid(deriv_sigmoid):
    """By hand: 1/4 at 0 and 3/16 at ln 3; and nearly 0 far out."""
    Z = np.array([[0, np.log(3), -np.log(3)], [2.0, -1000, 1000]])
    judge(deriv_sigmoid, functions.deriv_sigmoid, [call(Z), call(*in_single(Z))], [
        (("A = sigmoid(Z)", "A = Z"), "Apply the sigmoid first: A = sigmoid(Z)."),
        (("A = sigmoid(Z)", "A = np.exp(-Z)"), "A is the sigmoid of Z."),
        (("A * (1 - A)", "A"), "That is the sigmoid itself: its slope is A * (1 - A)."),
        (("A * (1 - A)", "1 - A"), "A factor is missing: A * (1 - A). (As a fraction: a square, below.)"),
        (("A * (1 - A)", "A * 1 - A"), "Brackets: A * (1 - A)."),
        (("A * (1 - A)", "A * (1 - Z)"), "Both factors have A in them, and not Z."),
        (("A * (1 - A)", "Z * (1 - A)"), "Both factors have A in them, and not Z."),
        (("A * (1 - A)", "A * (1 + A)"), "It is 1 minus A."),
        (("A * (1 - A)", "A * (A - 1)"), "It is 1 - A, and not A - 1."),
        (("A * (1 - A)", "A - 1"), "It is A * (1 - A)."),
        (("A * (1 - A)", "1 - A**2"), "That is the slope of tanh."),
        (("A = sigmoid(Z)", "A = sigmoid(sigmoid(Z))"), "The sigmoid is applied twice."),
    ])  # fmt: skip


BACK_PROP = [
    ((" / Y.size", ""), "1/n is missing in dZ2."),
    (("A2.shape[0])) / Y.size", "A2.shape[0])) / Y.size * A2 * (1 - A2)"),
     "dZ2 goes through loss and softmax already: no slope more."),
    ((" / Y.size", " / Y.size**2"), "1/n is there twice: it belongs in dZ2 alone."),
    ((" / Y.size", " / A2.shape[0]"), "Divide by the number of samples, Y.size, not of classes."),
    (("(A2 - one_hot(Y, A2.shape[0])) / Y.size", "A2 - one_hot(Y, A2.shape[0]) / Y.size"),
     "The whole difference is divided by n: brackets around it."),
    (("A2 - one_hot(Y, A2.shape[0])", "one_hot(Y, A2.shape[0]) - A2"),
     "dZ2 is A2 minus the one-hot labels; here it is the other way round."),
    (("A2 - one_hot(Y, A2.shape[0])", "Z2 - one_hot(Y, A2.shape[0])"),
     "dZ2 is made of A2, the probabilities, and not of Z2."),
    (("one_hot(Y, A2.shape[0])", "one_hot(Y)"),
     "How many classes? one_hot(Y, A2.shape[0]) has as many rows as A2."),
    (("A2 - one_hot(Y, A2.shape[0])", "A2 - Y"), "Y are labels: dZ2 needs them one-hot."),
    (("dW2 = dZ2 @ A1.T", "dW2 = dZ2 @ Z1.T"), "dW2 needs A1, after the sigmoid, and not Z1."),
    (("dW2 = dZ2 @ A1.T", "dW2 = (dZ2 @ A1.T).T"), "dW2 is dZ2 @ A1.T, of the shape of W2."),
    (("dW2 = dZ2 @ A1.T", "dW2 = dZ2 @ A1.T / Y.size"), "dW2: 1/n is there twice, dZ2 has it."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = dZ2.sum(axis=1)"),
     "db2 needs keepdims=True: a column, as b2 is."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = dZ2.sum(axis=0, keepdims=True)"),
     "db2 adds up over the samples: axis=1."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = dZ2.sum()"),
     "db2 adds up over the samples only: axis=1, keepdims=True."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = dZ2.mean(axis=1, keepdims=True)"),
     "db2 is a sum: 1/n is in dZ2 already."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = Z2.sum(axis=1, keepdims=True)"),
     "db2 sums dZ2, and not Z2."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = A2.sum(axis=1, keepdims=True)"),
     "db2 sums dZ2, and not A2."),
    (("db2 = dZ2.sum(axis=1, keepdims=True)", "db2 = dZ2"), "db2 adds up dZ2 over the samples."),
    (("dA1 = W2.T @ dZ2", "dA1 = W2.T @ Z2"), "dA1 is built on dZ2, and not on Z2."),
    (("dA1 = W2.T @ dZ2", "dA1 = W2.T @ A2"), "dA1 is built on dZ2, and not on A2."),
    (("dA1 = W2.T @ dZ2", "dA1 = dW2.T @ dZ2"), "dA1 goes back through W2, and not through dW2."),
    (("dA1 * A1 * (1 - A1)", "dA1 * A1 * 1 - A1"), "dZ1: brackets around 1 - A1."),
    (("dA1 * A1 * (1 - A1)", "dA1 * A1 * (1 + A1)"), "dZ1: it is 1 - A1, and not 1 + A1."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = dZ2.sum(axis=1, keepdims=True)"),
     "db1 sums dZ1, and not dZ2."),
    (("dA1 = W2.T @ dZ2", "dA1 = W2 @ dZ2"), "dA1 needs W2.T: the transpose is missing."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * (1 - A1)"), "dZ1: the factor A1 is missing."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * A1"), "dZ1: the factor 1 - A1 is missing."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1"), "dZ1 is dA1 times the sigmoid's slope."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = A1 * (1 - A1)"), "dZ1: the factor dA1 is missing."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * Z1 * (1 - Z1)"),
     "dZ1: the sigmoid's slope is made of A1, and not of Z1."),
    (("dZ1 = dA1 * A1 * (1 - A1)",
      "S = 1 / (1 + np.exp(-A1)); dZ1 = dA1 * S * (1 - S)"),
     "dZ1: the sigmoid's slope is taken at A1, so the sigmoid is applied twice."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * (1 - A1**2)"), "dZ1: that is the slope of tanh."),
    (("dZ1 = dA1 * A1 * (1 - A1)", "dZ1 = dA1 * A1 * (A1 - 1)"), "dZ1: 1 - A1, not A1 - 1."),
    (("dW1 = dZ1 @ X.T", "dW1 = dA1 @ X.T"), "dW1 is built on dZ1, and not on dA1."),
    (("dW1 = dZ1 @ X.T", "dW1 = (dZ1 @ X.T).T"), "dW1 is dZ1 @ X.T, of the shape of W1."),
    (("dW1 = dZ1 @ X.T", "dW1 = dZ1 @ X.T / Y.size"), "dW1: 1/n is there twice, dZ2 has it."),
    (("dW1 = dZ1 @ X.T", "dW1 = -(dZ1 @ X.T)"), "dW1 has the wrong sign."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = dZ1.sum(axis=1)"),
     "db1 needs keepdims=True: a column, as b1 is."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = dZ1.sum(axis=0, keepdims=True)"),
     "db1 adds up over the samples: axis=1."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = dA1.sum(axis=1, keepdims=True)"),
     "db1 sums dZ1, and not dA1."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = Z1.sum(axis=1, keepdims=True)"),
     "db1 sums dZ1, and not Z1."),
    (("db1 = dZ1.sum(axis=1, keepdims=True)", "db1 = dZ1.mean(axis=1, keepdims=True)"),
     "db1 is a sum: 1/n is in dZ2 already."),
    (("return dW1, db1, dW2, db2", "return dW2, db2, dW1, db1"),
     "The order is dW1, db1, dW2, db2."),
    (("return dW1, db1, dW2, db2", "return dW1, dW2, db1, db2"),
     "The order is dW1, db1, dW2, db2."),
]  # fmt: skip


def check_back_prop(back_prop):
    """The 3-2-2 network with four samples, so that sums over samples and 1/n matter."""
    W = 1.5 * W2  # not the lesson's own W2, which the notebook has, too
    forward = two_layer.forward_prop(W1, b1, W, b2, X)
    # in the order in which they are worked out: what is wrong first is what to look at first
    arguments, results = (*forward, W1, W, X, Y), ("dW1", "db1", "dW2", "db2")
    tasks = [
        call(*given, results=results, n=4, order=GRADIENT)
        for given in (arguments, in_single(*arguments))
    ]
    judge(back_prop, two_layer.back_prop, tasks, BACK_PROP)


def check_numerical_gradient(numerical_gradient):
    """A sum of squares and products, whose gradient is known; W is put back; float32 is refused."""

    def measure(function, eps=None):
        W = np.array([[1.0, -2, 3], [0.5, 4, 0]])
        before = W.copy()

        def loss():
            return float(np.sum(W**3) + W[0, 0] * W[1, 1] - 9 * W[1, 0])

        dW = function(loss, W) if eps is None else function(loss, W, eps)
        return {"the result": dW, "how much W is changed afterwards": np.abs(W - before).max()}

    def refuse(function):
        return {"the result": function(lambda: 0.0, np.zeros((1, 2), np.float32))}

    tasks = [use(measure), use(lambda function: measure(function, 0.5)), use(refuse)]
    judge(numerical_gradient, gradient_check.numerical_gradient, tasks, [
        (("if W.dtype != np.float64:", "if False:"),
         "Refuse with `raise ValueError(...)` what is not float64: the differences are too small for others."),
        (("kept = W[index]", "W = W.copy(); kept = W[index]"),
         "loss() looks at the very array W: change W[index] in place, and no copy of W."),
        (("    return dW", "        return dW"), "Only the first entry is measured: return after the loop."),
        (("        W[index] = kept\n        dW", "        W[index] = eps\n        dW"),
         "Put the old number back after each entry: W[index] = kept."),
        ((" / (2 * eps)", " / eps"), "The two steps are 2 * eps apart: divide by that."),
        ((" / (2 * eps)", " / 2 * eps"), "Brackets around 2 * eps are missing."),
        ((" / (2 * eps)", ""), "Divide by the distance of the two steps, 2 * eps."),
        (("(loss_plus - loss_minus)", "(loss_minus - loss_plus)"), "It is plus minus minus."),
        (("(loss_plus - loss_minus)", "abs(loss_plus - loss_minus)"), "A slope may be negative: no abs."),
        (("        W[index] = kept\n", ""), "Put the old number back after each entry."),
        (("kept - eps", "kept"), "Step to both sides: kept + eps, and kept - eps."),
        (("kept - eps", "kept", " / (2 * eps)", " / eps"), "Step to both sides: kept + eps, and kept - eps."),
        *((("dW = np.zeros_like(W)", f"dW = np.zeros_like(W); eps = {size}"), "The step is eps, whatever it is.")
          for size in ("1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8")),
    ], hint="One entry at a time: up by eps, down by eps, and back.")  # fmt: skip


def check_relative_error(relative_error):
    """Equal, opposite, three to one, a nan, nothing but zeros; shapes that differ are refused."""
    a, zero = np.array([[3.0, 4], [0, 1]]), np.zeros((2, 2))
    tasks = [call(a, 2 * a.T), call(a, a), call(a, -a), call(3 * a, a), call(zero, zero)]
    tasks += [call(a, a * [[1, np.nan]]), call(a, a[0]), call(a[:1], a[:1].T)]
    judge(relative_error, gradient_check.relative_error, tasks, [
        (("np.linalg.norm(a) + np.linalg.norm(b)", "np.linalg.norm(a)"),
         "Divide by the sum of both lengths."),
        (("np.linalg.norm(a) + np.linalg.norm(b)", "np.linalg.norm(a + b)"),
         "The sum of the lengths, and not the length of the sum."),
        (("np.linalg.norm(a - b) / length", "np.linalg.norm(a - b)"), "Divide by the length."),
        (("np.linalg.norm(a - b)", "(np.linalg.norm(a) - np.linalg.norm(b))"),
         "The length of the difference, and not the difference of the lengths."),
        (("np.linalg.norm(a - b)", "np.linalg.norm(a + b)"), "The difference: a - b."),
        (("np.linalg.norm(a) + np.linalg.norm(b)", "np.sum(a**2) + np.sum(b**2)",
          "np.linalg.norm(a - b)", "np.sum((a - b) ** 2)"), "A length is the root of the sum of squares."),
        (("np.linalg.norm(a) + np.linalg.norm(b)", "np.abs(a).sum() + np.abs(b).sum()",
          "np.linalg.norm(a - b)", "np.abs(a - b).sum()"),
         "A length is the root of the sum of squares: np.linalg.norm."),
        (("length != 0", "length > 0"), "nan > 0 is False: ask for `length != 0`, or `length == 0`."),
        (("/ length", "/ np.linalg.norm(a) + np.linalg.norm(b)"), "Brackets around the sum of the lengths."),
        ((" if length != 0 else 0.0", ""), "If both lengths are 0, the arrays are equal: 0.0."),
    ])  # fmt: skip
