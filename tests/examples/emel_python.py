"""Holds the arrays of tools/examples/ctypes_numpy.py to the bytes that emel cat writes.

    numpy_views.py EMEL LIBRARY MODEL
"""
import gc
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tools", "examples"))
sys.dont_write_bytecode = True
import ctypes_numpy  # noqa: E402

emel, library, path = sys.argv[1:]
views = [(name, array) for name, _, array in ctypes_numpy.Model(ctypes_numpy.load_library(library), path)]
gc.collect()  # from here on only the arrays hold the model
assert views
for name, array in views:
    assert not array.flags.owndata, f"{name} was copied"
    wanted = subprocess.run([emel, "cat", path, name], check=True, stdout=subprocess.PIPE).stdout
    assert array.tobytes() == wanted, f"{name} has other bytes"
