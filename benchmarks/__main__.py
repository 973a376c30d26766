"""`make bench`: every measurement of the house, each beside a peer in the same run."""

from benchmarks import bench_choosing, bench_dating, bench_matching, bench_moving, bench_pages

if __name__ == "__main__":
    bench_matching.main()
    print("## Looking around\n")
    bench_choosing.main()
    print("## Pages\n")
    bench_pages.main()
    print("## Short talks\n")
    bench_dating.measure()
    print("## Moving in\n")
    bench_moving.measure()
