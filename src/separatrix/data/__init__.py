"""Tables in, arrays out: reading, kinds, target, split and Encoder.

The road through this room, each step in the file of its name: `read.open_table`,
`kinds.find_kinds`, `target.learn_target`, `split.split_table`, `encoder.learn_encoder`.
"""
