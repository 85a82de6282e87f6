using System.Text;
using Lockstep.Native;
using Lockstep.Tree;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Sessions.Deploying;

/// <summary>A project's deploy command: the configured one, or by convention its <c>deploy.py</c> or <c>deploy.sh</c>.</summary>
/// <param name="Line">For the target's <c>sh -c</c>.</param>
/// <param name="Check">What has to be right on the target before it runs.</param>
public sealed record DeployCommand(string Line, DeployCheck Check)
{
    // env hands the variables through sudo, which would drop them.
    private const string PythonWithSudo =
        "if [ \"$(id -u)\" -ne 0 ] && command -v sudo >/dev/null 2>&1; then "
        + "exec sudo -n env \"LOCKSTEP_RUN=$LOCKSTEP_RUN\" \"LOCKSTEP_TARGET=$LOCKSTEP_TARGET\" \"LOCKSTEP_CHANGED=$LOCKSTEP_CHANGED\" "
        + "\"LOCKSTEP_GIT_COMMIT=$LOCKSTEP_GIT_COMMIT\" \"LOCKSTEP_GIT_BRANCH=$LOCKSTEP_GIT_BRANCH\" "
        + "\"LOCKSTEP_GIT_DIRTY=$LOCKSTEP_GIT_DIRTY\" \"LOCKSTEP_GIT_DESCRIBE=$LOCKSTEP_GIT_DESCRIBE\" "
        + "PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 "
        + "python3 deploy.py; else export PYTHONDONTWRITEBYTECODE=1; exec python3 deploy.py; fi";

    private const string Python = "export PYTHONDONTWRITEBYTECODE=1; exec python3 deploy.py";

    private static readonly string[] RootPrograms = ["sudo", "doas", "su", "pkexec", "run0"];

    /// <summary>Finds the command; null when there is nothing to run.</summary>
    /// <param name="step">What the settings say.</param>
    /// <param name="findSent">Gives the entry at a path of the project, absent when it is not sent: only what is sent can be run.</param>
    public static DeployCommand? Find(DeployStep step, Func<RelativePath, Entry> findSent)
    {
        if (step.Command is { } line)
        {
            return OfLine(line);
        }

        if (!step.UsesConvention)
        {
            return null;
        }

        if (findSent(RelativePath.Parse("deploy.py")).IsFile)
        {
            return step.AllowsSudo
                ? new DeployCommand(PythonWithSudo, new DeployCheck(DeployScript.Python, SudoUse.WhereThere))
                : new DeployCommand(Python, new DeployCheck(DeployScript.Python, SudoUse.Never));
        }

        Entry script = findSent(RelativePath.Parse("deploy.sh"));
        if (!script.IsFile)
        {
            return null;
        }

        const int AnyExecute = 0b001_001_001;
        return new DeployCommand((script.Mode & AnyExecute) != 0 ? "exec ./deploy.sh" : "exec sh deploy.sh", new DeployCheck(DeployScript.Shell, SudoUse.Never));
    }

    /// <summary>A line of the settings, for the target's <c>sh -c</c>: a deploy command or one of <c>[[on_change]]</c>.</summary>
    public static DeployCommand OfLine(string line) =>
        new(line, new DeployCheck(DeployScript.None, TakesRoot(line) ? SudoUse.Always : SudoUse.Never));

    /// <summary>The script that the convention would run; null when there is none, or a command goes before it.</summary>
    public static string? FindScript(DeployStep step, Func<RelativePath, Entry> findSent) =>
        step.Command is null ? Array.Find(["deploy.py", "deploy.sh"], name => findSent(RelativePath.Parse(name)).IsFile) : null;

    /// <summary>Whether it runs by sudo on a target.</summary>
    public bool UsesSudo(TargetState target) => Check.Sudo == SudoUse.Always || (Check.Sudo == SudoUse.WhereThere && target is { LoginIsRoot: false, HasSudo: true });

    /// <summary>What runs on a target, as a user would type it there.</summary>
    public string Describe(TargetState target) => Describe(UsesSudo(target));

    /// <summary>What runs with or without sudo, as a user would type it; safe to print.</summary>
    public string Describe(bool bySudo) => Check.Script switch
    {
        DeployScript.Python => bySudo ? "sudo -n python3 deploy.py" : "python3 deploy.py",
        DeployScript.Shell => Line["exec ".Length..],
        _ => DisplayText.Of(Line),
    };

    /// <summary>
    /// Whether a word of a line is a program that gives root's rights, with or without the quotes and backslashes that a
    /// shell takes away. A line that comes to it by variables or another program's output is not seen through.
    /// </summary>
    private static bool TakesRoot(string line)
    {
        string unquoted = line.Replace("\\", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
        return NamesRootProgram(line) || NamesRootProgram(unquoted);
    }

    private static bool NamesRootProgram(string line)
    {
        foreach (string word in line.Split([' ', '\t', '\n', ';', '&', '|', '(', ')', '{', '}', '`', '"', '\'', '=']))
        {
            if (RootPrograms.AsSpan().Contains(word[(word.LastIndexOf('/') + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The command with what proves that the target's script is the project's.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal async Task<DeployCommand> WithProofAsync(ProjectView project, CancellationToken cancellation)
    {
        if (Check.Script == DeployScript.None)
        {
            return this;
        }

        var key = new SealKey(RandomBytes.Take(SealKey.Length));
        RelativePath script = RelativePath.Parse(Check.Script == DeployScript.Python ? "deploy.py" : "deploy.sh");
        ContentSeal[] seals = await project.SealAsync([script], key, cancellation);
        return this with { Check = Check with { Proof = new ContentProof(key, seals[0]) } };
    }

    /// <summary>The request that runs it in the target's root.</summary>
    /// <param name="step">What the settings say: after which time it is ended, and whether it is run whatever its check finds.</param>
    /// <param name="variables">What its environment tells of the run.</param>
    /// <param name="changed">What the run changed, for the file that LOCKSTEP_CHANGED names.</param>
    internal CommandRequest Request(DeployStep step, RunVariables variables, IReadOnlyList<RelativePath> changed) =>
        new(["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(Line)], variables.All, step.Timeout, changed)
        {
            DeployOf = variables.Run,
            Check = step.IsForced ? null : Check,
        };
}
