"""The code that the lessons build, ready to import: `from helpers import softmax`.

The floors, from the ground up; a module imports from floors below its own, or from its own.
A number is the lesson that builds it, or where it is first used (*).

inputs: what a function takes, and what it refuses in words
    shapes             1*   check_shapes
    arrays             1*   as_floats, check_values
    numbers            1*   check_numbers
    whole_files        4*   files that are written whole
digits: where the digits come from, and new ones made of them
    mnist              1*   DATA, FILES, describe_source, fetch, find_mnist, load_mnist
    originals          1*   which bytes are MNIST's, in any packing, and where they are kept
    download           1*   one file from the internet, in bounded time and memory
    idx                1    gunzip, parse_idx, to_columns
    augment            8    distort
network: what a network calculates, forward and back
    functions          2    cross_entropy, deriv_sigmoid, get_accuracy, get_predictions, layer_loop,
                            layer_product, one_hot, sigmoid, softmax
    two_layer          1    back_prop, forward_prop, image_gradient, init_params, make_predictions,
                            update_params
    measures           5    confusion_matrix, with_threshold
    gradient_check     3    check_layer, numerical_gradient, relative_error
    layers             8    Dense, Dropout, Layer, Network, ReLU, Reshape, Sigmoid, Tanh, he, xavier
    convolution        9    Conv, MaxPool, add_patches, convolve_loop, cut_patches, lenet
    model             10    decode_array, describe_network, encode_array
    order              8*   what layers and networks take, and in which order they are used
handwriting: from a photo or a drawing to a column of MNIST's kind
    photo              6*   read_image
    paper              6*   what a page is without its ink: light and shadow
    tight              6*   thick strokes that fill a crop
    ink                6*   to_ink
    frame              6*   find_frame
    segment            6*   label_digits
    touching           6*   split_touching
    digit              6*   Digit, centre, crop, find_digits, fit_box, to_mnist
    strokes            6*   DRAWN_THREE, check_strokes, draw_strokes, strokes_to_mnist
    drawings           6*   drawings_to_samples, load_drawings, save_drawings
    image_files        6*   open_image
training: how weights come to be good, and are kept
    files              4*   files of weights: checked before they are read, whole when they are
                            written
    cores              4*   on_every_core, one_blas_thread
    full_batch         4    full_gradient, gradient_descent, record, start_params
    weights            4    load_weights, save_weights
    mini_batch         8    loss_and_gradient, train, train_epoch, train_step
    data_parallel      9    DataParallel
    optimisers         8    SGD, Adam, PlainSGD, constant, one_cycle
    your_hand          6*   mix_in
    guards             8*   what optimisers and train refuse
    machine_guards     11*  what the functions of Lesson 11 refuse
    machines          11    add_gradients, cluster_gradient, shard_gradient, step_time, tree_sum
showing: figures, those that move, and the drawing pad
    plots              1*   BLUE, GREEN, GREY, ORANGE, plot_history, show_digits,
                            show_probabilities, show_weights, test_prediction
    pad                6*   DigitPad
    diagrams           1*   draw_network, draw_numbers
    explorer           2*   Explorer
    inside             6*   look_inside
    webpage           10*   save_webpage
teaching: answers to what a learner wrote
    answers            1*   the sentences of a check on a result
    errors             1*   the sentences of a check on an exception
    judge              1*   how a check finds a mistake
    tasks              1*   what a check asks the learner's code and the course's to do
    outcomes           1*   what a learner's code made, beside what the course's made
    endless            1*   loops without end are stopped
    given              1*   what judge sees of a function without running it
    slips              1*   one thing in the course's code changed, for judge to compare
    trees              1*   the smallest parts in which two pieces of code differ
    differences        1*   where a learner's code is not the course's
    check_data         1*   check_gunzip, check_init_params, check_parse_idx, check_to_columns
    your_turn          1*   show_progress, your_turn
    check_forward      2*   check_cross_entropy, check_forward_prop, check_layer_loop,
                            check_layer_product, check_sigmoid, check_softmax
    check_measures     2*   check_confusion_matrix, check_get_accuracy, check_get_predictions,
                            check_image_gradient, check_make_predictions, check_with_threshold
    check_backward     3*   check_back_prop, check_deriv_sigmoid, check_numerical_gradient,
                            check_one_hot, check_relative_error
    check_step         4*   check_full_gradient, check_update_params
    check_training     4*   check_gradient_descent, check_record, check_start_params
    check_files        4*   check_load_weights, check_save_weights
    findings           7*   what examine finds, in which order, and what follows from what
    examine_arguments  7*   what examine is given: networks and pixels
    examine_data       7*   pixels, to learn from and to test on
    examine_labels     7*   labels beside their images
    examine_gradient   7*   a gradient beside finite differences: which array is wrong, and how
    examine_network    7*   how layers follow each other, and their weights
    examine_signals    7*   the signal from layer to layer, and back
    examine_rate       7*   a learning rate, by steps on a copy
    examine_training   7*   losses, and train against test
    examine            7*   examine
    clinic             7*   check_patient, hint, patient
    patients           7*   how the patients of the clinic are made sick, and their hints
    checks             7*   checks
    checks_loss        7*   the checks of Exercises 3b and 3c
    compare            7*   what the exercises say of an answer
    check_layers       8*   check_dense, check_he, check_network, check_relu,
                            check_sigmoid_layer
    check_dropout      8*   check_dropout
    check_mini_batch   8*   check_loss_and_gradient, check_train, check_train_epoch,
                            check_train_step
    check_augment      8*   check_distort
    check_optimisers   8*   check_adam, check_one_cycle, check_plain_sgd, check_sgd
    check_convolution  9*   check_add_patches, check_conv, check_convolve_loop, check_cut_patches,
                            check_data_parallel, check_lenet, check_max_pool, check_reshape
    check_model       10*   check_decode_array, check_encode_array
    check_machines    11*   check_add_gradients, check_cluster_gradient, check_shard_gradient,
                            check_step_time, check_tree_sum

`python -m helpers` prints what a report of a fault needs: versions, threads, where MNIST was found.
"""

import sys
import warnings

import lazy_loader

if sys.platform == "darwin":
    # Apple's Accelerate leaves floating-point flags raised after right products (numpy #28687).
    warnings.filterwarnings("ignore", ".* encountered in matmul", RuntimeWarning)

# Each module is imported when one of its names is first used: a learner who loads digits does not
# wait for matplotlib, nor hold it in memory. The names stand in __init__.pyi, where editors look.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
