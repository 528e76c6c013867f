"""Small networks of many families in plain PyTorch, for tools/make_goldens.py."""
