"""Run an example on a Ray cluster of two workers on this machine: `python ray_cluster.py EXAMPLE CRAWL OUT`."""

from __future__ import annotations

import os
import runpy
import sys

import ray
from ray.cluster_utils import Cluster
from ray.data import DataContext

STORE = 80_000_000  # bytes of the object store of each node: the least that Ray takes is near
CPUS = 2  # of each worker: one that is left alone has to bear an actor, and to read
BLOCK = 40_000  # bytes of a block, so that a small crawl has enough of them for all workers
BLOCKS = 12


def main(example: str, *arguments: str) -> None:
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": STORE})
    for _ in range(2):
        cluster.add_node(num_cpus=CPUS, object_store_memory=STORE)
    os.environ["RAY_ADDRESS"] = cluster.address
    context = DataContext.get_current()
    context.target_max_block_size = BLOCK
    context.read_op_min_num_blocks = BLOCKS
    sys.argv = [example, *arguments]
    try:
        runpy.run_path(example, run_name="__main__")
    finally:
        ray.shutdown()
        cluster.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
