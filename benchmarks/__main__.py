"""`make bench`: every measurement of the house, each beside a peer in the same run."""

from benchmarks import bench_matching, bench_moving, bench_pages

if __name__ == "__main__":
    bench_matching.main()
    print("## Pages\n")
    bench_pages.main()
    print("## Moving in\n")
    bench_moving.measure()
