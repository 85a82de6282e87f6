namespace Lockstep.Bench.Watching;

/// <summary>What <c>lockstep watch</c> and pushes to many targets are measured by.</summary>
internal static class WatchBenchmarks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new SaveBenchmark("watch-save", WatchedTree.Source, "p50 ≤ 3 ms, p99 ≤ 15 ms, none lost") { HasPeer = true },
        new SaveBenchmark("watch-save-1k", WatchedTree.Small(1_000), "within 1.5 times of 84,000 entries"),
        new SaveBenchmark("watch-save-1m", WatchedTree.Small(1_000_000), "within 1.5 times of 84,000 entries"),
        new SaveBenchmark("watch-save-long", WatchedTree.Source, "p50 ≤ 35 ms") { IsLong = true, HasPeer = true },
        new CheckoutBenchmark(),
        new IdleBenchmark(),
        new MemoryBenchmark(),
        new TargetsBenchmark("targets", "1"),
        new TargetsBenchmark("targets-auto", "auto"),
    ];
}
