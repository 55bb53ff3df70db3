"""Tests tools/examples/python/emel.py; its bytes are compared with those that emel cat writes.

    emel_python.py EMEL LIBRARY MODEL WORKDIR
"""
import gc
import json
import os
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tools", "examples", "python"))
sys.dont_write_bytecode = True
import emel  # noqa: E402
import numpy  # noqa: E402

COMMAND, LIBRARY, SAMPLE, WORK = sys.argv[1:5]
library = emel.load_library(LIBRARY)


def open_model(path=SAMPLE, **options):
    return emel.Model(path, library=library, **options)


def cat(path, name):
    return subprocess.run([COMMAND, "cat", path, name], check=True, stdout=subprocess.PIPE).stdout


def inspect(path):
    text = subprocess.run([COMMAND, "inspect", "--json", path], check=True, stdout=subprocess.PIPE)
    return json.loads(text.stdout)[0]


def safetensors(name, tensors):
    """Writes a model of (name, dtype, shape, bytes)."""
    header, data = {}, b""
    for tensor, dtype, shape, part in tensors:
        header[tensor] = {"dtype": dtype, "shape": shape,
                          "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    path = os.path.join(WORK, name)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    return path


class Arrays(unittest.TestCase):
    def test_each_array_has_the_bytes_of_its_tensor_and_is_no_copy(self):
        model = open_model()
        model.load()
        for name, tensor in model.items():
            array = tensor.numpy()
            self.assertFalse(array.flags.owndata)
            self.assertEqual(array.tobytes(), cat(SAMPLE, name), name)
            self.assertEqual(tensor.residency, "resident")

    def test_names_shapes_and_places_are_those_of_inspect(self):
        with open_model() as model:
            wanted = inspect(SAMPLE)
            self.assertEqual(list(model), [t["name"] for t in wanted["tensors"]])
            self.assertEqual(model.format, "gguf")
            for t in wanted["tensors"]:
                tensor = model[t["name"]]
                self.assertEqual(tensor.dtype, t["dtype"])
                self.assertEqual(list(tensor.shape), t["shape"][::-1])
                self.assertEqual((tensor.nbytes, tensor.file_offset), (t["bytes"], t["offset"]))
                self.assertEqual(tensor.file, SAMPLE)

    def test_an_array_outlives_its_model(self):
        with open_model() as model:
            array = model["output.weight"].numpy()
        del model
        gc.collect()
        self.assertEqual(array.tobytes(), cat(SAMPLE, "output.weight"))

    def test_a_tensor_is_not_evicted_while_an_array_looks_into_it(self):
        model = open_model()
        tensor = model["output.weight"]
        array = tensor.numpy()[3:]
        self.assertRaises(BufferError, tensor.evict)
        del array
        gc.collect()
        tensor.evict()
        self.assertEqual(tensor.residency, "evicted")
        self.assertEqual(tensor.numpy().tobytes(), cat(SAMPLE, "output.weight"))

    def test_bfloat16_is_uint16_and_keeps_its_name(self):
        path = safetensors("bf16.safetensors", [("w", "BF16", [2, 3], bytes(range(12))),
                                                ("none", "F32", [0, 4], b"")])
        with open_model(path) as model:
            tensor = model["w"]
            self.assertEqual((tensor.dtype, tensor.shape), ("BF16", (2, 3)))
            self.assertEqual(tensor.numpy().dtype, numpy.uint16)
            self.assertEqual(tensor.numpy().shape, (2, 3))
            self.assertEqual(model["none"].numpy().shape, (0, 4))

    def test_torch_has_bfloat16(self):
        try:
            import torch
        except ImportError:
            self.skipTest("torch is not installed")
        path = safetensors("torch.safetensors", [("w", "BF16", [2], b"\x80\x3f\x00\x40")])
        with open_model(path) as model:
            self.assertEqual(model["w"].torch().dtype, torch.bfloat16)
            self.assertEqual(model["w"].torch().tolist(), [1.0, 2.0])

    def test_a_closed_model_is_refused(self):
        model = open_model()
        tensor = model["output.weight"]
        model.close()
        model.close()
        self.assertRaises(ValueError, tensor.numpy)
        self.assertRaises(ValueError, model.load)


class Slices(unittest.TestCase):
    def test_a_slice_is_what_numpy_would_cut(self):
        with open_model() as model:
            tensor = model["output.weight"]
            part = tensor[10:20]
            self.assertEqual(tensor.residency, "bound")
            numpy.testing.assert_array_equal(part.view("u2"), tensor.numpy()[10:20].view("u2"))
            self.assertEqual(tensor[-1:].shape, (1,) + tensor.shape[1:])
            self.assertEqual(tensor[:].tobytes(), tensor.numpy().tobytes())
            self.assertEqual(tensor[5:5].shape, (0,) + tensor.shape[1:])

    def test_columns_are_sliced_too(self):
        with open_model() as model:
            tensor = model["output.weight"]
            numpy.testing.assert_array_equal(tensor[:, 16:48].view("u2"),
                                             tensor.numpy()[:, 16:48].view("u2"))
            blocks = model["token_embd.weight"]  # Q8_0: blocks of 32 elements in 34 bytes
            numpy.testing.assert_array_equal(blocks[:, 32:96], blocks.numpy()[:, 34:102])

    def test_rows_of_a_quantised_tensor_are_bytes(self):
        with open_model() as model:
            tensor = model["blk.0.attn_q.weight"]
            numpy.testing.assert_array_equal(tensor[2:4], tensor.numpy()[2:4])

    def test_a_slice_of_safetensors(self):
        path = safetensors("slice.safetensors", [("w", "I16", [3, 2], struct.pack("<6h", *range(6)))])
        with open_model(path) as model:
            self.assertEqual(model["w"][1:].tolist(), [[2, 3], [4, 5]])

    def test_what_is_no_slice_is_refused(self):
        with open_model() as model:
            tensor = model["output.weight"]
            self.assertRaises(TypeError, lambda: tensor[3])
            self.assertRaises(TypeError, lambda: tensor[:, :, :])
            self.assertRaises(ValueError, lambda: tensor[::2])
            self.assertRaises(ValueError, lambda: tensor[1:2, 1:2])
            with self.assertRaises(emel.Error) as caught:
                model["blk.0.attn_q.weight"][:, 1:2]
            self.assertEqual(caught.exception.source, "SELECT")


class Loads(unittest.TestCase):
    def test_progress_grows_towards_all_bytes(self):
        seen = []
        with open_model() as model:
            total = sum(t.nbytes for t in model.values())
            model.load(progress=lambda *bytes: seen.append(bytes), step_bytes=1 << 16)
            self.assertGreater(len(seen), 2)
            self.assertEqual(seen, sorted(seen))
            self.assertTrue(all(done <= total == all_of_them for done, all_of_them in seen))

    def test_some_tensors_by_name(self):
        with open_model() as model:
            model.load(["output_norm.weight"])
            self.assertEqual(model["output_norm.weight"].residency, "resident")
            self.assertEqual(model["output.weight"].residency, "bound")
            self.assertRaises(KeyError, model.load, ["nothing"])
            model.load([])

    def test_false_cancels_a_load(self):
        with open_model() as model:
            with self.assertRaises(emel.Error) as caught:
                model.load(progress=lambda done, total: False, step_bytes=1 << 16)
            self.assertTrue(caught.exception.cancelled)
            self.assertEqual(model["output.weight"].residency, "bound")

    def test_what_progress_raises_comes_out(self):
        def fail(done, total):
            raise KeyboardInterrupt

        with open_model() as model:
            self.assertRaises(KeyboardInterrupt, model.load, progress=fail, step_bytes=1 << 16)
            self.assertEqual(model["output.weight"].residency, "bound")

    def test_a_limit_is_told_with_its_numbers(self):
        with open_model(limit=1000) as model:
            with self.assertRaises(emel.Error) as caught:
                model.load()
            self.assertEqual(caught.exception.name, "LIMIT_EXCEEDED")


class Errors(unittest.TestCase):
    def test_an_error_has_all_fields(self):
        with self.assertRaises(emel.Error) as caught:
            open_model("/nowhere/at/all.gguf")
        error = caught.exception
        self.assertEqual((error.source, error.name, error.errno), ("MODEL_FILE", "OPEN_FAILED", 2))
        self.assertEqual((error.file, error.filename, error.subject),
                         ("/nowhere/at/all.gguf", "/nowhere/at/all.gguf", None))
        self.assertEqual((error.code, error.os_error, error.rule), (4, 2, None))
        self.assertEqual((error.file_offset, error.other_offset), (None, None))
        self.assertFalse(error.cancelled)
        self.assertTrue(error.text and error.text in error.line and str(error) == error.line)

    def test_an_error_of_a_tensor_names_it_and_its_place(self):
        path = os.path.join(WORK, "short.gguf")
        with open(SAMPLE, "rb") as file, open(path, "wb") as short:
            short.write(file.read()[:-5000])
        with self.assertRaises(emel.Error) as caught:
            open_model(path)
        self.assertEqual(caught.exception.name, "RANGE")
        self.assertIsNotNone(caught.exception.subject)
        self.assertIsNotNone(caught.exception.file_offset)


class Values(unittest.TestCase):
    def test_values_of_each_type(self):
        with open_model() as model:
            values = model.metadata
            self.assertEqual(len(values), len(list(values)))
            self.assertEqual(values["general.architecture"], "llama")
            self.assertEqual(values["llama.block_count"], 2)
            self.assertEqual((values["sample.uint8"], values["sample.int8"]), (255, -128))
            self.assertEqual((values["sample.int64"], values["sample.uint64"]), (-2**63, 2**63 - 1))
            self.assertEqual((values["sample.float64"], values["sample.bool"]), (0.1, True))
            self.assertEqual(values["tokenizer.ggml.tokens"][:3], ["<unk>", " ", "!"])
            self.assertEqual(values["tokenizer.ggml.scores"][4], -1.0)
            self.assertEqual(values["tokenizer.ggml.token_type"][:2], [2, 1])
            self.assertRaises(KeyError, lambda: values["nothing"])

    def test_arrays_in_arrays_and_strings_longer_than_the_buffer(self):
        def text(value):
            return struct.pack("<Q", len(value)) + value

        long = b"x" * 100000
        nested = (struct.pack("<IQ", 9, 2) + struct.pack("<IQ2H", 2, 2, 7, 8)
                  + struct.pack("<IQ", 8, 1) + text(b"in"))
        data = (b"GGUF" + struct.pack("<IQQ", 3, 0, 2)
                + text(b"nested") + struct.pack("<I", 9) + nested
                + text(b"long") + struct.pack("<IIQ", 9, 8, 2) + text(long) + text(b"short"))
        path = os.path.join(WORK, "values.gguf")
        with open(path, "wb") as file:
            file.write(data)
        with open_model(path) as model:
            self.assertEqual(model.metadata["nested"], [[7, 8], ["in"]])
            self.assertEqual(model.metadata["long"], [long.decode(), "short"])


if __name__ == "__main__":
    os.makedirs(WORK, exist_ok=True)
    unittest.main(argv=sys.argv[:1])
