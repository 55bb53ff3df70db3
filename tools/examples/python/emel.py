#!/usr/bin/env python3
"""Models as numpy arrays, without a copy: emel for Python, in one file.

    with emel.Model("model.gguf") as model:
        model.load(progress=lambda done, total: print(done, "of", total))
        weight = model["blk.0.attn_q.weight"]
        print(weight.dtype, weight.shape, weight.numpy().sum())
        print(model.metadata["general.architecture"])
        part = model["output.weight"][1000:2000]       # reads these rows alone

Arrays look into the memory that emel has read the file into.  A tensor with arrays is not evicted,
and a model that is closed keeps its memory until the last array is gone.

Types that numpy does not know: bfloat16 is uint16, an 8-bit float is uint8, and quantised types
are rows of bytes; Tensor.dtype is the type's name.  Shapes are numpy's: the last extent varies
fastest, whatever the file's order.  One thread at a time may use a model and its tensors.

    emel.py model.gguf [libemel.so]      lists the tensors of a model
"""
import ctypes
import os
import struct
import sys
from collections.abc import Mapping

import numpy

# Names of emel_dtype_name; all others are shown as bytes.
DTYPES = {
    "F16": "<f2", "F32": "<f4", "F64": "<f8", "C64": "<c8", "BF16": "<u2",
    "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8",
    "U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8", "BOOL": "?",
    "F8_E4M3": "u1", "F8_E5M2": "u1", "F8_E8M0": "u1", "F8_E4M3FNUZ": "u1", "F8_E5M2FNUZ": "u1",
}

SOURCES = ("NONE", "MODEL_FILE", "TENSOR", "IO", "READ", "STRATEGY", "SELECT", "METADATA")

U32, U64, SIZE, BOOL = ctypes.c_uint32, ctypes.c_uint64, ctypes.c_size_t, ctypes.c_bool
TEXT, HANDLE, OUT = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p
Progress = ctypes.CFUNCTYPE(BOOL, HANDLE, U64, U64, U32, U32)

FUNCTIONS = {
    "emel_version": (TEXT,),
    "emel_failure_print": (ctypes.c_int, OUT, SIZE, HANDLE),
    "emel_failure_print_text": (ctypes.c_int, OUT, SIZE, HANDLE),
    "emel_failure_is_cancelled": (BOOL, HANDLE),
    "emel_ffi_failure_bytes": (SIZE,),
    "emel_ffi_failure_source": (U32, HANDLE),
    "emel_ffi_failure_code": (U32, HANDLE),
    "emel_ffi_failure_rule": (U32, HANDLE),
    "emel_ffi_failure_os_error": (ctypes.c_int32, HANDLE),
    "emel_ffi_failure_name": (TEXT, HANDLE),
    "emel_ffi_failure_file": (TEXT, HANDLE),
    "emel_ffi_failure_subject": (TEXT, HANDLE),
    "emel_ffi_failure_file_offset": (BOOL, HANDLE, OUT),
    "emel_ffi_failure_other_offset": (BOOL, HANDLE, OUT),
    "emel_ffi_failure_value": (BOOL, HANDLE, OUT),
    "emel_ffi_failure_limit": (BOOL, HANDLE, OUT),
    "emel_ffi_open": (HANDLE, TEXT, U64, HANDLE),
    "emel_model_close": (BOOL, HANDLE),
    "emel_ffi_load": (BOOL, HANDLE, OUT, U32, HANDLE, HANDLE, U64, HANDLE),
    "emel_ffi_evict": (BOOL, HANDLE, U32, HANDLE),
    "emel_model_get_file": (HANDLE, HANDLE),
    "emel_model_file_format": (TEXT, HANDLE),
    "emel_model_file_version": (U32, HANDLE),
    "emel_select_order": (ctypes.c_int, HANDLE),
    "emel_model_tensor_count": (U32, HANDLE),
    "emel_model_tensor": (HANDLE, HANDLE, U32),
    "emel_model_index": (BOOL, HANDLE, TEXT, OUT),
    "emel_tensor_residency": (TEXT, HANDLE),
    "emel_dtype_name": (TEXT, U32),
    "emel_dtype_block_elements": (U32, U32),
    "emel_ffi_tensor_name": (TEXT, HANDLE),
    "emel_ffi_tensor_shape": (ctypes.POINTER(U64), HANDLE),
    "emel_ffi_tensor_rank": (U32, HANDLE),
    "emel_ffi_tensor_dtype": (U32, HANDLE),
    "emel_ffi_tensor_bytes": (U64, HANDLE),
    "emel_ffi_tensor_data": (HANDLE, HANDLE),
    "emel_ffi_tensor_source": (BOOL, HANDLE, U32, OUT, OUT),
    "emel_ffi_file_path": (TEXT, HANDLE, U32),
    "emel_ffi_slice_bytes": (BOOL, HANDLE, U32, U32, U64, U64, OUT, HANDLE),
    "emel_ffi_slice_read": (BOOL, HANDLE, U32, U32, U64, U64, OUT, U64, HANDLE),
    "emel_model_file_metadata_count": (U32, HANDLE),
    "emel_ffi_metadata": (BOOL, HANDLE, U32, OUT, OUT, OUT, OUT, OUT),
    "emel_metadata_string": (BOOL, HANDLE, TEXT, OUT, SIZE, OUT, HANDLE),
    "emel_metadata_array": (BOOL, HANDLE, TEXT, OUT, OUT, SIZE, HANDLE),
    "emel_metadata_set_buffer": (None, OUT, OUT, SIZE),
    "emel_ffi_iterator_bytes": (SIZE,),
    "emel_ffi_metadata_next": (BOOL, OUT, OUT, OUT, OUT, OUT, OUT, OUT, HANDLE),
}


def load_library(path=None):
    """The shared library, with the types of the functions used here."""
    library = ctypes.CDLL(path or "libemel.so.0")
    for name, (result, *arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Error(OSError):
    """A failure of emel: each field of struct emel_failure, None for what it has not."""

    def __init__(self, library, why):
        def optional(field):
            number = U64()
            known = getattr(library, "emel_ffi_failure_" + field)(why, ctypes.byref(number))
            return number.value if known else None

        def text(function):
            line = ctypes.create_string_buffer(2048)
            function(line, len(line), why)
            return line.value.decode()

        def decoded(field):
            value = getattr(library, "emel_ffi_failure_" + field)(why)
            return None if value is None else value.decode()

        source = library.emel_ffi_failure_source(why)
        self.source = SOURCES[source] if source < len(SOURCES) else str(source)
        self.code = library.emel_ffi_failure_code(why)
        self.rule = library.emel_ffi_failure_rule(why) or None
        self.os_error = library.emel_ffi_failure_os_error(why) or None
        self.name, self.file, self.subject = decoded("name"), decoded("file"), decoded("subject")
        self.text = text(library.emel_failure_print_text)
        self.line = text(library.emel_failure_print)
        self.file_offset, self.other_offset = optional("file_offset"), optional("other_offset")
        self.value, self.limit = optional("value"), optional("limit")
        self.cancelled = library.emel_failure_is_cancelled(why)
        super().__init__(self.os_error, self.text, self.file)

    def __str__(self):
        return self.line


class _View:
    """Kept by the memory that arrays look into: counts them, and keeps the model."""

    def __init__(self, model, index):
        self.model, self.index = model, index
        model._views[index] = model._views.get(index, 0) + 1

    def __del__(self):
        self.model._views[self.index] -= 1
        if self.model._closing:
            self.model.close()


class Tensor:
    """A tensor of a model, resident or not."""

    def __init__(self, model, index):
        library, handle = model._library, model._tensor(index)
        shape = library.emel_ffi_tensor_shape(handle)[: library.emel_ffi_tensor_rank(handle)]
        number = library.emel_ffi_tensor_dtype(handle)
        self.model, self.index = model, index
        self.name = library.emel_ffi_tensor_name(handle).decode()
        self.shape = tuple(shape[:: -1 if model._first_fastest else 1])
        self.dtype = library.emel_dtype_name(number).decode()
        self.nbytes = library.emel_ffi_tensor_bytes(handle)
        self.file, self.file_offset = model._source(index)

    def __repr__(self):
        return f"<emel.Tensor {self.name}: {self.dtype} {self.shape}, {self.residency}>"

    @property
    def residency(self):
        return self.model._library.emel_tensor_residency(self.model._tensor(self.index)).decode()

    def load(self, progress=None):
        self.model.load([self.name], progress)

    def evict(self):
        self.model.evict([self.name])

    def numpy(self):
        """The tensor's memory, not a copy of it; loads the tensor if it is not resident."""
        if self.residency != "resident":
            self.load()
        address = self.model._library.emel_ffi_tensor_data(self.model._tensor(self.index))
        if self.nbytes == 0:
            return self._array(bytearray(), self.shape)
        memory = (ctypes.c_ubyte * self.nbytes).from_address(address)
        memory.view = _View(self.model, self.index)
        return self._array(memory, self.shape)

    def torch(self):
        """The same as a torch tensor; bfloat16 is bfloat16."""
        import torch
        tensor = torch.from_numpy(self.numpy())
        return tensor.view(torch.bfloat16) if self.dtype == "BF16" else tensor

    def __getitem__(self, key):
        """A slice along one dimension, in new memory: tensor[2:5], tensor[:, 8:16].  Only its bytes
        are read, and the tensor's residency does not matter."""
        keys = key if isinstance(key, tuple) else (key,)
        if len(keys) > len(self.shape) or not all(isinstance(k, slice) for k in keys):
            raise TypeError("a tensor is indexed by a slice for each dimension")
        bounds = [k.indices(extent) for k, extent in zip(keys, self.shape)]
        if any(step != 1 for _, _, step in bounds):
            raise ValueError("slices have a step of 1")
        bounds = [(begin, max(begin, end)) for begin, end, _ in bounds]
        cut = [d for d, b in enumerate(bounds) if b != (0, self.shape[d])]
        if len(cut) > 1:
            raise ValueError("slices are along one dimension")
        dimension = cut[0] if cut else 0
        begin, end = bounds[dimension]
        memory = self.model._read_slice(self, dimension, begin, end)
        return self._array(memory, self.shape[:dimension] + (end - begin,)
                           + self.shape[dimension + 1:])

    def _array(self, memory, shape):
        if self.dtype in DTYPES:
            return numpy.frombuffer(memory, DTYPES[self.dtype]).reshape(shape)
        array = numpy.frombuffer(memory, numpy.uint8)
        rows = int(numpy.prod(shape[:-1], dtype=object)) if shape else 1
        whole = rows and array.size % rows == 0
        return array.reshape(shape[:-1] + (array.size // rows,)) if whole else array


class Metadata(Mapping):
    """Keys and values of a model; values are read from the file when they are asked for."""

    def __init__(self, model):
        self._model, self._entries = model, {}
        library = model._library
        for index in range(library.emel_model_file_metadata_count(model._file)):
            key, kind, element = TEXT(), U32(), U32()
            count, bits = U64(), U64()
            library.emel_ffi_metadata(model._handle, index, *map(
                ctypes.byref, (key, kind, element, count, bits)))
            self._entries[key.value.decode()] = (kind.value, bits.value)

    def __len__(self):
        return len(self._entries)

    def __iter__(self):
        return iter(self._entries)

    def __getitem__(self, key):
        kind, bits = self._entries[key]
        if kind == 8:
            return self._string(key)
        return self._array(key) if kind == 9 else _number(kind, bits)

    def _string(self, key):
        library, file, why = self._model._library, self._model._file, self._model._why
        length = U64()
        library.emel_metadata_string(file, key.encode(), None, 0, ctypes.byref(length), None)
        text = ctypes.create_string_buffer(length.value + 1)
        self._model._check(library.emel_metadata_string(file, key.encode(), text, len(text),
                                                        None, why))
        return text.raw[: length.value].decode("utf-8", "surrogateescape")

    def _array(self, key):
        model = self._model
        buffer = ctypes.create_string_buffer(1 << 16)
        iterator = ctypes.create_string_buffer(model._library.emel_ffi_iterator_bytes())
        model._check(model._library.emel_metadata_array(
            model._file, key.encode(), iterator, buffer, len(buffer), model._why))
        return self._elements(iterator, [buffer], None)

    def _elements(self, iterator, buffers, wanted):
        library, why = self._model._library, self._model._why
        kind, element, count, bits = U32(), U32(), U64(), U64()
        text, length = HANDLE(), U64()
        outs = [ctypes.byref(out) for out in (kind, element, count, bits, text, length)]
        values = []
        while wanted is None or len(values) < wanted:
            if not library.emel_ffi_metadata_next(iterator, *outs, why):
                if library.emel_ffi_failure_source(why) == 0:
                    break
                error = Error(library, why)
                if error.name != "TOO_SMALL":
                    raise error
                buffers.append(ctypes.create_string_buffer(2 * error.value))
                library.emel_metadata_set_buffer(iterator, buffers[-1], len(buffers[-1]))
            elif kind.value == 8:
                raw = ctypes.string_at(text.value, length.value) if length.value else b""
                values.append(raw.decode("utf-8", "surrogateescape"))
            elif kind.value == 9:
                values.append(self._elements(iterator, buffers, count.value))
            else:
                values.append(_number(kind.value, bits.value))
        return values


def _number(kind, bits):
    if kind == 7:
        return bool(bits)
    raw = struct.pack("=Q", bits)
    if kind in (6, 12):
        return struct.unpack("=d", raw)[0]
    return struct.unpack("=q", raw)[0] if kind in (1, 3, 5, 11) else bits


class Model(Mapping):
    """A model file and its tensors, by name.  `limit` bounds the bytes that tensors hold."""

    def __init__(self, path, limit=0, library=None):
        self._handle, self._views, self._closing = None, {}, False
        self._library = library or load_library()
        self._why = ctypes.create_string_buffer(self._library.emel_ffi_failure_bytes())
        self._handle = self._library.emel_ffi_open(os.fsencode(path), limit, self._why)
        self._check(self._handle)
        self._file = self._library.emel_model_get_file(self._handle)
        self._first_fastest = self._library.emel_select_order(self._file) == 1
        self.format = self._library.emel_model_file_format(self._file).decode()
        self.version = self._library.emel_model_file_version(self._file)
        self.metadata = Metadata(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()

    def close(self):
        """Gives all memory back, at once or when the last array is gone."""
        self._closing = True
        if self._handle and not any(self._views.values()):
            self._library.emel_model_close(self._handle)
            self._handle = None

    def __len__(self):
        return self._library.emel_model_tensor_count(self._open())

    def __iter__(self):
        for index in range(len(self)):
            yield self._library.emel_ffi_tensor_name(self._tensor(index)).decode()

    def __getitem__(self, name):
        return Tensor(self, self._index(name))

    def load(self, names=None, progress=None, step_bytes=0):
        """Makes tensors resident, all or those named.  progress(bytes_done, bytes_total) is called
        after each step; a load is cancelled if it raises, or returns False."""
        raised = []

        def report(_, done, total, *tensors):
            try:
                return progress(done, total) is not False
            except BaseException as error:  # handed on below: C cannot be unwound
                raised.append(error)
                return False

        callback = Progress(report) if progress else None
        indices, count = None, 0
        if names is not None:
            indices = (U32 * max(len(names), 1))(*map(self._index, names))
            count = len(names)
        well = self._library.emel_ffi_load(self._open(), indices, count,
                                           ctypes.cast(callback, HANDLE) if callback else None,
                                           None, step_bytes, self._why)
        if raised:
            raise raised[0]
        self._check(well)

    def evict(self, names):
        for name in names:
            index = self._index(name)
            if self._views.get(index):
                raise BufferError(f"arrays look into {name}")
            self._check(self._library.emel_ffi_evict(self._open(), index, self._why))

    def _open(self):
        if not self._handle:
            raise ValueError("the model is closed")
        return self._handle

    def _check(self, well):
        if not well:
            raise Error(self._library, self._why)

    def _tensor(self, index):
        return self._library.emel_model_tensor(self._open(), index)

    def _source(self, index):
        """The path of a tensor's file, and the offset of its first byte there."""
        number, offset = U32(), U64()
        self._library.emel_ffi_tensor_source(self._open(), index, ctypes.byref(number),
                                             ctypes.byref(offset))
        path = self._library.emel_ffi_file_path(self._open(), number)
        return None if path is None else os.fsdecode(path), offset.value

    def _index(self, name):
        index = U32()
        if not self._library.emel_model_index(self._open(), name.encode(), ctypes.byref(index)):
            raise KeyError(name)
        return index.value

    def _read_slice(self, tensor, dimension, begin, end):
        if self._first_fastest:
            dimension = len(tensor.shape) - 1 - dimension
        where = (self._open(), tensor.index, dimension, begin, end)
        needed = U64()
        self._check(self._library.emel_ffi_slice_bytes(*where, ctypes.byref(needed), self._why))
        memory = bytearray(needed.value)
        target = (ctypes.c_ubyte * max(needed.value, 1)).from_buffer(memory or bytearray(1))
        self._check(self._library.emel_ffi_slice_read(*where, target, needed.value, self._why))
        return memory


def main(path, library=None):
    try:
        with Model(path, library=load_library(library)) as model:
            model.load()
            for name, tensor in model.items():
                print(f"{name}: {tensor.dtype} {tensor.shape} at {tensor.numpy().ctypes.data:#x}")
    except Error as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: emel.py model.gguf [libemel.so]")
    main(*sys.argv[1:])
