"""The letters of the axes, everywhere the same and in this order.

| letter | axis |
|---|---|
| K | members of a stack |
| N | rows of a table or a part of it |
| B | rows of one batch |
| D | input features after encoding |
| C | category columns that are embedded; in predictions, classes |
| H | hidden units |
| O | outputs |
| G | points of a grid that is asked for a picture |
| P | parameters of one member, flat |
| Q | running statistics of one member, flat |
| E | epochs |
| R | bootstrap resamples |

An array or tensor of rank 2 and up ends its name in its axes where a reader could be in doubt:
`weight_KDH` is (members, features, hidden units).
"""
