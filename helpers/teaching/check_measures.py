"""The checks of what is read and how it is counted (Lessons 2 and 5), and of the way to the pixels."""

import numpy as np

from helpers.network import functions, measures, two_layer
from helpers.teaching.check_forward import A2
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call


def check_get_predictions(get_predictions):
    """Three classes, four samples: which row is highest in each column."""
    judge(get_predictions, functions.get_predictions, [call(A2), call(A2[:, :1])], [
        (("axis=0", "axis=1"), "It looks along the rows: axis=0 finds each column's highest row."),
        (("A2, axis=0", "A2"), "It finds one place in the whole array: axis=0 is missing."),
        (("argmax", "max"), "That is the probability; np.argmax says where it is."),
        (("argmax", "argmin"), "That is the least probable class."),
    ], hint="In each column anew: the row of its largest number.")  # fmt: skip


PART = (
    "A share may lie between 0 and 1: not all or nothing (np.array_equal), and no // in place of /."
)


def check_get_accuracy(get_accuracy):
    """Two of four, three of three, one of three: the share, and not the count or percent."""
    four = np.array([1, 0, 2, 2]), np.array([1, 1, 2, 0])
    three = np.array([4, 5, 6]), np.array([4, 5, 6])
    third = np.array([4, 6, 5]), np.array([4, 5, 6])
    tasks = [call(*given, n=len(given[0])) for given in (four, three, third)]
    judge(get_accuracy, functions.get_accuracy, tasks, [
        (("np.mean(predictions == Y)", "np.sum(predictions == Y) // Y.size"), PART),
        (("np.mean(predictions == Y)", "np.array_equal(predictions, Y)"), PART),
        (("float(np.mean(predictions == Y))", "round(float(np.mean(predictions == Y)), 2)"), "Do not round."),
        (("np.mean", "np.sum"), "It counts the right answers: divide by how many there are."),
        (("==", "!="), "It is the share of wrong answers."),
        (("np.mean(predictions == Y)", "100 * np.mean(predictions == Y)"),
         "It is in percent: a share goes from 0 to 1."),
    ])  # fmt: skip


def check_make_predictions(make_predictions):
    """The 3-2-2 network's readings of four samples."""
    # as many classes as hidden units, and every class is read once
    rng = np.random.default_rng(3)
    params = [rng.normal(size=shape) for shape in ((3, 3), (3, 1), (3, 3), (3, 1))]
    tasks = [call(rng.normal(size=(3, 8)), *params)]
    judge(make_predictions, two_layer.make_predictions, tasks, [
        (("get_predictions(A2)", "A2"), "That is A2 itself: get_predictions makes digits of it."),
        (("W1, b1, W2, b2, X)", "W1, b1, W2, 0 * b2, X)"), "b2 is not used."),
        (("_, _, _, A2 =", "_, A2, _, _ ="), "That is not A2: it is the last of the four."),
        (("_, _, _, A2 =", "A2, _, _, _ ="), "That is not A2: it is the last of the four."),
        (("get_predictions(A2)", "A2.max(axis=0)"), "Those are probabilities: where are they?"),
        (("get_predictions(A2)", "np.argmax(A2, axis=1)"), "Each column is a sample: axis=0."),
    ])  # fmt: skip


def check_confusion_matrix(confusion_matrix):
    """Six samples by hand; eight of four classes, of which one is never read; ten classes."""
    six = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 0])
    eight = np.array([3, 1, 0, 3, 3, 0, 3, 2]), np.array([1, 1, 3, 1, 3, 3, 0, 0])
    four = np.array([9, 4, 4, 7]), np.array([4, 9, 9, 7])
    two = np.array([0, 1]), np.array([0, 1])  # classes that there are, and that no label has
    tasks = [call(*six, 3), call(*eight, 4), call(*two, 3), call(*four)]
    tasks.append(call(*np.zeros((2, 300), int), 2))  # more than uint8 can count
    judge(confusion_matrix, measures.confusion_matrix, tasks, [
        (("counts[label, answer]", "counts[answer, label]"),
         "It is turned around: a row for each label, a column for each answer."),
        (("counts[label, answer] += 1", "counts[label, answer] = 1"),
         "Each pair counts once only: += 1, in a loop (counts[Y, predictions] += 1 adds it once)."),
        (("counts[label, answer] += 1", "counts[label, answer] += label != answer"),
         "Right answers count, too: they stand on the diagonal."),
        (("counts[label, answer] += 1", "counts[label, answer] += label == answer"),
         "Wrong answers count, too: label and answer may differ."),
        (("counts[label, answer] += 1", "counts[label, label] += 1"),
         "The column is the answer: counts[label, answer]."),
        (("counts[label, answer] += 1", "counts[answer, answer] += 1"),
         "The row is the label: counts[label, answer]."),
        (("zip(Y, predictions", "zip(Y[:-1], predictions[:-1]"), "The last sample is not counted."),
        (("    return counts", "        return counts"), "`return` stands in the loop: only one sample is counted."),
        (("counts = np.zeros((n_classes", "n_classes = Y.max() + 1; counts = np.zeros((n_classes"),
         "There are n_classes rows, whatever the highest label here is."),
        (("np.zeros((n_classes, n_classes)", "np.zeros((10, 10)"), "There are n_classes rows and columns, not always 10."),
        (("np.zeros", "np.ones"), "Every count starts at 0."),
        (("return counts", "return counts / counts.sum()"), "It returns counts, and no shares."),
        (("return counts", "return counts / counts.sum(axis=1, keepdims=True)"), "It returns counts, and no shares."),
    ], hint="For each sample, one more in the row of its label and the column of its answer.")  # fmt: skip


def check_with_threshold(with_threshold):
    """Fifteen samples, one of them at the threshold itself; and four by hand."""
    four = np.array([0.9, 0.6, 0.8, 0.4]), np.array([1, 0, 1, 0], bool)
    confidence = np.array(
        [0.5, 0.95, 0.7, 0.3, 0.8, 0.2, 0.1, 0.15, 0.6, 0.05, 0.02, 0.75, 0.03, 0.9, 0.01]
    )
    many = confidence, ~np.isin(confidence, [0.5, 0.2, 0.6, 0.75])
    results = ("the share answered", "the share of right answers")
    given = (*many, 0.5), (*four, 0.7), (*four, 0.95)  # at last, nothing is answered
    tasks = [call(*each, results=results, n=len(each[0])) for each in given]
    both = "float(answered.mean()), float(right[answered].mean())"
    judge(with_threshold, measures.with_threshold, tasks, [
        ((">= threshold", ">= 0.7"), "It must heed its argument threshold, and not 0.7 alone."),
        ((">= threshold", "> threshold"), "It answers at the threshold itself, too: >=."),
        ((">= threshold", "< threshold"), "It answers where it is sure: confidence >= threshold."),
        ((">= threshold", "<= threshold"), "It answers where it is sure: confidence >= threshold."),
        (("float(right[answered].mean())", "float(right[answered].mean()) if answered.any() else 0.0"),
         "Where nothing is answered there is no share: nan, and not 0."),
        (("right[answered].mean()", "right.mean()"), "Only what is answered counts: right[answered]."),
        (("right[answered].mean()", "(right & answered).mean()"),
         "Divide by the number of answers, not of all samples: right[answered].mean()."),
        (("right[answered].mean()", "answered[right].mean()"),
         "That is the share answered of the right ones: right[answered]."),
        (("right[answered].mean()", "right[answered].sum()"), "The second is a share: the mean, and not the sum."),
        (("answered.mean()), ", "answered.sum()), "), "The first is a share: the mean, and not the sum."),
        (("(answered.mean()), float(right[answered].mean())", "(answered.sum()), float(right[answered].sum())"),
         "Both are shares: the mean, and not the sum."),
        ((both, "float(right[answered].mean()), float(answered.mean())"),
         "The order is the share answered, then the share of right ones among them."),
        ((both, "100 * float(answered.mean()), 100 * float(right[answered].mean())"),
         "They are in percent: a share goes from 0 to 1."),
        ((both, "float(1 - answered.mean()), float(right[answered].mean())"),
         "That is the share that is not answered."),
        ((both, "float(answered.mean()), float(1 - right[answered].mean())"),
         "That is the share of wrong answers."),
        (("confidence >= threshold", "right & (confidence >= threshold)"),
         "Wrong answers are answers, too: answered depends on the confidence alone."),
    ], hint="The mean of a mask is the share that is True; right[answered] keeps what is answered.")  # fmt: skip


def check_image_gradient(image_gradient):
    """A network of 6 pixels, 4 hidden units and 3 classes, with 5 samples; and in float32."""
    rng = np.random.default_rng(4)
    shapes = (4, 6), (4, 1), (3, 4), (3, 1)
    given = [rng.random((6, 5)), np.array([2, 0, 1, 1, 2]), *(rng.normal(size=s) for s in shapes)]
    single = [array.astype(np.float32) if array.dtype == float else array for array in given]
    single[1] = np.array([1, 0, 1, 1, 0])  # the third class is there, though no sample is of it
    tasks = [call(*arrays, results=("dX",), n=5) for arrays in (given, single)]
    judge(image_gradient, two_layer.image_gradient, tasks, [
        ((" / Y.size", ""), "1/n is missing: dZ2 is divided by Y.size."),
        (("A2 - one_hot(Y, len(A2))", "one_hot(Y, len(A2)) - A2"), "It is A2 minus the one-hot labels."),
        (("A2 - one_hot(Y, len(A2))", "A2"), "The labels are missing: A2 - one_hot(Y, len(A2))."),
        (("one_hot(Y, len(A2))", "one_hot(Y)"), "This network has 3 classes, and not 10: one_hot(Y, len(A2))."),
        (("one_hot(Y, len(A2))", "Y"), "Labels are no columns: one_hot(Y, len(A2))."),
        (("len(A2)", "Y.max() + 1"), "A2 says how many classes there are: one_hot(Y, len(A2))."),
        ((" * A1 * (1 - A1)", " * A1 * 1 - A1"), "Brackets: A1 * (1 - A1)."),
        (("* A1 * (1 - A1)", "* sigmoid(A1) * (1 - sigmoid(A1))"),
         "A1 is the sigmoid already: its slope is A1 * (1 - A1)."),
        (("(A2 - one_hot(Y, len(A2))) / Y.size", "A2 - one_hot(Y, len(A2)) / Y.size"),
         "Brackets: (A2 - one_hot(...)) / Y.size."),
        ((" * A1 * (1 - A1)", " * (1 - A1**2)"), "That is the slope of tanh: the sigmoid's is A1 * (1 - A1)."),
        ((" * A1 * (1 - A1)", ""), "The way back through the sigmoid is missing: * A1 * (1 - A1)."),
        ((" * A1 * (1 - A1)", " * A1"), "The sigmoid's slope is A1 * (1 - A1): 1 - A1 is missing."),
        ((" * A1 * (1 - A1)", " * (1 - A1)"), "The sigmoid's slope is A1 * (1 - A1): A1 is missing."),
        (("W1.T @ dZ1", "dZ1 @ X.T"), "That is dW1: on to the pixels leads W1.T @ dZ1."),
        (("return W1.T @ dZ1", "return W1.T @ dZ1 * X * (1 - X)"), "No sigmoid stands before the pixels: W1.T @ dZ1 alone."),
        (("return W1.T @ dZ1", "return dZ1"), "That is dZ1: on to the pixels leads W1.T @ dZ1."),
        (("W1.T @ dZ1", "W1 @ dZ1"), "The way back needs W1.T."),
        (("W2.T @ dZ2", "W2 @ dZ2"), "The way back needs W2.T."),
        (("W1.T @ dZ1", "(W1.T @ dZ1).T"), "It has the shape of X: no .T."),
        (("return W1.T @ dZ1", "return X - W1.T @ dZ1"), "Return the gradient alone: the step comes later."),
        (("_, A1, _, A2 =", "A1, _, _, A2 ="), "A1 is the second of what forward_prop returns: Z1, A1, Z2, A2."),
        (("_, A1, _, A2 =", "_, A1, A2, _ ="), "That is Z2: forward_prop returns Z1, A1, Z2, A2."),
    ], hint="dZ2 and dZ1 are those of back_prop: print them beside each other.")  # fmt: skip
