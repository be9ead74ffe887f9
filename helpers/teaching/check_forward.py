"""The checks of Lesson 2: the way forward."""

import warnings

import numpy as np

from helpers.network import functions, two_layer
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, in_single, use

W, b = np.array([[0.5, -1], [1, 2], [-2, 0.25]]), np.array([[0.5], [-1], [0.25]])
FOUR = np.array([[1, 0, 0.5, -1], [2, 1, 0.25, 3]])


def check_layer_loop(layer_loop):
    """Three units of two inputs, with four samples, whole numbers, and one sample."""
    tasks = [call(W, b, FOUR), call(W, b, FOUR[:, :2].astype(int)), call(W[:1], b[:1], FOUR[:, :1])]
    tasks.append(call(*((4 * array).astype(int) for array in (W, b, FOUR))))
    alone = "`return` stands in the loop: only the first {} is worked out."
    judge(layer_loop, functions.layer_loop, tasks, [
        ((" + b[unit, 0]", ""), "The bias is missing: + b[unit, 0]."),
        ((" + b[unit, 0]", " - b[unit, 0]"), "The bias is added."),
        (("b[unit, 0]", "b[0, 0]"), "Each unit has a bias of its own: b[unit, 0]."),
        (("b[unit, 0]", "b"), "Z[unit, sample] takes one number: np.sum(...) + b[unit, 0]."),
        (("X[:, sample]) + b[unit, 0]", "X[:, sample] + b[unit, 0])"),
         "The bias is in the sum, and so counts once for each input: add it after the sum."),
        (("X[:, sample]", "X[sample]"), "A sample is a column: X[:, sample]."),
        (("W[unit]", "W[:, unit]"), "A unit's weights are a row: W[unit]."),
        (("W[unit]", "W"), "Only this unit's weights: W[unit]."),
        (("np.sum(W[unit] * X[:, sample]) + b[unit, 0]", "sigmoid(np.sum(W[unit] * X[:, sample]) + b[unit, 0])"),
         "A layer is the sum alone here: no sigmoid yet."),
        (("np.sum(W[unit] * X[:, sample])", "np.mean(W[unit] * X[:, sample])"), "Add up: np.sum, and no mean."),
        (("np.sum(W[unit] * X[:, sample])", "np.sum(W[unit] + X[:, sample])"), "Multiply each weight by its input."),
        (("np.sum(W[unit] * X[:, sample])", "np.sum(W[unit]) * np.sum(X[:, sample])"),
         "First multiply entry by entry, then add up."),
        (("np.sum(W[unit] * X[:, sample])", "(W[unit] * X[:, sample])[-1]"),
         "Only the last product is left: add up, with np.sum or +=."),
        (("    for unit in", "    total = 0\n    for unit in",
          "Z[unit, sample] = np.sum(W[unit] * X[:, sample])",
          "total += np.sum(W[unit] * X[:, sample]); Z[unit, sample] = total"),
         "Begin at 0 for each entry: this sum goes on from the last one."),
        (("Z[unit, sample] =", "Z[sample, unit] ="), "The row is the unit, the column the sample: Z[unit, sample]."),
        (("np.zeros((W.shape[0], X.shape[1]))", "np.zeros((X.shape[1], W.shape[0]))"),
         "Z has a row for each unit, and a column for each sample."),
        (("np.zeros((W.shape[0], X.shape[1]))", "np.zeros((W.shape[0], X.shape[1]), dtype=int)"),
         "An array of whole numbers drops what is behind the point."),
        (("range(W.shape[0])", "range(W.shape[1])"), "There are W.shape[0] units: rows of W."),
        (("range(X.shape[1])", "range(X.shape[0])"), "There are X.shape[1] samples: columns of X."),
        (("    return Z", "        return Z"), alone.format("unit")),
        (("    return Z", "            return Z"), alone.format("sum")),
    ], hint="Each entry: a unit's weights times a sample's inputs, added up, plus the unit's bias.")  # fmt: skip


def check_layer_product(layer_product):
    """The same units and samples; and in float32."""
    single = [array.astype(np.float32) for array in (W, b, FOUR)]
    judge(layer_product, functions.layer_product, [call(W, b, FOUR), call(*single)], [
        ((" + b", ""), "The bias is missing: + b."),
        ((" + b", " - b"), "The bias is added."),
        (("W @ X", "W * X"), "* multiplies entry by entry: a matrix product is @."),
        (("W @ X", "X @ W"), "The order is W @ X."),
        (("W @ X", "W @ X.T"), "The samples are columns already: no .T."),
        (("W @ X", "W.T @ X"), "The weights of a unit are a row already: no .T."),
        (("W @ X + b", "X.T @ W.T + b.T"), "It is turned around: a row for each unit, W @ X."),
        (("W @ X + b", "W @ X + b.T"), "Biases stand as a column: no .T."),
        (("W @ X + b", "W @ (X + b)"), "The bias is added after the product."),
        (("W @ X + b", "(W + b) @ X"), "The bias is added after the product: W @ X + b."),
        (("W @ X + b", "W @ X + b + b"), "The bias is added twice."),
        (("W @ X + b", "W @ X + b[0]"), "Each unit has a bias of its own: + b, the whole column."),
        (("W @ X + b", "W @ X + b.sum()"), "Each unit has a bias of its own: + b, the whole column."),
        (("W @ X + b", "(W @ X + b).sum(axis=1)"), "The product adds up already: no sum."),
        (("W @ X + b", "sigmoid(W @ X + b)"), "A layer is the sum alone here: no sigmoid yet."),
    ])  # fmt: skip


def check_sigmoid(sigmoid):
    """By hand: 1/4, 1/2, 3/4; and 0 and 1 far out, without a warning."""
    Z = np.array([[-np.log(3), 0, np.log(3)], [-1000, 2, 1000]])
    tasks = [call(Z), call(Z.astype(np.float32)), use(lambda function: warned(function, Z))]
    tasks += [call(np.array([[0, 1, -2]])), call(Z[1])]
    judge(sigmoid, functions.sigmoid, tasks, [
        (('with np.errstate(over="ignore"):', "if True:"),
         "e^1000 is too large, and NumPy says so: with np.errstate(over=\"ignore\")."),
        (("np.exp(-Z)", "2.718 ** -Z"), "e is np.exp: 2.718 is not exact enough."),
        (("1 + np.exp", "1 - np.exp"), "There is a minus where 1 + e^-z has a plus."),
        (("np.exp(-Z)", "np.exp(Z)"), "The minus in e^-z is missing: this one falls."),
        (("1 / (1 + np.exp(-Z))", "1 / 1 + np.exp(-Z)"), "1 is divided by all of 1 + e^-z: brackets around that."),
        (("1 / (1 + np.exp(-Z))", "np.exp(-Z) / (1 + np.exp(-Z))"), "The numerator is 1."),
        (("1 / (1 + np.exp(-Z))", "np.maximum(0, Z)"), "That is ReLU: the sigmoid is 1 / (1 + np.exp(-Z))."),
        (("1 / (1 + np.exp(-Z))", "Z / (1 + np.exp(-Z))"), "The numerator is 1, and not Z."),
        (("np.exp(-Z)", "np.exp(-np.abs(Z))"), "No abs: below 0, e^-z is large."),
        (("np.exp(-Z)", "np.exp(-(Z**2))"), "The exponent is -Z: no square."),
        (("1 / (1 + np.exp(-Z))", "Z * (1 - Z)"), "That is the way to its slope."),
        (("return 1 / (1 + np.exp(-Z))", "A = 1 / (1 + np.exp(-Z)); return A * (1 - A)"),
         "That is its slope, and not the sigmoid itself."),
        (("return 1 / (1 + np.exp(-Z))",
          "A = 1 / (1 + np.exp(-Z)); return 1 / (1 + np.exp(-A))"), "It is applied twice."),
        (("1 / (1 + np.exp(-Z))", "(1 + np.tanh(Z)) / 2"), "tanh takes Z / 2 there."),
        (("1 / (1 + np.exp(-Z))", "np.tanh(Z)"), "That is tanh, which goes from -1 to 1."),
    ])  # fmt: skip


def warned(function, Z):
    """How many warnings a function gives for Z."""
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        function(Z)
    return {"the number of warnings far out": len(caught)}


def check_softmax(softmax):
    """By hand, on one column; far out; and with a maximum for each column."""
    Z = np.array([[np.log(3), 0, 2], [np.log(1), 1, -1], [np.log(4), 2, 0.5]])
    far = np.array([[np.log(3), 1000, 1000], [np.log(1), 1000, 0], [0, 1000, -1000]])
    far = np.hstack([far, [[0], [1000], [500]]])
    deep = np.array([[-1000.0, 0], [-1001, -2]])
    tasks = [call(Z[:, :2]), call(Z), call(far), call(deep), call(Z.astype(np.float32))]
    tasks += [call(Z[:, :1]), call(np.array([[0, 1], [2, 1]]))]
    judge(softmax, functions.softmax, tasks, [
        (("Z - Z.max(axis=0)", "Z", "exp_Z.sum(axis=0)", "exp_Z.sum()"),
         "It divides by the sum of all: axis=0 is missing."),
        (("exp_Z.sum(axis=0)", "exp_Z.sum(axis=1)"), "Maximum and sum both need axis=0: each column is a sample."),
        (("exp_Z.sum(axis=0)", "exp_Z.sum(axis=1, keepdims=True)"),
         "Maximum and sum both need axis=0: each column is a sample."),
        (("Z - Z.max(axis=0)", "Z", "exp_Z.sum(axis=0)", "exp_Z.sum(axis=1, keepdims=True)"),
         "Maximum and sum both need axis=0: each column is a sample."),
        (("exp_Z.sum(axis=0)", "exp_Z.sum()"), "It divides by the sum of all: axis=0 is missing."),
        (("return exp_Z / exp_Z.sum(axis=0)", "return exp_Z / Z.sum(axis=0)"),
         "Divide by the sum of exp_Z, and not of Z."),
        (("exp_Z.sum(axis=0)", "np.exp(Z).sum(axis=0)"), "Above and below the same: exp_Z, with the maximum off."),
        (("return exp_Z / exp_Z.sum(axis=0)", "return exp_Z"), "Divide by the sum of each column."),
        (("Z.max(axis=0)", "Z[0]"), "Subtract each column's maximum, and not its first number."),
        (("Z.max(axis=0)", "Z.max()"), "It subtracts the maximum of the whole array: axis=0."),
        (("Z.max(axis=0)", "Z.max(axis=1)"),
         "Maximum and sum both need axis=0: each column is a sample."),
        (("Z - Z.max(axis=0)", "Z"), "Subtract each column's own maximum before np.exp."),
        (("np.exp(Z - Z.max(axis=0))", "np.exp(Z) - Z.max(axis=0)"),
         "Subtract the maximum inside the brackets of np.exp."),
        (("np.exp(Z - Z.max(axis=0))", "(Z - Z.max(axis=0))"), "Raise e to each number: np.exp."),
        (("np.exp(Z - Z.max(axis=0))", "Z"), "Raise e to each number: np.exp."),
        (("return exp_Z / exp_Z.sum(axis=0)",
          "A = exp_Z / exp_Z.sum(axis=0); E = np.exp(A); return E / E.sum(axis=0)"),
         "It is applied twice."),
        (("return exp_Z / exp_Z.sum(axis=0)", "return np.log(exp_Z / exp_Z.sum(axis=0))"),
         "Those are logarithms: probabilities are wanted."),
        (("Z.max(axis=0)", "Z.min(axis=0)"), "Subtract the maximum, and not the minimum."),
        (("Z - Z.max(axis=0)", "Z + Z.max(axis=0)"), "Subtract the maximum, and do not add it."),
        (("Z - Z.max(axis=0)", "Z.max(axis=0) - Z"), "The subtraction is the wrong way round."),
    ])  # fmt: skip


W1, b1 = np.array([[1, -2, 0.5], [-1, 2, 1]]), np.array([[0.5], [-0.5]])
W2, b2 = np.array([[1, -1], [0.5, 2]]), np.array([[0.25], [-1.0]])
X = np.array([[1, 0.25, 0, 0.75], [0.5, 1, 0, 0.1], [0.1, 0, 0.5, 0.9]])


def check_forward_prop(forward_prop):
    """The 3-2-2 network with four samples: Z1, A1, Z2 and A2."""
    arguments, results = (W1, b1, W2, b2, X), ("Z1", "A1", "Z2", "A2")
    tasks = [call(*arguments, results=results), call(*in_single(*arguments), results=results)]
    judge(forward_prop, two_layer.forward_prop, tasks, [
        (("W1 @ X + b1", "W1 @ X"), "Is b1 missing?"),
        (("W2 @ A1 + b2", "W2 @ A1"), "Is b2 missing?"),
        (("W1 @ X + b1", "W1 @ X - b1"), "b1 is added."),
        (("W1 @ X + b1", "W1 @ X + b1.T"), "Biases stand as columns: no .T."),
        (("W2 @ A1 + b2", "W2 @ A1 + b2.T"), "Biases stand as columns: no .T."),
        (("W2 @ A1 + b2", "W2.T @ A1 + b2"), "W2 is not transposed here."),
        (("W2 @ A1 + b2", "W2 @ A1 + b1"), "The second layer has its own biases, b2."),
        (("W2 @ A1", "W2 @ Z1"), "The second layer gets A1, after the sigmoid, and not Z1."),
        (("A1 = sigmoid(Z1)", "A1 = Z1; A1[:] = sigmoid(Z1)"), "A1 and Z1 are one array here: [:] writes into both."),
        (("Z2 = W2 @ A1 + b2", "Z2 = softmax(W2 @ A1 + b2)"), "Z2 is the sum alone: softmax makes A2 of it."),
        (("A1 = sigmoid(Z1)", "A1 = Z1"), "The hidden layer lacks its sigmoid."),
        (("A1 = sigmoid(Z1)", "A1 = softmax(Z1)"), "The hidden layer has a sigmoid."),
        (("A1 = sigmoid(Z1)", "A1 = sigmoid(sigmoid(Z1))"), "The sigmoid is applied twice."),
        (("A2 = softmax(Z2)", "A2 = softmax(Z1)"), "A2 is made of Z2, and not of Z1."),
        (("A2 = softmax(Z2)", "A2 = softmax(A1)"), "A2 is made of Z2, and not of A1."),
        (("A2 = softmax(Z2)", "A2 = sigmoid(Z2)"), "The output layer has softmax."),
        (("A2 = softmax(Z2)", "A2 = softmax(softmax(Z2))"), "Softmax is applied twice."),
        (("A2 = softmax(Z2)", "A2 = Z2"), "The output layer lacks its softmax."),
        (("A2 = softmax(Z2)", "A2 = softmax(Z2.T).T"), "Softmax works in each column."),
        (("return Z1, A1, Z2, A2", "return Z1, Z2, A1, A2"), "The order is Z1, A1, Z2, A2."),
        (("return Z1, A1, Z2, A2", "return A1, Z1, A2, Z2"), "The order is Z1, A1, Z2, A2."),
    ])  # fmt: skip


A2 = np.array([[0.1, 0.6, 0.3, 0.2], [0.7, 0.3, 0.3, 0.3], [0.2, 0.1, 0.4, 0.5]])


def check_cross_entropy(cross_entropy):
    """Three samples by hand; and a probability of 0 keeps the loss finite."""
    Y = np.array([2, 0, 1, 2])
    sure = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 0])
    single = sure[0].astype(np.float32), sure[1]
    tasks = [call(A2, Y, n=4), call(*sure, n=2), call(*single, n=2)]
    judge(cross_entropy, functions.cross_entropy, tasks, [
        (("np.mean(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny)))",
          "np.sum(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny))) / A2.size"),
         "The mean is over samples, and not over classes as well: divide by Y.size."),
        (("np.finfo(A2.dtype).tiny", "np.finfo(np.float64).tiny"), "tiny is that of A2's own type: np.finfo(A2.dtype)."),
        (("np.mean", "np.sum"), "It adds up: take the mean over the samples."),
        (("-np.log", "np.log"), "The minus is missing: a loss is not negative."),
        (("A2[Y, np.arange(Y.size)]", "A2.max(axis=0)"),
         "It takes the highest probability; wanted is the right digit's."),
        (("A2[Y, np.arange(Y.size)]", "A2[Y]"),
         "A2[Y] takes whole rows: A2[Y, np.arange(Y.size)] takes one entry of each column."),
        (("-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny))", "1 - p_right"),
         "The surprise is -ln p, and not 1 - p."),
        (("np.maximum(p_right, np.finfo(A2.dtype).tiny)", "p_right"),
         "A probability of 0 makes it infinite: go no lower than tiny."),
        *((("np.finfo(A2.dtype).tiny", floor), "Add nothing, and keep p above tiny only: np.maximum(p, tiny).")
          for floor in ("np.finfo(np.float32).tiny", "1e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "np.finfo(A2.dtype).eps")),
        (("A2[Y, np.arange(Y.size)]", "A2[:, Y]"),
         "A2[:, Y] takes whole columns: A2[Y, np.arange(Y.size)] takes one entry of each."),
        (("np.mean(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny)))",
          "-np.log(np.mean(np.maximum(p_right, np.finfo(A2.dtype).tiny)))"),
         "First -ln of each, then the mean: not -ln of the mean."),
        (("np.mean(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny)))",
          "np.sum(-np.log(np.maximum(p_right, np.finfo(A2.dtype).tiny))) / A2.shape[0]"),
         "Divide by the number of samples, and not of classes."),
        (("-np.log(", "-np.log2("), "That is the logarithm to the base 2: np.log."),
        (("-np.log(", "-np.log10("), "That is the logarithm to the base 10: np.log."),
        (("np.maximum", "np.minimum"), "np.maximum keeps p above tiny; np.minimum keeps it below."),
    ])  # fmt: skip
