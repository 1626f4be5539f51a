"""Adapters to heavy language libraries, each behind one small interface."""
