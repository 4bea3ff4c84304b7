"""Measures this project. In a package of its own, so that its worker processes do not import `__main__` again."""
