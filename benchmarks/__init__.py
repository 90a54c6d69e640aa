"""The speed of Separatrix beside its peers, measured in one run: `python -m benchmarks`.

Read it from the outside in: `works` holds one file for each piece of work with its contenders and
its bars, `peers` one file for each peer, `ours` our own side, `problem` the data and the nets.
`timing` interleaves the contenders, `losses` refuses a time whose training did not reach the same
loss, `bars` judges, `report` prints. Every setting runs in a process of its own, held to its
cores before anything is imported; `jobs` are the scripts that works time from the outside.
"""
