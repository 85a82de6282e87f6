using System.Text;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Pushing;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Lasting;

/// <summary>Ends the command that a watch has left running on a target. The way in for the command line.</summary>
public static class LastingEnding
{
    /// <summary>Ends it by TERM and, where that does not help in time, KILL. Nothing is pushed, and that there is none is no failure.</summary>
    /// <param name="target">The target.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="observer">Is told.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What came of it.</returns>
    public static Task<RunSummary> RunAsync(PushTarget target, PushOptions options, ClientContext client, IRunObserver observer, CancellationToken cancellation)
    {
        var account = new RunAccount(target.Name, observer);
        return account.ConcludeAsync(() => EndAsync(target, options, client, account, cancellation));
    }

    private static async Task EndAsync(
        PushTarget target, PushOptions options, ClientContext client, RunAccount account, CancellationToken cancellation)
    {
        var request = new OpenRequest(target.Root, IsPreview: true, SnapshotDigest.None, client.Owner);
        IEndpoint connecting;
        using (account.Clock.Start(Phase.Connect))
        {
            connecting = await client.ConnectAsync(target, options, account.Observer, cancellation, Task.FromResult(request));
        }

        await using IEndpoint endpoint = connecting;
        account.Endpoint = endpoint;
        await endpoint.OpenAsync(request, cancellation);
        var said = new MemoryStream();
        await using IRunningCommand ending = await endpoint.StartAsync(
            new CommandRequest([], [], Timeout.InfiniteTimeSpan, []) { Lasts = true }, (_, bytes) => said.Write(bytes), cancellation);
        LastingReport report = await ending.Report.WaitAsync(cancellation);
        CommandResult result = await ending.WaitAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (result.ExitCode != 0)
        {
            account.Tally.Fail(ExitCode.SyncFailed, DisplayText.Of(Encoding.UTF8.GetString(said.ToArray()).TrimEnd()));
            return;
        }

        account.Observer.Note(report.State is { } state ? $"'{state.Command}' was ended" : "no command is kept running there");
    }
}
