"""Makes a council out of another one and a preset: rules that some council published, kept as data beside the councils."""

from service.policy.presets.making import Order, made
from service.policy.presets.preset import Preset, Ruling, load, presets, rulings

__all__ = ["Order", "Preset", "Ruling", "load", "made", "presets", "rulings"]
