"""The rate of a run, and AdamW on a part of its parameters."""

from __future__ import annotations

import torch

from batches import Plan

BETAS = (0.9, 0.98)
EPSILON = 1e-8
WEIGHT_DECAY = 0.01
CHUNK = 1 << 18


def rate_at(plan: Plan, step: int, left_minutes: float, decay_minutes: float) -> float:
    warm = min(1.0, (step + 1) / plan.warm_up_steps)
    decay = min(1.0, max(0.0, left_minutes / decay_minutes)) if decay_minutes else 1.0
    return plan.rate * warm * decay


class Shard:
    """AdamW (Loshchilov and Hutter, 2019) on this process's part of the flat parameters."""

    def __init__(self, weights: torch.Tensor, begin: int, end: int,
                 state: dict[str, torch.Tensor], n_updates: int):
        """n_updates: done before."""
        self.range = slice(begin, end)
        self.weights = weights
        self.master = torch.nn.Parameter(state["master"][self.range].float().clone())
        self.mean = state["mean"][self.range].float().clone()
        self.variance = state["variance"][self.range].float().clone()
        self.gradient = torch.zeros_like(self.mean)
        self.adam = torch.optim.AdamW([self.master], betas=BETAS, eps=EPSILON,
                                      weight_decay=WEIGHT_DECAY, fused=True)
        self.adam.state[self.master] = {
            "step": torch.tensor(float(n_updates), device=self.master.device),
            "exp_avg": self.mean, "exp_avg_sq": self.variance}

    def sum(self, gradients: list[torch.Tensor]) -> torch.Tensor:
        """The sum of this part of all processes' flat gradients, float32; valid until the next."""
        for begin in range(0, len(self.gradient), CHUNK):  # stays in the cache
            chunk = self.gradient[begin:begin + CHUNK]
            at = self.range.start + begin
            chunk.copy_(gradients[0][at:at + len(chunk)])
            for other in gradients[1:]:
                chunk += other[at:at + len(chunk)]
        return self.gradient

    @torch.no_grad()
    def update(self, gradient: torch.Tensor, rate: float) -> None:
        """gradient: float32, of this part."""
        self.adam.param_groups[0]["lr"] = rate
        self.master.grad = gradient
        self.adam.step()
        self.master.grad = None
        self.weights[self.range] = self.master.to(self.weights.dtype)
