"""The demonstration: the facts of a real commons' public card, and an invented inquiry that says it is invented.

Built through the same actions as the pages, and safe to build again: what stands is left as it is.
"""
