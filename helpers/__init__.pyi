# Every name that `from helpers import ...` gives: Python imports each when it is first used, and
# editors take completion and signatures from here. A new name goes here, and in __init__.py's map.
from .digits import mnist as mnist
from .digits.augment import distort as distort
from .digits.idx import (
    gunzip as gunzip,
    parse_idx as parse_idx,
    to_columns as to_columns,
)
from .digits.mnist import (
    DATA as DATA,
    FILES as FILES,
    describe_source as describe_source,
    fetch as fetch,
    find_mnist as find_mnist,
    load_mnist as load_mnist,
)
from .handwriting.digit import (
    Digit as Digit,
    centre as centre,
    crop as crop,
    find_digits as find_digits,
    fit_box as fit_box,
    to_mnist as to_mnist,
)
from .handwriting.drawings import (
    drawings_to_samples as drawings_to_samples,
    load_drawings as load_drawings,
    save_drawings as save_drawings,
)
from .handwriting.frame import find_frame as find_frame
from .handwriting.image_files import open_image as open_image
from .handwriting.ink import to_ink as to_ink
from .handwriting.photo import read_image as read_image
from .handwriting.segment import label_digits as label_digits
from .handwriting.strokes import (
    DRAWN_THREE as DRAWN_THREE,
    check_strokes as check_strokes,
    draw_strokes as draw_strokes,
    strokes_to_mnist as strokes_to_mnist,
)
from .handwriting.touching import split_touching as split_touching
from .inputs.shapes import check_shapes as check_shapes
from .network.convolution import (
    Conv as Conv,
    MaxPool as MaxPool,
    add_patches as add_patches,
    convolve_loop as convolve_loop,
    cut_patches as cut_patches,
    lenet as lenet,
)
from .network.functions import (
    cross_entropy as cross_entropy,
    deriv_sigmoid as deriv_sigmoid,
    get_accuracy as get_accuracy,
    get_predictions as get_predictions,
    layer_loop as layer_loop,
    layer_product as layer_product,
    one_hot as one_hot,
    sigmoid as sigmoid,
    softmax as softmax,
)
from .network.gradient_check import (
    check_layer as check_layer,
    numerical_gradient as numerical_gradient,
    relative_error as relative_error,
)
from .network.layers import (
    Dense as Dense,
    Dropout as Dropout,
    Layer as Layer,
    Network as Network,
    ReLU as ReLU,
    Reshape as Reshape,
    Sigmoid as Sigmoid,
    Tanh as Tanh,
    he as he,
    xavier as xavier,
)
from .network.measures import (
    confusion_matrix as confusion_matrix,
    with_threshold as with_threshold,
)
from .network.model import (
    decode_array as decode_array,
    describe_network as describe_network,
    encode_array as encode_array,
)
from .network.two_layer import (
    back_prop as back_prop,
    forward_prop as forward_prop,
    image_gradient as image_gradient,
    init_params as init_params,
    make_predictions as make_predictions,
    update_params as update_params,
)
from .showing.diagrams import draw_network as draw_network, draw_numbers as draw_numbers
from .showing.explorer import Explorer as Explorer
from .showing.inside import look_inside as look_inside
from .showing.pad import DigitPad as DigitPad
from .showing.plots import (
    BLUE as BLUE,
    GREEN as GREEN,
    GREY as GREY,
    ORANGE as ORANGE,
    plot_history as plot_history,
    show_digits as show_digits,
    show_probabilities as show_probabilities,
    show_weights as show_weights,
    test_prediction as test_prediction,
)
from .showing.webpage import save_webpage as save_webpage
from .teaching import checks as checks
from .teaching.check_augment import check_distort as check_distort
from .teaching.check_backward import (
    check_back_prop as check_back_prop,
    check_deriv_sigmoid as check_deriv_sigmoid,
    check_numerical_gradient as check_numerical_gradient,
    check_one_hot as check_one_hot,
    check_relative_error as check_relative_error,
)
from .teaching.check_convolution import (
    check_add_patches as check_add_patches,
    check_conv as check_conv,
    check_convolve_loop as check_convolve_loop,
    check_cut_patches as check_cut_patches,
    check_data_parallel as check_data_parallel,
    check_lenet as check_lenet,
    check_max_pool as check_max_pool,
    check_reshape as check_reshape,
)
from .teaching.check_data import (
    check_gunzip as check_gunzip,
    check_init_params as check_init_params,
    check_parse_idx as check_parse_idx,
    check_to_columns as check_to_columns,
)
from .teaching.check_dropout import check_dropout as check_dropout
from .teaching.check_files import (
    check_load_weights as check_load_weights,
    check_save_weights as check_save_weights,
)
from .teaching.check_forward import (
    check_cross_entropy as check_cross_entropy,
    check_forward_prop as check_forward_prop,
    check_layer_loop as check_layer_loop,
    check_layer_product as check_layer_product,
    check_sigmoid as check_sigmoid,
    check_softmax as check_softmax,
)
from .teaching.check_layers import (
    check_dense as check_dense,
    check_he as check_he,
    check_network as check_network,
    check_relu as check_relu,
    check_sigmoid_layer as check_sigmoid_layer,
)
from .teaching.check_machines import (
    check_add_gradients as check_add_gradients,
    check_cluster_gradient as check_cluster_gradient,
    check_shard_gradient as check_shard_gradient,
    check_step_time as check_step_time,
    check_tree_sum as check_tree_sum,
)
from .teaching.check_measures import (
    check_confusion_matrix as check_confusion_matrix,
    check_get_accuracy as check_get_accuracy,
    check_get_predictions as check_get_predictions,
    check_image_gradient as check_image_gradient,
    check_make_predictions as check_make_predictions,
    check_with_threshold as check_with_threshold,
)
from .teaching.check_mini_batch import (
    check_loss_and_gradient as check_loss_and_gradient,
    check_train as check_train,
    check_train_epoch as check_train_epoch,
    check_train_step as check_train_step,
)
from .teaching.check_model import (
    check_decode_array as check_decode_array,
    check_encode_array as check_encode_array,
)
from .teaching.check_optimisers import (
    check_adam as check_adam,
    check_one_cycle as check_one_cycle,
    check_plain_sgd as check_plain_sgd,
    check_sgd as check_sgd,
)
from .teaching.check_step import (
    check_full_gradient as check_full_gradient,
    check_update_params as check_update_params,
)
from .teaching.check_training import (
    check_gradient_descent as check_gradient_descent,
    check_record as check_record,
    check_start_params as check_start_params,
)
from .teaching.clinic import check_patient as check_patient, hint as hint, patient as patient
from .teaching.examine import examine as examine
from .teaching.your_turn import show_progress as show_progress, your_turn as your_turn
from .training.cores import (
    on_every_core as on_every_core,
    one_blas_thread as one_blas_thread,
)
from .training.data_parallel import DataParallel as DataParallel
from .training.full_batch import (
    full_gradient as full_gradient,
    gradient_descent as gradient_descent,
    record as record,
    start_params as start_params,
)
from .training.machines import (
    add_gradients as add_gradients,
    cluster_gradient as cluster_gradient,
    shard_gradient as shard_gradient,
    step_time as step_time,
    tree_sum as tree_sum,
)
from .training.mini_batch import (
    loss_and_gradient as loss_and_gradient,
    train as train,
    train_epoch as train_epoch,
    train_step as train_step,
)
from .training.optimisers import (
    SGD as SGD,
    Adam as Adam,
    PlainSGD as PlainSGD,
    constant as constant,
    one_cycle as one_cycle,
)
from .training.weights import (
    load_weights as load_weights,
    save_weights as save_weights,
)
from .training.your_hand import mix_in as mix_in
