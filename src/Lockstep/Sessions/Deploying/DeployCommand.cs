using System.Globalization;
using System.Text;
using Lockstep.Tree;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>Finds the shell line that deploys a project: the configured one, or by convention its <c>deploy.py</c> or <c>deploy.sh</c>.</summary>
public static class DeployCommand
{
    // env hands the variables through sudo, which would drop them.
    private const string PythonWithSudo =
        "if [ \"$(id -u)\" -ne 0 ] && command -v sudo >/dev/null 2>&1; then "
        + "exec sudo -n env \"LOCKSTEP_RUN=$LOCKSTEP_RUN\" \"LOCKSTEP_TARGET=$LOCKSTEP_TARGET\" \"LOCKSTEP_CHANGED=$LOCKSTEP_CHANGED\" python3 deploy.py; "
        + "else exec python3 deploy.py; fi";

    private const string Python = "exec python3 deploy.py";

    /// <summary>The line for the target's <c>sh -c</c>; null when there is nothing to run.</summary>
    /// <param name="step">What the settings say.</param>
    /// <param name="findSent">Gives the entry at a path of the project, absent when it is not sent: only what is sent can be run.</param>
    public static string? Find(DeployStep step, Func<RelativePath, Entry> findSent)
    {
        if (step.Command is not null)
        {
            return step.Command;
        }

        if (!step.UsesConvention)
        {
            return null;
        }

        if (findSent(RelativePath.Parse("deploy.py")).IsFile)
        {
            return step.AllowsSudo ? PythonWithSudo : Python;
        }

        Entry script = findSent(RelativePath.Parse("deploy.sh"));
        if (!script.IsFile)
        {
            return null;
        }

        const int AnyExecute = 0b001_001_001;
        return (script.Mode & AnyExecute) != 0 ? "exec ./deploy.sh" : "exec sh deploy.sh";
    }

    /// <summary>The script that the convention would run; null when there is none, or a command goes before it.</summary>
    public static string? FindScript(DeployStep step, Func<RelativePath, Entry> findSent) =>
        step.Command is null ? Array.Find(["deploy.py", "deploy.sh"], name => findSent(RelativePath.Parse(name)).IsFile) : null;

    /// <summary>The request that runs a line in the target's root.</summary>
    /// <param name="line">What <see cref="Find"/> gave.</param>
    /// <param name="timeout">After this the command is ended.</param>
    /// <param name="target">The target's name, for LOCKSTEP_TARGET.</param>
    /// <param name="run">The run's number, for LOCKSTEP_RUN.</param>
    /// <param name="changed">What the run changed, for the file that LOCKSTEP_CHANGED names.</param>
    public static CommandRequest Request(string line, TimeSpan timeout, string target, long run, IReadOnlyList<RelativePath> changed) => new(
        ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(line)],
        [new("LOCKSTEP_RUN", run.ToString(CultureInfo.InvariantCulture)), new("LOCKSTEP_TARGET", target)],
        timeout,
        changed)
    {
        DeployOf = run,
    };
}
