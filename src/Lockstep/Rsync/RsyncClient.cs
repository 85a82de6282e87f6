using Lockstep.Rsync.Links;

namespace Lockstep.Rsync;

/// <summary>Runs a command line of rsync.</summary>
public static class RsyncClient
{
    /// <summary>Runs to the end; what goes wrong has been said then.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="console">Where words go.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(RsyncInvocation invocation, IRsyncConsole console, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Run(invocation, console, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int Run(RsyncInvocation invocation, IRsyncConsole console, CancellationToken cancellation)
    {
        try
        {
            SupportedOptions.Check(invocation);
            if (invocation.Role != RsyncRole.Client)
            {
                using var peer = new StandardLink();
                return new ServerRun(invocation, peer, console).Run(cancellation);
            }

            return new ClientRun(invocation, console).Run(cancellation);
        }
        catch (RsyncException e)
        {
            console.Write(RsyncChannel.Error, e.Message);
            return (int)e.Exit;
        }
    }
}
