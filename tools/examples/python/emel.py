#!/usr/bin/env python3
"""Hands the tensors of a model file to numpy without a copy.

    ctypes_numpy.py model.gguf [libemel.so]

The arrays look into the memory that emel has read the file into.  Each keeps the model
open, so they may outlive every other reference to it.
"""
import ctypes
import sys

import numpy

# Names of emel_dtype_name; all others, blocks of quantised numbers, are shown as bytes.
DTYPES = {
    "F16": "<f2", "F32": "<f4", "F64": "<f8", "C64": "<c8",
    "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8",
    "U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8", "BOOL": "?",
}


class Failure(ctypes.Structure):
    """struct emel_failure"""

    _fields_ = [
        ("source", ctypes.c_uint32),
        ("code", ctypes.c_uint32),
        ("os_error", ctypes.c_int32),
        ("rule", ctypes.c_uint32),
        ("file_offset", ctypes.c_uint64),
        ("other_offset", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
        ("limit", ctypes.c_uint64),
        ("name", ctypes.c_char_p),
        ("text", ctypes.c_char_p),
        ("has_value", ctypes.c_bool),
        ("has_limit", ctypes.c_bool),
        ("has_file", ctypes.c_bool),
        ("has_subject", ctypes.c_bool),
        ("cancelled", ctypes.c_bool),
        ("file", ctypes.c_char * 512),
        ("subject", ctypes.c_char * 192),
    ]


class Tensor(ctypes.Structure):
    """struct emel_tensor, as far as it is public"""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("shape", ctypes.POINTER(ctypes.c_uint64)),
        ("rank", ctypes.c_uint32),
        ("dtype", ctypes.c_uint32),
        ("file_index", ctypes.c_uint32),
        ("file_offset", ctypes.c_uint64),
        ("byte_size", ctypes.c_uint64),
        ("data", ctypes.c_void_p),
    ]


def load_library(path):
    """The shared library, with the types of the functions used here."""
    emel = ctypes.CDLL(path)
    why, handle = ctypes.POINTER(Failure), ctypes.c_void_p
    for name, result, arguments in [
        ("emel_model_open", handle, [ctypes.c_char_p, ctypes.c_void_p, why]),
        ("emel_model_load", ctypes.c_bool, [handle, ctypes.c_void_p, why]),
        ("emel_model_close", ctypes.c_bool, [handle]),
        ("emel_model_tensor_count", ctypes.c_uint32, [handle]),
        ("emel_model_tensor", ctypes.POINTER(Tensor), [handle, ctypes.c_uint32]),
        ("emel_model_get_file", handle, [handle]),
        ("emel_model_file_format", ctypes.c_char_p, [handle]),
        ("emel_dtype_name", ctypes.c_char_p, [ctypes.c_uint32]),
        ("emel_failure_print", ctypes.c_int, [ctypes.c_char_p, ctypes.c_size_t, why]),
    ]:
        function = getattr(emel, name)
        function.restype, function.argtypes = result, arguments
    return emel


class Model:
    """A loaded model; iterating gives (name, type, array)."""

    def __init__(self, emel, path):
        self.emel, self.handle = emel, None
        why = Failure()
        self.handle = emel.emel_model_open(path.encode(), None, why)
        if not self.handle or not emel.emel_model_load(self.handle, None, why):
            line = ctypes.create_string_buffer(1024)
            emel.emel_failure_print(line, len(line), why)
            raise OSError(line.value.decode())

    def __del__(self):
        self.emel.emel_model_close(self.handle)

    def __iter__(self):
        # GGUF writes the extent that varies fastest first, numpy last.
        directory = self.emel.emel_model_get_file(self.handle)
        order = -1 if self.emel.emel_model_file_format(directory) == b"gguf" else 1
        for index in range(self.emel.emel_model_tensor_count(self.handle)):
            tensor = self.emel.emel_model_tensor(self.handle, index).contents
            dtype = self.emel.emel_dtype_name(tensor.dtype).decode()
            shape = tensor.shape[: tensor.rank][::order]
            yield tensor.name.decode(), dtype, self.array(tensor, dtype, shape)

    def array(self, tensor, dtype, shape):
        """A view of the tensor's memory."""
        memory = (ctypes.c_ubyte * tensor.byte_size).from_address(tensor.data)
        memory.model = self  # numpy keeps the memory, and so the model
        if dtype not in DTYPES:
            return numpy.frombuffer(memory, numpy.uint8)
        return numpy.frombuffer(memory, DTYPES[dtype]).reshape(shape)


def main(path, shared="libemel.so.0"):
    emel = load_library(shared)
    for name, dtype, array in Model(emel, path):
        print(f"{name}: {dtype} {array.shape} at {array.ctypes.data:#x}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: ctypes_numpy.py model.gguf [libemel.so]")
    main(*sys.argv[1:])
