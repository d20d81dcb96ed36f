"""The rate of a run, and AdamW on a part of its parameters."""

from __future__ import annotations

import torch

from batches import Plan

BETAS = (0.9, 0.98)
EPSILON = 1e-8
WEIGHT_DECAY = 0.01


def rate_at(plan: Plan, step: int, left_minutes: float, decay_minutes: float) -> float:
    warm = min(1.0, (step + 1) / plan.warm_up_steps)
    decay = min(1.0, max(0.0, left_minutes / decay_minutes)) if decay_minutes else 1.0
    return plan.rate * warm * decay


class Shard:
    """AdamW (Loshchilov and Hutter, 2019) on this process's part of the flat parameters."""

    def __init__(self, weights: torch.Tensor, begin: int, end: int, state: dict[str, torch.Tensor]):
        self.range = slice(begin, end)
        self.weights = weights
        self.master = state["master"][self.range].float().clone()
        self.mean = state["mean"][self.range].float().clone()
        self.variance = state["variance"][self.range].float().clone()

    def update(self, gradient: torch.Tensor, rate: float, step: int) -> None:
        """gradient: float32, of this part."""
        self.mean.lerp_(gradient, 1 - BETAS[0])
        self.variance.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        scale = (1 - BETAS[1] ** step) ** 0.5
        denominator = self.variance.sqrt().div_(scale).add_(EPSILON)
        self.master.mul_(1 - rate * WEIGHT_DECAY)
        self.master.addcdiv_(self.mean, denominator, value=-rate / (1 - BETAS[0] ** step))
        self.weights[self.range] = self.master.to(self.weights.dtype)
