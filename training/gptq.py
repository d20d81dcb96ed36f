"""Rounds weights to 4, 5 and 8 bits so that the layer's outputs change least.

GPTQ (Frantar et al., 2022): columns are rounded one after the other, and the error of each is made
up for in the columns not yet rounded, by the inverse of H = sum x x^T over the layer's inputs. The
scale of each block of 32 is chosen among a few so that the rounding error, weighted by diag(H), is
least. Codes and scales are packed as they are: a second quantiser would choose other scales.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

BLOCK = 32  # weights that share a scale, in the GGUF types Q4_0, Q5_0 and Q8_0
DAMPING = 0.01  # of the mean of H's diagonal


@dataclass(frozen=True)
class Grid:
    """Values are code * d with codes from -2^(bits-1) to 2^(bits-1) - 1."""
    name: str
    bits: int

    @property
    def low(self) -> int:
        return -(1 << (self.bits - 1))

    @property
    def high(self) -> int:
        return (1 << (self.bits - 1)) - 1


Q4_0, Q5_0, Q8_0 = Grid("Q4_0", 4), Grid("Q5_0", 5), Grid("Q8_0", 8)


@dataclass(frozen=True)
class Rounded:
    grid: Grid
    codes: torch.Tensor  # [rows, columns] int8
    scales: torch.Tensor  # [rows, columns / 32] float16

    def values(self) -> torch.Tensor:
        """float32, as a reader of the file will see them."""
        return self.codes.float() * self.scales.float().repeat_interleave(BLOCK, 1)


def _candidate_scales(block: torch.Tensor, grid: Grid) -> torch.Tensor:
    """[rows, candidates]: scales near those that just reach the largest weight, either way round."""
    at = block.abs().argmax(1, keepdim=True)
    largest = block.gather(1, at)
    shrink = torch.linspace(0.62, 1.0, 20, device=block.device) if grid.bits < 8 else torch.ones(
        1, device=block.device)
    downwards, upwards = largest / grid.low, largest / grid.high
    scales = torch.cat((downwards * shrink, upwards * shrink), 1).half().float()
    return torch.where(scales == 0, torch.ones_like(scales), scales)


def _round(values: torch.Tensor, scales: torch.Tensor, grid: Grid) -> torch.Tensor:
    return (values / scales).round().clamp(grid.low, grid.high)


def _choose_scales(block: torch.Tensor, importance: torch.Tensor, grid: Grid) -> torch.Tensor:
    """[rows, 1]: of the candidates the one with the least weighted squared error."""
    best = torch.full((len(block), 1), float("inf"), device=block.device)
    chosen = torch.ones_like(best)
    for scale in _candidate_scales(block, grid).split(1, 1):
        error = block - _round(block, scale, grid) * scale
        error = (error.square() * importance).sum(1, keepdim=True)
        chosen = torch.where(error < best, scale, chosen)
        best = torch.minimum(error, best)
    return chosen


def round_plainly(weights: torch.Tensor, grid: Grid) -> Rounded:
    """Each block by itself, all weights equally important."""
    rows, columns = weights.shape
    blocks = weights.reshape(-1, BLOCK)
    scales = _choose_scales(blocks, torch.ones(BLOCK, device=weights.device), grid)
    codes = _round(blocks, scales, grid).to(torch.int8).reshape(rows, columns)
    return Rounded(grid, codes, scales.half().reshape(rows, columns // BLOCK))


def _inverse_factor(hessian: torch.Tensor) -> torch.Tensor:
    """The upper Cholesky factor of the damped inverse."""
    damped = hessian.double()
    diagonal = damped.diagonal()
    damping = DAMPING * float(diagonal.mean()) or 1.0
    damped = damped + damping * torch.eye(len(damped), dtype=damped.dtype, device=damped.device)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
    return torch.linalg.cholesky(inverse, upper=True).float()


def round_compensated(weights: torch.Tensor, hessian: torch.Tensor, grid: Grid) -> Rounded:
    """weights: [rows, columns] float32; hessian: [columns, columns] float32, sum of x x^T."""
    rows, columns = weights.shape
    left = weights.clone()
    factor = _inverse_factor(hessian)
    importance = hessian.diagonal()
    codes = torch.zeros(rows, columns, dtype=torch.int8, device=weights.device)
    scales = torch.zeros(rows, columns // BLOCK, dtype=torch.float16, device=weights.device)
    for begin in range(0, columns, BLOCK):
        end = begin + BLOCK
        scale = _choose_scales(left[:, begin:end], importance[begin:end], grid)
        scales[:, begin // BLOCK] = scale[:, 0].half()
        errors = torch.zeros(rows, BLOCK, device=weights.device)
        for j in range(begin, end):
            code = _round(left[:, j:j + 1], scale, grid)
            codes[:, j] = code[:, 0].to(torch.int8)
            error = (left[:, j:j + 1] - code * scale) / factor[j, j]
            left[:, j:end] -= error * factor[j, j:end]
            errors[:, j - begin] = error[:, 0]
        left[:, end:] -= errors @ factor[begin:end, end:]
    return Rounded(grid, codes, scales)


def pack(rounded: Rounded) -> np.ndarray:
    """[rows, bytes of a row] uint8: the blocks of the GGUF type."""
    rows, columns = rounded.codes.shape
    grid = rounded.grid
    codes = rounded.codes.cpu().numpy().reshape(rows, columns // BLOCK, BLOCK)
    scales = rounded.scales.cpu().numpy().reshape(rows, columns // BLOCK, 1).view(np.uint8)
    if grid.bits == 8:
        parts = [scales, codes.view(np.uint8)]
    else:
        shifted = (codes.astype(np.int16) - grid.low).astype(np.uint8)
        low = shifted & 15
        nibbles = low[..., :BLOCK // 2] | (low[..., BLOCK // 2:] << 4)
        parts = [scales, nibbles]
        if grid.bits == 5:
            fifth = np.packbits(shifted >> 4, axis=-1, bitorder="little")
            parts = [scales, fifth, nibbles]
    return np.ascontiguousarray(np.concatenate(parts, -1).reshape(rows, -1))
