using System.CommandLine;
using Lockstep.Cli.Settings;
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

    /// <summary>The targets with the forwards that were asked for, which have to be one then: a port of ours leads to one of them.</summary>
    /// <exception cref="SyncException">One of the forwards is wrong, or they cannot be had.</exception>
    public IReadOnlyList<ResolvedTarget> Over(IReadOnlyList<ResolvedTarget> targets, ParseResult parsed)
    {
        bool areAsked = parsed.GetValue(_local) is { Length: > 0 } || parsed.GetValue(_remote) is { Length: > 0 };
        return !areAsked ? targets
            : targets is [var one] ? [one with { Push = Over(one.Push, parsed) }]
            : throw new SyncException(ExitCode.Usage, $"-L and -R forward to one target, and {targets.Count} are meant: name one of them");
    }

    /// <summary>The target with the forwards that were asked for.</summary>
    /// <exception cref="SyncException">One of them is wrong, or there is no ssh to forward anything.</exception>
    public PushTarget Over(PushTarget target, ParseResult parsed)
    {
        string[] local = parsed.GetValue(_local) ?? [], remote = parsed.GetValue(_remote) ?? [];
        if (local.Length + remote.Length == 0)
        {
            return target;
        }

        return target.Ssh is { IsHere: false } ssh
            ? target with { Ssh = ssh.WithForwards(local, remote) }
            : throw new SyncException(ExitCode.Usage, $"{(local.Length > 0 ? _local : _remote).Name} forwards through ssh, and {target.Name} is {(target.Ssh is null ? "a directory of this machine" : "reached by a command")}; leave it out");
    }
}
