"""Questions over archives that anyone can install, half of them set aside. `README.md` tells how they are kept."""
