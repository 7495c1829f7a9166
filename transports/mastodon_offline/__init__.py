"""The offline instance on a real port."""
