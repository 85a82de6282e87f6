using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>From a save until the same bytes stand on the target.</summary>
internal sealed record SaveBenchmark(string Name, WatchedTree Tree, string Goal) : IBenchmark
{
    private int Saves => IsLong ? 60 : 200;

    /// <summary>Whether it goes through the long link.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether lsyncd is measured in the same run.</summary>
    public bool HasPeer { get; init; }

    /// <inheritdoc/>
    public string Title => $"save to visible, {Tree.Title}, {(IsLong ? "50 ms 100 Mbit/s" : "loopback")}";

    /// <inheritdoc/>
    public void Run(Field field, Report report)
    {
        string source = Tree.Make(field);
        IReadOnlyList<string> files = WatchedTree.EditableIn(source);
        if (HasPeer)
        {
            // Its first copy is not what is measured.
            string target = field.NewDirectory("lsyncd-dst");
            Shell.Run($"cp -a {source}/. {target}/");
            using IWatcher peer = LsyncdWatch.Start(field, source, target, IsLong);
            Measure(report, peer, new SaveMeter(source, target, files), goal: "");
        }

        string destination = Path.Combine(field.NewDirectory("dst"), "root");
        long start = Stopwatch.GetTimestamp();
        using (LockstepWatch watch = LockstepWatch.Start(field, source, destination, IsLong))
        {
            report.Note(Title, "first scan and push", string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {Memory(watch)}"), "");
            Measure(report, watch, new SaveMeter(source, destination, files), Goal);
            report.Note(Title, "afterwards", Memory(watch), "");
        }

        start = Stopwatch.GetTimestamp();
        using (LockstepWatch again = LockstepWatch.Start(field, source, destination, IsLong))
        {
            report.Note(Title, "opened again", string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {Memory(again)}"), "");
        }

        field.RemoveDirectories();
    }

    private void Measure(Report report, IWatcher watcher, SaveMeter meter, string goal)
    {
        meter.WarmUp(watcher);
        ProcessUse? before = watcher.Use;
        Latencies latencies = meter.Measure(Saves);
        string use = before is { } earlier && watcher.Use!.Since(earlier) is var used
            ? string.Create(CultureInfo.InvariantCulture, $"; a save takes {used.Client / Saves:0.00} ms of processor time on the client, {used.Ssh / Saves:0.00} in ssh, {used.Agent / Saves:0.00} on the agent")
            : "";
        report.Note(Title, watcher.Name, $"{latencies}{use}", goal);
    }

    private static string Memory(LockstepWatch watch) =>
        string.Create(CultureInfo.InvariantCulture, $"client {watch.Use!.ClientKiB / 1024.0:0} MiB, agent {watch.Use!.AgentKiB / 1024.0:0} MiB");
}
