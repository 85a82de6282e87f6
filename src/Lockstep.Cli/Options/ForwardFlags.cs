using System.CommandLine;
using Lockstep.Sessions;

namespace Lockstep.Cli.Options;

/// <summary>The port forwards of a command that keeps its connection open: <c>-L</c> and <c>-R</c>, as ssh has them.</summary>
internal sealed class ForwardFlags
{
    private readonly Option<string[]> _local = new("-L")
    {
        Description = "Forward a port of this machine to HOST:PORT as the target sees it, as ssh does",
        HelpName = "[ADDRESS:]PORT:HOST:PORT",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _remote = new("-R")
    {
        Description = "Forward a port of the target to HOST:PORT as this machine sees it, as ssh does",
        HelpName = "[ADDRESS:]PORT:HOST:PORT",
        Arity = ArgumentArity.OneOrMore,
    };

    public IEnumerable<Option> All => [_local, _remote];

    /// <summary>The target with the forwards that were asked for.</summary>
    /// <exception cref="SyncException">One of them is wrong, or there is no ssh to forward anything.</exception>
    public PushTarget Over(PushTarget target, ParseResult parsed)
    {
        string[] local = parsed.GetValue(_local) ?? [], remote = parsed.GetValue(_remote) ?? [];
        if (local.Length + remote.Length == 0)
        {
            return target;
        }

        return target.Ssh is { } ssh
            ? target with { Ssh = ssh.WithForwards(local, remote) }
            : throw new SyncException(ExitCode.Usage, $"{(local.Length > 0 ? _local : _remote).Name} forwards through ssh, and {target.Name} is a directory of this machine; leave it out");
    }
}
