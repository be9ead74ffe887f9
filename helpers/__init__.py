"""The code that the lessons build, ready to import: `import helpers`."""

import lazy_loader

# Each module is imported when one of its names is first used: a learner who loads digits does not
# wait for matplotlib, nor hold it in memory.
__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["checks", "mnist"],
    submod_attrs={
        "augment": ["distort"],
        "layers": [
            "Conv",
            "Dense",
            "Dropout",
            "Layer",
            "MaxPool",
            "Network",
            "ReLU",
            "Reshape",
            "Sigmoid",
            "Tanh",
            "add_patches",
            "cut_patches",
            "he",
            "lenet",
            "loss_and_slopes",
            "xavier",
        ],
        "optimisers": ["SGD", "Adam", "constant", "one_cycle"],
        "gradient_check": ["numerical_gradient", "relative_error"],
        "handwriting": ["find_digits", "to_mnist"],
        "idx": ["gunzip", "parse_idx", "to_columns"],
        "mnist": ["FILES", "fetch", "find_mnist", "load_mnist"],
        "network": [
            "back_prop",
            "cross_entropy",
            "deriv_sigmoid",
            "forward_prop",
            "get_accuracy",
            "get_predictions",
            "init_params",
            "make_predictions",
            "one_hot",
            "sigmoid",
            "softmax",
            "update_params",
        ],
        "pad": ["DRAWN_THREE", "DigitPad"],
        "plots": [
            "draw_network",
            "plot_history",
            "show_digits",
            "show_probabilities",
            "show_weights",
            "test_prediction",
        ],
        "training": [
            "full_gradient",
            "gradient_descent",
            "load_weights",
            "save_weights",
            "start_params",
            "train",
        ],
    },
)
