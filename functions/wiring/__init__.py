"""Builds each part with its adapters, when a handler asks for it. Nothing is built at import."""
