"""Other engines over the same analysed terms, each in a process of its own, without this project's packages."""
