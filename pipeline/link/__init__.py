"""Mention -> entity valid at that date (entity linking)."""

from pipeline.link.linking import link_mentions

__all__ = ["link_mentions"]
