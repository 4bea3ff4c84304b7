"""Tests of what an operator may edit."""
