"""How Sphinx makes the site of what `.ci/build_site.py` lays out; see there."""

import os

project = "MNIST from scratch"
author = copyright = "the authors of MNIST from scratch"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx-mathjax-offline"]
exclude_patterns = ["parts"]

nb_execution_mode = "off"  # what is stored is shown: nbval has compared it
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # shapes and ranges stand in the text
autodoc_member_order = "bysource"
napoleon_google_docstring = False

repository = os.environ["SITE_REPOSITORY"]
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = [os.path.join(os.environ["SITE_SOURCE"], "parts", "static")]
html_css_files = ["site.css"]
html_favicon = os.path.join(html_static_path[0], "icon.svg")
html_copy_source = True
html_show_sourcelink = False
html_theme_options = {
    "repository_url": repository,
    "repository_branch": "main",
    "path_to_docs": "notebooks",
    "use_repository_button": True,
    "use_issues_button": True,
    "use_download_button": True,
    "home_page_in_toc": True,
    "navbar_persistent": [],
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
        "notebook_interface": "jupyterlab",
    },
}
html_context = {"default_mode": "auto"}
