using System.Text;
using Lockstep.Sessions;
using Lockstep.Sessions.Pushing;

namespace Lockstep.Tests.Sessions.Pushing;

/// <summary>A target on this machine must not be the project, in it, or around it.</summary>
public sealed class TargetOverlapTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("lockstep-overlap-").FullName;

    public TargetOverlapTests()
    {
        Directory.CreateDirectory(Path.Combine(_place, "work", "app", "src"));
        File.WriteAllText(Path.Combine(_place, "work", "app", "src", "main.c"), "main");
        File.WriteAllText(Path.Combine(_place, "work", "app", ".lockstepignore"), "/out/\n");
        Directory.CreateSymbolicLink(Path.Combine(_place, "link"), Path.Combine(_place, "work", "app"));
    }

    [Theory]
    [InlineData("work/app", "is the project itself")]
    [InlineData("work/../work/app", "is the project itself")]
    [InlineData("link", "is the project itself")]
    [InlineData("work/app/server", "lies in the project")]
    [InlineData("work/app/src/server", "lies in the project")]
    [InlineData("link/server", "lies in the project")]
    [InlineData("work", "holds the project")]
    public async Task What_overlaps_is_refused_and_nothing_is_written(string target, string reason)
    {
        string[] before = Everything();
        RunSummary summary = await PushAsync(target);
        Assert.Equal(ExitCode.Refused, summary.Exit);
        Assert.Contains(reason, summary.Message, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("work/server")]
    [InlineData("work/app2")]
    [InlineData("work/app/out")]
    [InlineData("work/app/out/server")]
    [InlineData("work/app/.hidden/server")]
    public async Task What_lies_beside_the_project_or_is_not_sent_is_pushed_to(string target)
    {
        RunSummary summary = await PushAsync(target);
        Assert.Equal(ExitCode.Done, summary.Exit);
        Assert.Equal("main", File.ReadAllText(Path.Combine(_place, target, "src", "main.c")));
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private async Task<RunSummary> PushAsync(string target)
    {
        var options = new PushOptions { Deploy = null };
        var client = new ClientContext(Path.Combine(_place, "cache"), "tester@here", typeof(TargetOverlapTests).Assembly);
        using var view = ProjectView.Open(new Project("app", Path.Combine(_place, "work", "app")), options.Filter, client.CacheDirectory);
        var to = new PushTarget(target, AddressKind.Local, Encoding.UTF8.GetBytes(Path.Combine(_place, target)));
        return await Push.RunAsync(view, to, options, client, new RecordingObserver(), CancellationToken.None);
    }

    private string[] Everything() => [.. Directory.EnumerateFileSystemEntries(_place, "*", SearchOption.AllDirectories).Where(path => !path.Contains("/cache", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
