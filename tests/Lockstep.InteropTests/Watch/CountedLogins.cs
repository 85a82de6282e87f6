using Lockstep.InteropTests.Push;

namespace Lockstep.InteropTests.Watch;

/// <summary>A workplace behind ssh that counts how often somebody logs in.</summary>
internal sealed class CountedLogins : IDisposable
{
    private readonly string _log;

    public CountedLogins(SharedSshServer shared)
    {
        Work = Workplace.For(Reach.Ssh, shared);
        _log = Path.Combine(Work.Directory, "logins");
        string script = Path.Combine(Work.Directory, "counted-ssh");
        File.WriteAllText(script, $"#!/bin/sh\necho login >> {_log}\nexec {Work.Environment["LOCKSTEP_SSH"]} \"$@\"\n");
        Shell.Run($"chmod 700 {Shell.Quote(script)}", Work.Directory);
        Work.Environment["LOCKSTEP_SSH"] = script;
        Work.InProject("echo one > a; echo one > b");
    }

    public Workplace Work { get; }

    public int Logins => File.ReadAllLines(_log).Length;

    public async Task<WatchClient> WatchAsync()
    {
        WatchClient watch = Work.StartWatch("--no-deploy");
        await watch.UntilWatchingAsync(TestContext.Current.CancellationToken);
        return watch;
    }

    public Task<ClientResult> RunAsync(string line) => Work.RunAsync(
        ["-C", Work.Project, .. Split(line.Replace("{target}", Work.Address, StringComparison.Ordinal))]);

    public void Dispose() => Work.Dispose();

    private static string[] Split(string line)
    {
        string[] parts = line.Split('\'');
        return [.. parts.SelectMany((part, index) => index % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }
}
