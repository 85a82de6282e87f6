using System.Text;
using Lockstep.Tree;

namespace Lockstep.Sessions;

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
    /// <param name="project">The project's snapshot: only what is sent can be run.</param>
    public static string? Find(DeployStep step, Snapshot project)
    {
        if (step.Command is not null)
        {
            return step.Command;
        }

        if (project.Find(RelativePath.Parse("deploy.py")).IsFile)
        {
            return step.AllowsSudo ? PythonWithSudo : Python;
        }

        Entry script = project.Find(RelativePath.Parse("deploy.sh"));
        if (!script.IsFile)
        {
            return null;
        }

        const int AnyExecute = 0b001_001_001;
        return (script.Mode & AnyExecute) != 0 ? "exec ./deploy.sh" : "exec sh deploy.sh";
    }

    /// <summary>The arguments that run a shell line.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ShellArguments(string line) => ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(line)];
}
