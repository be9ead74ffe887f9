"""The checks of Lesson 10: arrays as text, and back."""

import numpy as np

from helpers.network import model
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, use

# Two numbers that float16 has, and one that it rounds; turned, so that rows must be gone through.
ARRAY = np.array([[1, -2, 0.1], [3, 0.5, 4]], dtype=np.float32)
TURNED = np.asfortranarray(ARRAY)


def check_encode_array(encode_array):
    """Two rows of three numbers as float16 and as float32, and a float64 array."""
    tasks = [
        call(ARRAY, "float16"),
        call(ARRAY),
        call(ARRAY, "float32"),
        call(TURNED),
        call(ARRAY.astype(float)),
        call(np.array([[0.123456, -77.77], [1e-3, 3e4]], np.float32)),  # + and / among its letters
    ]
    judge(encode_array, model.encode_array, tasks, [
        (('dtype="float16"', 'dtype="float32"'), "Without a dtype it is float16."),
        (("array.astype(little)", "array"), "Give the numbers their type first: array.astype(little)."),
        (("array.astype(little)", "array.T.astype(little)"), "Rows come one after the other: no .T."),
        (("()).decode()", "())"), "These are bytes: .decode() makes a str of them."),
        (('"<"', '">"'), "The small byte comes first: \"<\"."),
        (("base64.b64encode(array.astype(little).tobytes()).decode()",
          "array.astype(little).tobytes().hex()"), "These are hexadecimal digits: base64.b64encode."),
        (("np.dtype(dtype)", 'np.dtype("float16")'), "It must heed its argument dtype."),
    ])  # fmt: skip


def check_decode_array(decode_array):
    """Six numbers from the text, in two shapes and both types."""
    half, single = model.encode_array(ARRAY), model.encode_array(ARRAY, "float32")
    tasks = [call(half, (2, 3), "float16"), call(half, (3, 2)), call(single, (6, 1), "float32")]
    tasks.append(use(lambda f: {"the dtype of the result": str(f(half, (2, 3)).dtype)}))
    tasks += [call(half, (2, 4)), call(half, (2, 2))]  # too few numbers, and too many
    judge(decode_array, model.decode_array, tasks, [
        (('dtype="float16"', 'dtype="float32"'), "Without a dtype it is float16."),
        ((".reshape(shape)", ""), "Bring the numbers into their shape: reshape."),
        ((".astype(np.float32)", ""), "It gives float32, to calculate with: astype(np.float32)."),
        (("numbers.reshape(shape)", "numbers.reshape(shape[::-1]).T"),
         "Rows come one after the other: reshape(shape), and no .T."),
        (("dtype=little", "dtype=np.float32"), "The bytes are of the type `little`."),
        (("dtype=little", "dtype=np.uint8"), "Each number has several bytes: dtype=little."),
        (("base64.b64decode(text)", "text.encode()"), "First make bytes of the letters: base64.b64decode."),
        (('"<"', '">"'), "The small byte comes first: \"<\"."),
        (("np.dtype(dtype)", 'np.dtype("float16")'), "It must heed its argument dtype."),
    ])  # fmt: skip
