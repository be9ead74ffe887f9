"""What only some systems have."""

import os

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, accounts and rights as POSIX has")
