# Every name that `from helpers import ...` gives: Python imports each when it is first used, and
# editors take completion and signatures from here. A new name goes here, and in __init__.py's map.
from .digits import mnist as mnist
from .digits.augment import distort as distort
from .digits.idx import (
    gunzip as gunzip,
)
from .digits.idx import (
    parse_idx as parse_idx,
)
from .digits.idx import (
    to_columns as to_columns,
)
from .digits.mnist import (
    DATA as DATA,
)
from .digits.mnist import (
    FILES as FILES,
)
from .digits.mnist import (
    fetch as fetch,
)
from .digits.mnist import (
    find_mnist as find_mnist,
)
from .digits.mnist import (
    load_mnist as load_mnist,
)
from .handwriting.digit import (
    Digit as Digit,
)
from .handwriting.digit import (
    centre as centre,
)
from .handwriting.digit import (
    crop as crop,
)
from .handwriting.digit import (
    find_digits as find_digits,
)
from .handwriting.digit import (
    fit_box as fit_box,
)
from .handwriting.digit import (
    to_mnist as to_mnist,
)
from .handwriting.drawings import (
    drawings_to_samples as drawings_to_samples,
)
from .handwriting.drawings import (
    load_drawings as load_drawings,
)
from .handwriting.drawings import (
    save_drawings as save_drawings,
)
from .handwriting.files import open_image as open_image
from .handwriting.frame import find_frame as find_frame
from .handwriting.ink import to_ink as to_ink
from .handwriting.photo import read_image as read_image
from .handwriting.segment import label_digits as label_digits
from .handwriting.strokes import (
    DRAWN_THREE as DRAWN_THREE,
)
from .handwriting.strokes import (
    check_strokes as check_strokes,
)
from .handwriting.strokes import (
    draw_strokes as draw_strokes,
)
from .handwriting.strokes import (
    strokes_to_mnist as strokes_to_mnist,
)
from .handwriting.touching import split_touching as split_touching
from .network.convolution import (
    Conv as Conv,
)
from .network.convolution import (
    MaxPool as MaxPool,
)
from .network.convolution import (
    add_patches as add_patches,
)
from .network.convolution import (
    cut_patches as cut_patches,
)
from .network.convolution import (
    lenet as lenet,
)
from .network.functions import (
    cross_entropy as cross_entropy,
)
from .network.functions import (
    deriv_sigmoid as deriv_sigmoid,
)
from .network.functions import (
    get_accuracy as get_accuracy,
)
from .network.functions import (
    get_predictions as get_predictions,
)
from .network.functions import (
    one_hot as one_hot,
)
from .network.functions import (
    sigmoid as sigmoid,
)
from .network.functions import (
    softmax as softmax,
)
from .network.gradient_check import (
    numerical_gradient as numerical_gradient,
)
from .network.gradient_check import (
    relative_error as relative_error,
)
from .network.layers import (
    Dense as Dense,
)
from .network.layers import (
    Dropout as Dropout,
)
from .network.layers import (
    Layer as Layer,
)
from .network.layers import (
    Network as Network,
)
from .network.layers import (
    ReLU as ReLU,
)
from .network.layers import (
    Reshape as Reshape,
)
from .network.layers import (
    Sigmoid as Sigmoid,
)
from .network.layers import (
    Tanh as Tanh,
)
from .network.layers import (
    he as he,
)
from .network.layers import (
    xavier as xavier,
)
from .network.shapes import check_shapes as check_shapes
from .network.two_layer import (
    back_prop as back_prop,
)
from .network.two_layer import (
    forward_prop as forward_prop,
)
from .network.two_layer import (
    init_params as init_params,
)
from .network.two_layer import (
    make_predictions as make_predictions,
)
from .network.two_layer import (
    update_params as update_params,
)
from .showing.inside import look_inside as look_inside
from .showing.pad import DigitPad as DigitPad
from .showing.plots import (
    BLUE as BLUE,
)
from .showing.plots import (
    GREEN as GREEN,
)
from .showing.plots import (
    GREY as GREY,
)
from .showing.plots import (
    ORANGE as ORANGE,
)
from .showing.plots import (
    draw_network as draw_network,
)
from .showing.plots import (
    plot_history as plot_history,
)
from .showing.plots import (
    show_digits as show_digits,
)
from .showing.plots import (
    show_probabilities as show_probabilities,
)
from .showing.plots import (
    show_weights as show_weights,
)
from .showing.plots import (
    test_prediction as test_prediction,
)
from .teaching import checks as checks
from .training.full_batch import (
    full_gradient as full_gradient,
)
from .training.full_batch import (
    gradient_descent as gradient_descent,
)
from .training.full_batch import (
    start_params as start_params,
)
from .training.mini_batch import (
    loss_and_gradient as loss_and_gradient,
)
from .training.mini_batch import (
    train as train,
)
from .training.optimisers import (
    SGD as SGD,
)
from .training.optimisers import (
    Adam as Adam,
)
from .training.optimisers import (
    constant as constant,
)
from .training.optimisers import (
    one_cycle as one_cycle,
)
from .training.weights import (
    load_weights as load_weights,
)
from .training.weights import (
    save_weights as save_weights,
)
from .training.your_hand import mix_in as mix_in
