"""A minimal ctypes view of llama.cpp v0.5.0, for checking the exported files only."""

import ctypes
import os
import struct


class ModelParams(ctypes.Structure):
    _fields_ = [("raw", ctypes.c_uint64 * 10)]


class ContextParams(ctypes.Structure):
    _fields_ = [("raw", ctypes.c_uint64 * 20)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.POINTER(ctypes.c_int32)), ("embd", ctypes.c_void_p),
                ("pos", ctypes.POINTER(ctypes.c_int32)), ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
                ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))), ("logits", ctypes.POINTER(ctypes.c_int8))]


class ChatMessage(ctypes.Structure):
    _fields_ = [("role", ctypes.c_char_p), ("content", ctypes.c_char_p)]


class LlamaCpp:
    """One model and one context of 2,048 tokens."""

    def __init__(self, natives, path, threads=2):
        ggml = ctypes.CDLL(os.path.join(natives, "libggml.v0.5.0.so"), mode=ctypes.RTLD_GLOBAL)
        ggml.ggml_backend_load_all_from_path(natives.encode())
        self.lib = lib = ctypes.CDLL(os.path.join(natives, "libllama.v0.5.0.so"))
        pointer = ctypes.c_void_p
        for name, result, arguments in [
                ("llama_model_default_params", ModelParams, []), ("llama_context_default_params", ContextParams, []),
                ("llama_model_load_from_file", pointer, [ctypes.c_char_p, ModelParams]),
                ("llama_init_from_model", pointer, [pointer, ContextParams]), ("llama_model_get_vocab", pointer, [pointer]),
                ("llama_get_memory", pointer, [pointer]), ("llama_memory_clear", None, [pointer, ctypes.c_bool]),
                ("llama_batch_init", Batch, [ctypes.c_int32] * 3), ("llama_decode", ctypes.c_int32, [pointer, Batch]),
                ("llama_batch_free", None, [Batch]), ("llama_get_logits", ctypes.POINTER(ctypes.c_float), [pointer]),
                ("llama_vocab_n_tokens", ctypes.c_int32, [pointer]), ("llama_vocab_is_eog", ctypes.c_bool, [pointer, ctypes.c_int32]),
                ("llama_model_chat_template", ctypes.c_char_p, [pointer, ctypes.c_char_p]),
                ("llama_model_n_params", ctypes.c_uint64, [pointer]),
                ("llama_tokenize", ctypes.c_int32, [pointer, ctypes.c_char_p, ctypes.c_int32, ctypes.POINTER(ctypes.c_int32), ctypes.c_int32,
                                                    ctypes.c_bool, ctypes.c_bool]),
                ("llama_chat_apply_template", ctypes.c_int32, [ctypes.c_char_p, ctypes.POINTER(ChatMessage), ctypes.c_size_t, ctypes.c_bool,
                                                               ctypes.c_char_p, ctypes.c_int32])]:
            function = getattr(lib, name)
            function.restype, function.argtypes = result, arguments
        lib.llama_backend_init()
        self.model = lib.llama_model_load_from_file(path.encode(), lib.llama_model_default_params())
        if not self.model:
            raise RuntimeError(f"llama.cpp does not load {path}")
        params = lib.llama_context_default_params()
        for offset, value in ((0, 2048), (4, 2048), (8, 512), (28, threads), (32, threads), (52, 0)):  # 52: flash attention off
            struct.pack_into("<i", params, offset, value)
        self.context = lib.llama_init_from_model(self.model, params)
        self.vocab = lib.llama_model_get_vocab(self.model)
        self.size = lib.llama_vocab_n_tokens(self.vocab)

    def parameters(self):
        return self.lib.llama_model_n_params(self.model)

    def ends(self, token):
        return self.lib.llama_vocab_is_eog(self.vocab, token)

    def tokenize(self, text):
        data = text.encode("utf-8")
        out = (ctypes.c_int32 * (len(data) + 8))()
        count = self.lib.llama_tokenize(self.vocab, data, len(data), out, len(out), True, True)
        return list(out[:count])

    def apply_template(self, messages):
        chat = (ChatMessage * len(messages))(*[ChatMessage(m["role"].encode(), m["content"].encode()) for m in messages])
        template = self.lib.llama_model_chat_template(self.model, None)
        out = ctypes.create_string_buffer(1 << 16)
        count = self.lib.llama_chat_apply_template(template, chat, len(messages), True, out, len(out))
        return out.raw[:count].decode("utf-8")

    def logits(self, tokens):
        """Rows of logits, one for each token, from a fresh context."""
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)
        batch = self.lib.llama_batch_init(len(tokens), 0, 1)
        batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, i, 1, 1
            batch.seq_id[i][0] = 0
        if self.lib.llama_decode(self.context, batch) != 0:
            raise RuntimeError("llama_decode failed")
        flat = self.lib.llama_get_logits(self.context)
        rows = [flat[i * self.size:(i + 1) * self.size] for i in range(len(tokens))]
        self.lib.llama_batch_free(batch)
        return rows
