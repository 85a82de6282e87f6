using System.Globalization;

namespace Lockstep.Bench.Watching;

/// <summary>What watching costs while nothing happens, the background check included.</summary>
internal sealed class IdleBenchmark : IBenchmark
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "watch-idle";

    /// <inheritdoc/>
    public string Title => "5 minutes of nothing, 84,000 entries, loopback";

    /// <inheritdoc/>
    public void Run(Field field, Report report)
    {
        using (LockstepWatch watch = LockstepWatch.Start(field, field.Work.Source, Path.Combine(field.NewDirectory("dst"), "root")))
        {
            Thread.Sleep(TimeSpan.FromSeconds(5));
            ProcessUse before = watch.Use!;
            Thread.Sleep(Length);
            watch.ThrowIfEnded();
            ProcessUse used = watch.Use!.Since(before);
            report.Note(Title, "lockstep watch", $"client {Share(used.Client)}, its ssh {Share(used.Ssh)}, agent {Share(used.Agent)}", "≤ 0.2 % each");
        }

        field.RemoveDirectories();
    }

    private static string Share(double milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * milliseconds / Length.TotalMilliseconds:0.00} % of one processor");
}
