"""Other engines, on the same analysed terms; each runs in a process of its own and needs nothing of this project."""
