"""The compiled engine: small networks on the CPU, whole epochs inside one call.

A batch is laid out in tiles of L rows, with the rows along the fast axis: an array of shape
(T, U, L) holds U units for T tiles, and the L rows of a tile fill two of the processor's vectors,
however few units a layer has. Rows that only fill up the last tile carry a zero gradient.

The road through the room: `epoch` gathers the rows of each step (in `random` order), goes `forward`
and `backward` (`layers`, `activations`, `norms`, `losses`) and takes a `step`; `look` is the
forward pass alone; `engine` puts it to work on the `cores`. `network` says where things lie.
Beneath all of it: `vectors`, `views` and `exponentials`, and `jit`, the one door to Numba.

Axes here: T tiles, L rows of a tile, U units of a layer (I in, O out), beside the usual K, N, D, P.
"""
