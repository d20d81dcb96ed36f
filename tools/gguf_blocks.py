"""Random tensor data in the storage types of GGUF, the same bytes for the same key everywhere.

Randomness is taken as raw PCG64 output and turned into numbers by exact integer arithmetic, so
that neither numpy's version nor the machine's mathematical functions change a file.
Block layouts: src/tensor/blocks.h.
"""

from __future__ import annotations

import zlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

# Elements per block and bytes per block of each type that can be written.
BLOCK_SIZES: dict[Type, tuple[int, int]] = {
    t: gguf.GGML_QUANT_SIZES[t]
    for t in (Type.F32, Type.F16, Type.BF16, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1,
              Type.Q8_0, Type.Q4_K, Type.Q5_K, Type.Q6_K)
}


class RandomSource:
    """A stream of random numbers named by a seed and a key (usually a tensor's name)."""

    def __init__(self, seed: int, key: str) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(key.encode())]))

    def bytes(self, n: int) -> np.ndarray:
        """n random bytes as a uint8 array."""
        return self._bits.random_raw((n + 7) // 8).astype("<u8", copy=False).view(np.uint8)[:n]

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> np.ndarray:
        """Integers in [low, high), as int64; the range is at most 65,536 wide."""
        n = int(np.prod(shape))
        raw = self.bytes(4 * n).view("<u4").astype(np.int64)
        return (low + ((raw * (high - low)) >> 32)).reshape(shape)

    def normals(self, shape: tuple[int, ...]) -> np.ndarray:
        """Nearly normal float32 numbers of mean 0 and variance 1: sums of four uniforms."""
        n = int(np.prod(shape))
        words = self.bytes(8 * n).view("<u2").reshape(n, 4).astype(np.int64)
        centred = 2 * words.sum(axis=1) - 4 * 65535
        return (centred / (2 * 65536 / np.sqrt(3.0))).astype(np.float32).reshape(shape)


def _pack_k_scales(scales: np.ndarray, mins: np.ndarray) -> np.ndarray:
    """Packs 8 scales and 8 mins of 6 bits per block into the 12 bytes of Q4_K and Q5_K."""
    packed = np.empty((scales.shape[0], 12), dtype=np.uint8)
    packed[:, 0:4] = scales[:, :4] | ((scales[:, 4:] >> 4) << 6)
    packed[:, 4:8] = mins[:, :4] | ((mins[:, 4:] >> 4) << 6)
    packed[:, 8:12] = (scales[:, 4:] & 15) | ((mins[:, 4:] & 15) << 4)
    return packed


def _block_scales(source: RandomSource, n_blocks: int, mean: float) -> np.ndarray:
    """One scale per block, between 0.75 and 1.25 of `mean`, in float64."""
    return mean * (source.integers(49152, 81920, (n_blocks,)) / 65536.0)


def _as_half_bytes(values: np.ndarray) -> np.ndarray:
    return values.astype("<f2").view(np.uint8).reshape(-1, 2)


def _random_q4_q5_k(source: RandomSource, n_blocks: int, std: float, bits: int) -> np.ndarray:
    """Blocks of Q4_K or Q5_K: the quants uniform, the mins near what makes the mean zero."""
    header = 16 if bits == 4 else 48  # d, dmin, scales and, for Q5_K, the fifth bits
    n_levels = 1 << bits
    centre = (n_levels - 1) / 2.0
    scales = source.integers(32, 61, (n_blocks, 8))
    mins = scales + source.integers(-3, 4, (n_blocks, 8))
    quant_std = float(np.sqrt((n_levels * n_levels - 1) / 12.0))
    d = _block_scales(source, n_blocks, std / (46.8 * quant_std))
    blocks = np.empty((n_blocks, header + 128), dtype=np.uint8)
    blocks[:, 0:2] = _as_half_bytes(d)
    blocks[:, 2:4] = _as_half_bytes(d * centre)
    blocks[:, 4:16] = _pack_k_scales(scales.astype(np.uint8), mins.astype(np.uint8))
    blocks[:, 16:] = source.bytes(n_blocks * (header + 112)).reshape(n_blocks, header + 112)
    return blocks


def _random_q6_k(source: RandomSource, n_blocks: int, std: float) -> np.ndarray:
    """Blocks of Q6_K: the quants uniform, the sub-scales of either sign."""
    sub_scales = source.integers(16, 64, (n_blocks, 16))
    sub_scales *= 1 - 2 * source.integers(0, 2, (n_blocks, 16))
    d = _block_scales(source, n_blocks, std / (41.9 * 18.5))
    blocks = np.empty((n_blocks, 210), dtype=np.uint8)
    blocks[:, :192] = source.bytes(n_blocks * 192).reshape(n_blocks, 192)
    blocks[:, 192:208] = sub_scales.astype(np.int8).view(np.uint8)
    blocks[:, 208:210] = _as_half_bytes(d)
    return blocks


def row_bytes(kind: Type, n_columns: int) -> int:
    """Bytes of one row of `n_columns` elements, which must be whole blocks."""
    elements, size = BLOCK_SIZES[kind]
    if n_columns % elements:
        raise ValueError(f"{kind.name} needs rows of a multiple of {elements}, not {n_columns}")
    return n_columns // elements * size


def random_matrix(source: RandomSource, kind: Type, n_rows: int, n_columns: int,
                  std: float) -> np.ndarray:
    """Bytes [n_rows, row_bytes] of a matrix whose elements have about mean 0 and `std`."""
    size = row_bytes(kind, n_columns)
    n_blocks = n_rows * (n_columns // BLOCK_SIZES[kind][0])
    if kind in (Type.Q4_K, Type.Q5_K):
        data = _random_q4_q5_k(source, n_blocks, std, 4 if kind == Type.Q4_K else 5)
    elif kind == Type.Q6_K:
        data = _random_q6_k(source, n_blocks, std)
    else:
        values = source.normals((n_rows, n_columns)) * np.float32(std)
        data = np.ascontiguousarray(gguf.quants.quantize(values, kind)).view(np.uint8)
    return data.reshape(n_rows, size)
