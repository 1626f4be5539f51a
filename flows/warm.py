"""Imported for its effect by the process that workers are forked from: the models are loaded once, for all of them."""

import gc

gc.disable()  # loading makes a million objects and no garbage

import datasketch  # noqa: E402, F401 - as below

import flows.extraction  # noqa: E402 - its imports are what is shared
import flows.readers.read  # noqa: E402, F401
from flows.nlp.reading import model_name  # noqa: E402

model_name()
# what is frozen is never looked at by a collection, so that its pages stay shared
gc.collect()
gc.freeze()
gc.enable()
